"""Recovery codes: made by a form, shown once by the page it leads to."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.brief_cookie import BriefCookie
from strive.accounts.factors import SHOWN_WITHIN
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import done
from strive.accounts.pages.guard import own_path
from strive.accounts.pages.own_pages import AGAIN, OwnPages
from strive.accounts.principal import Principal
from strive.accounts.visit import visit_of

FACTORS: Final = "/account/factors"
RECOVERY: Final = "/account/factors/recovery"


class RecoveryPages(OwnPages):
    """Loading the page again shows nothing again, and makes no other set."""

    async def make(self, request: Request, principal: Principal) -> Response:
        """Make a new set."""
        if self.asked_again(request, principal):
            return done(f"{AGAIN}?next={FACTORS}")
        codes = await self.accounts.factors.new_recovery(principal, visit_of(request))
        return led_to_codes(self.accounts, principal, codes, FACTORS)

    async def show_once(self, request: Request, principal: Principal) -> Response:
        """Show the set that was made, and have the browser forget it."""
        cookie = _cookie(self.accounts)
        codes = self.accounts.factors.unwrapped(principal, cookie.read(request))
        wanted = own_path(request.query_params.get("next", ""), FACTORS)
        title = "Recovery codes"
        response = await self.show(request, "recovery-codes.html", title, codes=codes, next=wanted)
        cookie.take_back(response)
        return response


def led_to_codes(
    accounts: Accounts, principal: Principal, codes: list[str], wanted: str
) -> Response:
    """Send a browser to the page that shows codes, which it carries there sealed."""
    response = done(f"{RECOVERY}?next={quote(wanted, safe='/')}")
    _cookie(accounts).put(response, accounts.factors.wrapped(principal, codes))
    return response


def _cookie(accounts: Accounts) -> BriefCookie:
    return BriefCookie(accounts.cookie.https, "recovery-codes", SHOWN_WITHIN)
