"""How letters leave: by SMTP, or as files into a folder."""

from __future__ import annotations

import asyncio
import os
import secrets
import ssl
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Final, Protocol

import aiosmtplib

from strive.platform.errors import Unavailable
from strive.platform.mail.settings import MailSettings, Server, read_server

TIMEOUT_S: Final = 20.0
_PERMANENT: Final = 500


class MailUnavailable(Unavailable):
    """The mail server is away, or does not take mail just now."""

    code = "mail_unavailable"


class MailRefused(Exception):
    """The mail server will never take this letter."""


class Post(Protocol):
    """What takes letters."""

    async def send(self, message: EmailMessage) -> None:
        """Send a letter; raises `MailUnavailable` or `MailRefused`."""


class SmtpPost:
    """Sends by a mail server."""

    def __init__(self, server: Server, context: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._context = context

    async def send(self, message: EmailMessage) -> None:
        """Send a letter.

        Raises:
            MailUnavailable: The server is away or asks to try later.
            MailRefused: The server refuses this letter for good.
        """
        server = self._server
        message["Message-ID"] = make_msgid(domain=message["From"].addresses[0].domain)
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls == "at-once",
                start_tls=_START_TLS[server.tls],
                tls_context=self._context,
                timeout=TIMEOUT_S,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _told(min(refused.code for refused in error.recipients)) from error
        except aiosmtplib.SMTPAuthenticationError as error:  # a mistake of ours, not the letter's
            raise MailUnavailable("The mail server does not accept the password.") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _told(error.code) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable("The mail server does not answer just now.") from error


_START_TLS: Final = {"at-once": False, "required": True, "if-offered": None, "none": False}


class FolderPost:
    """Writes letters as files (`.eml`), which a mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> None:
        """Write a letter; raises `MailUnavailable` when the folder cannot be written."""
        message["Message-ID"] = make_msgid(domain="localhost")
        try:
            await asyncio.to_thread(
                self._write, bytes(message), message["Date"].datetime.timestamp()
            )
        except OSError as error:
            raise MailUnavailable("The folder of mail cannot be written.") from error

    def _write(self, content: bytes, at: float) -> None:
        """Let a letter be seen whole or not at all, by its owner only."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{at:.3f}-{secrets.token_hex(4)}"
        part = self._folder / f".{name}"
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(content)
        part.rename(self._folder / f"{name}.eml")


def open_post(settings: MailSettings) -> Post:
    """Return what takes the letters of this site."""
    if settings.url:
        return SmtpPost(read_server(settings.url))
    return FolderPost(settings.folder)


def _told(code: int) -> Exception:
    if code >= _PERMANENT:
        return MailRefused(f"The mail server refused the letter ({code}).")
    return MailUnavailable("The mail server asks to try again later.")
