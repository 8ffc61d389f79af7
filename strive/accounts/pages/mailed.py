"""The pages around a mailed link: to ask for one, to look for it, and to use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.own_pages import OwnPages

TOKEN_CHARACTERS_MAX: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the pages say that ask for the address to send a link to, and then that one is sent."""

    path: str
    title: str
    lead: str
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Using:
    """What the page says where a link leads; `again` is where to ask for another."""

    path: str
    title: str
    lead: str
    button: str
    again: str
    may_remember: bool = False


class MailedPages(OwnPages):
    """For those who come by a link, or wait for one."""

    async def ask_address(
        self,
        request: Request,
        asking: Asking,
        email: str = "",
        errors: dict[str, str] | None = None,
    ) -> Response:
        """Show the form for an address."""
        return await self.show(
            request,
            "ask-link.html",
            asking.title,
            typed={"email": email[:254]},
            errors=errors,
            action=asking.path,
            lead=asking.lead,
        )

    async def say_sent(self, request: Request, email: str, lead: str, again: str) -> Response:
        """Say that a letter is on its way, the same whether there is an account or not."""
        title = "Look at your mail"
        return await self.show(request, "sent.html", title, email=email, lead=lead, again=again)

    async def ask_to_use(
        self, request: Request, using: Using, token: str, error: str = ""
    ) -> Response:
        """Show the button that uses a link, or why it does not work."""
        return await self.show(
            request,
            "confirm.html",
            using.title,
            status=400 if error else 200,
            error=error,
            token=token,
            action=using.path,
            again=using.again,
            lead=using.lead,
            button=using.button,
            may_remember=using.may_remember,
        )


def token_of(request: Request) -> str:
    """Return the secret of the link that led here, "" without one."""
    return request.query_params.get("token", "")[:TOKEN_CHARACTERS_MAX]
