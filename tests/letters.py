"""The letters that a site has sent, read as their readers would."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

from strive.app import Strive


class Received(NamedTuple):
    """A letter, and the secret of the link in it, "" for none."""

    to: str
    subject: str
    text: str
    token: str


async def letters_of(strive: Strive) -> list[Received]:
    """Have a worker send what waits; return what came, the oldest first, and take it away."""
    await strive.outbox.deliver_due()
    folder = strive.settings.mail.folder
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = [_read(email.message_from_bytes(path.read_bytes(), policy=default)) for path in paths]
    for path in paths:
        path.unlink()
    return found


async def letter_of(strive: Strive) -> Received:
    """Return the one letter that was sent."""
    (letter,) = await letters_of(strive)
    return letter


def _read(message: EmailMessage) -> Received:
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    token = re.search(r"\?token=(\S+)", text)
    return Received(str(message["To"]), str(message["Subject"]), text, token[1] if token else "")
