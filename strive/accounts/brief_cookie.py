"""A cookie for what is on its way from one page to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class BriefCookie:
    """Kept by a browser for some minutes; no other site has it sent along, not even by a link.

    But for one that is to come back `from_elsewhere`: a link or a redirect brings that along.
    """

    https: bool
    purpose: str
    lasts: timedelta
    from_elsewhere: bool = False

    @property
    def name(self) -> str:
        """Its name; by HTTPS with the prefix that has browsers take it from this host alone."""
        return f"__Host-{self.purpose}" if self.https else self.purpose

    def read(self, request: Request) -> str:
        """Return what a request brings, "" for nothing."""
        return request.cookies.get(self.name, "")

    def put(self, response: Response, text: str) -> None:
        """Have a browser keep a text."""
        response.set_cookie(
            self.name,
            text,
            max_age=int(self.lasts.total_seconds()),
            path="/",
            secure=self.https,
            httponly=True,
            samesite="lax" if self.from_elsewhere else "strict",
        )

    def take_back(self, response: Response) -> None:
        """Have a browser forget it."""
        response.delete_cookie(
            self.name, path="/", secure=self.https, httponly=True, samesite="strict"
        )
