"""The cookie that a session is known by (security.md 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response
from starlette.types import Scope

SECURE_NAME: Final = "__Host-session"
PLAIN_NAME: Final = "session"  # where the site is not served by HTTPS: localhost


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """Sets, takes back and reads the cookie; `https` says whether the site is served by HTTPS."""

    https: bool

    @property
    def name(self) -> str:
        """Its name; the prefix has browsers refuse it from anywhere but this host."""
        return SECURE_NAME if self.https else PLAIN_NAME

    def read(self, scope: Scope) -> str:
        """Return the secret a request brings, "" for none; two of them are none."""
        wanted = f"{self.name}=".encode()
        found = [
            pair.strip()[len(wanted) :]
            for name, value in scope["headers"]
            if name == b"cookie"
            for pair in value.split(b";")
            if pair.strip().startswith(wanted)
        ]
        return found[0].decode("latin-1") if len(found) == 1 else ""

    def is_in(self, scope: Scope) -> bool:
        """Tell whether a request brings one at all, be it good or not."""
        wanted = f"{self.name}=".encode()
        return any(name == b"cookie" and wanted in value for name, value in scope["headers"])

    def put(self, response: Response, secret: str, lasts: timedelta | None) -> None:
        """Have a browser keep a secret, until it is closed when `lasts` is None."""
        response.set_cookie(
            self.name,
            secret,
            max_age=int(lasts.total_seconds()) if lasts else None,
            path="/",
            secure=self.https,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response) -> None:
        """Have a browser forget it."""
        response.delete_cookie(
            self.name, path="/", secure=self.https, httponly=True, samesite="lax"
        )
