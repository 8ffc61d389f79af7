"""A site that people sign in with, as the setting `STRIVE_OIDC` names it; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

GOOGLE: Final = "https://accounts.google.com"
GITHUB: Final = "https://github.com"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who is asked, and as whom this site asks.

    Attributes:
        key: Names it in addresses, and so never changes.
        name: What people know it by.
        issuer: Its address, exactly as it writes it itself.
        client_id: How it knows this site.
        secret: What shows that it is this site, "" where there is none.
        is_github: Whether it speaks as GitHub does, not OpenID Connect.
        takes_new: Whether somebody without an account gets one.
        trusted_amr: Methods (`amr`) of which any counts as a second factor here.
        trusted_acr: Classes (`acr`) of which any counts as a second factor here.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    is_github: bool = False
    takes_new: bool = True
    trusted_amr: frozenset[str] = frozenset()
    trusted_acr: tuple[str, ...] = ()

    @property
    def is_https(self) -> bool:
        """Whether it is asked by HTTPS."""
        return self.issuer.startswith("https://")

    def trusts(self, amr: Any, acr: Any) -> bool:
        """Tell whether what an ID token says of the sign-in counts as a second factor here."""
        methods = set(amr) if isinstance(amr, list) and all(isinstance(m, str) for m in amr) else ()
        return bool(self.trusted_amr & set(methods)) or acr in self.trusted_acr


class Told(Struct, frozen=True, kw_only=True):
    """What an issuer says of somebody.

    Attributes:
        subject: Names them there for ever.
        email: Their address, "" if it is not told.
        is_verified: Whether the issuer says that the address is theirs.
        name: What they are called there, "" if it is not told.
        has_second_factor: Whether they have shown a second factor there that counts here.
    """

    subject: str
    email: str = ""
    is_verified: bool = False
    name: str = ""
    has_second_factor: bool = False


def allowed_host(url: str) -> str:
    """Return host and port of an issuer as the guard of what is fetched takes them."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{parts.port or _DEFAULT_PORTS.get(parts.scheme, 443)}"
