"""What the handlers of pages of an account share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import SECOND_FACTOR, own_path
from strive.accounts.principal import Principal
from strive.accounts.recent import is_recent
from strive.accounts.sessions import NewSession
from strive.kit.clock import Clock
from strive.platform.cache import plan

AGAIN = "/account/again"
OWN = "/account"
STUDIO = "/studio"


@dataclass(frozen=True, slots=True)
class OwnPages:
    """Shows pages of an account, and sends people on."""

    accounts: Accounts
    frame: Frame
    clock: Clock

    async def show(  # noqa: PLR0913 - what a page with a form shows
        self,
        request: Request,
        name: str,
        title: str,
        *,
        errors: dict[str, str] | None = None,
        typed: dict[str, str] | None = None,
        status: int = 0,
        **context: Any,
    ) -> Response:
        """Show a page; one with errors has the status 400. No page tells others its address."""
        response = await self.frame.page(
            request,
            f"account/{name}",
            title=title,
            status=status or (400 if errors else 200),
            errors=errors or {},
            typed=typed or {},
            providers=self.accounts.identities.flows.providers,
            origin=self.accounts.passkeys.place.origin,
            **context,
        )
        response.headers["referrer-policy"] = "no-referrer"  # it may hold the secret of a link
        return response

    async def let_in(self, new: NewSession, wanted: str) -> Response:
        """Have a browser keep a session, and send it on: where it wanted, if to this site."""
        user = await self.accounts.users.by_id(new.session.user_id)
        is_staff = user.role.is_staff
        path = own_path(wanted, STUDIO if is_staff else OWN)
        session = new.session
        if not session.is_complete or (is_staff and not session.has_second_factor):
            path = f"{SECOND_FACTOR}?next={quote(path, safe='/')}"
        response = done(path)
        self.accounts.cookie.put(response, new.secret, session.cookie_lasts)
        return response

    def asked_again(self, request: Request, principal: Principal) -> Response | None:
        """Send somebody to show again who they are, unless they have within ten minutes."""
        if is_recent(principal, self.clock.now()):
            return None
        path = f"{AGAIN}?next={quote(request.scope['path'], safe='/')}"
        return RedirectResponse(path, 303, headers={"cache-control": plan.PRIVATE})
