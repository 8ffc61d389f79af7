"""What mail needs to know, and what its address may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

Tls = Literal["at-once", "required", "if-offered", "none"]

PORTS: Final = {"smtps": 465, "smtp": 587}
_TLS: Final[dict[str, Tls]] = {
    "required": "required",
    "opportunistic": "if-offered",
    "none": "none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail goes: to the server at `url`, or without one as files into `folder`.

    `sender` is the address in `From`.
    """

    url: str = field(default="", repr=False)
    sender: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server, read from its address."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls


def read_server(url: str) -> Server:
    """Read `smtp://user:password@host:587` or `smtps://…`.

    `smtp://` upgrades to TLS (STARTTLS) and needs it as soon as a password is sent; the parameter
    `tls` says otherwise: `required`, `opportunistic` or `none`. Raises `ValueError`.
    """
    parts = urlsplit(url)
    given = parse_qs(parts.query, keep_blank_values=True)
    chosen = given.pop("tls", ["required" if parts.username else "opportunistic"])
    if given or len(chosen) != 1 or chosen[0] not in _TLS:
        raise ValueError(
            "after the ? stands tls=required, tls=opportunistic or tls=none, or nothing"
        )
    if parts.path not in {"", "/"} or parts.fragment:
        raise ValueError("it must be the host alone, without a path")
    if not parts.hostname:
        raise ValueError("it names no host")
    return Server(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls="at-once" if parts.scheme == "smtps" else _TLS[chosen[0]],
    )


def problem_with(url: str) -> str | None:
    """Return what is wrong with the address of a mail server, None if nothing."""
    try:
        read_server(url)
    except ValueError as error:
        return str(error)
    return None
