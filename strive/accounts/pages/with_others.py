"""Signing in by another site: there by POST, back by GET, as the protocol has it.

What a GET changes here needs a state that was made for this very browser a moment ago, by a form
of ours (the guard against other sites sees to that), and is good once. So a link that somebody was
sent, a picture or a frame changes nothing.
"""

from __future__ import annotations

from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from strive.accounts.authentication import principal_of
from strive.accounts.brief_cookie import BriefCookie
from strive.accounts.errors import SignInRefused
from strive.accounts.identities import ControlNeeded
from strive.accounts.issuers.errors import FlowOver, IssuerAway, IssuerRefused
from strive.accounts.issuers.flows import LASTS, Returned
from strive.accounts.issuers.issuer import Answered
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import SIGN_IN, own_path, signed_in
from strive.accounts.pages.own_pages import OwnPages
from strive.accounts.principal import Principal
from strive.accounts.store.identities import IdentityTaken
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.errors import Forbidden, StriveError
from strive.platform.ratelimit import limited, spending_of
from strive.platform.ratelimit.standard import AUTH, PAGES
from strive.platform.web.forms import form_of

IDENTITIES: Final = "/account/identities"
_WITH: Final = "/account/with/{provider}"
_CHARACTERS_MAX: Final = 4_096
_ANSWERS: Final = ("state", "code", "error", "error_description", "iss")

log = structlog.get_logger(__name__)


def identity_routes(accounts: Accounts, frame: Frame, clock: Clock) -> list[BaseRoute]:
    """Return the pages to sign in by other sites, and of what is linked, with their limits."""
    pages = IdentityPages(accounts, frame, clock)
    return [
        *limited(
            [
                Route(_WITH, pages.leave, methods=["POST"]),
                Route(f"{_WITH}/callback", pages.come_back),
                Route(f"{IDENTITIES}/{{provider}}/link", signed_in(pages.link), methods=["POST"]),
            ],
            AUTH,
        ),
        *limited(
            [
                Route(IDENTITIES, signed_in(pages.list_identities)),
                Route(f"{IDENTITIES}/{{id}}/remove", signed_in(pages.remove), methods=["POST"]),
            ],
            PAGES,
        ),
    ]


class IdentityPages(OwnPages):
    """There and back, and what is linked."""

    async def leave(self, request: Request) -> Response:
        """Send somebody who wants to sign in to another site."""
        key = request.path_params["provider"]
        provider = self.accounts.identities.flows.issuer(key).provider
        wanted = own_path((await form_of(request)).text("next"), "")[:_CHARACTERS_MAX]
        return await self._leave(request, provider.key, wanted=wanted)

    async def link(self, request: Request, principal: Principal) -> Response:
        """Send somebody who is in to another site, to link what they have there."""
        key = self.accounts.identities.flows.issuer(request.path_params["provider"]).provider.key
        if self.asked_again(request, principal):
            return done(f"/account/again?next={IDENTITIES}")
        return await self._leave(request, key, session_id=principal.session_id)

    async def come_back(self, request: Request) -> Response:
        """Take whom another site sends back."""
        key, visit = request.path_params["provider"], visit_of(request)
        identities, cookie = self.accounts.identities, self._cookie
        provider, secret = identities.flows.issuer(key).provider, cookie.read(request)
        if not _is_a_visit(request):
            return await self._trouble(request, key, FlowOver("Other sites send people back here."))
        try:
            returned = await identities.flows.finish(key, secret, _answered(request))
            response = await self._let_in(request, returned)
        except FlowOver as error:
            return await self._trouble(request, key, error)
        except IssuerRefused as error:
            log.warning("issuer.refused", provider=key, reason=error.reason)
            await identities.note_refused(provider, error.reason, visit)
            response = await self._trouble(request, key, error)
        except (IssuerAway, ControlNeeded, SignInRefused, IdentityTaken, Forbidden) as error:
            response = await self._trouble(request, key, error)
        cookie.take_back(response)
        return response

    async def list_identities(self, request: Request, principal: Principal) -> Response:
        """Show what somebody has linked, and could."""
        return await self._list(request, principal)

    async def remove(self, request: Request, principal: Principal) -> Response:
        """Remove a way to sign in."""
        if self.asked_again(request, principal):
            return done(f"/account/again?next={IDENTITIES}")
        try:
            await self.accounts.identities.unlink(
                principal, request.path_params["id"], visit_of(request)
            )
        except StriveError as error:
            return await self._list(request, principal, error)
        return done(IDENTITIES, "removed")

    @property
    def _cookie(self) -> BriefCookie:
        return BriefCookie(self.accounts.cookie.https, "return", LASTS, from_elsewhere=True)

    async def _leave(
        self, request: Request, key: str, *, wanted: str = "", session_id: str = ""
    ) -> Response:
        """Show where it goes on; a browser goes by itself.

        Not by a redirect: the policy of content has forms lead to this site alone, and browsers
        hold redirects of forms to it, those of an issuer that asks a third site too.
        """
        flows = self.accounts.identities.flows
        try:
            begun = await flows.begin(key, wanted=wanted, session_id=session_id)
        except IssuerAway as error:
            return await self._trouble(request, key, error)
        provider = flows.issuer(key).provider
        response = await self.show(
            request,
            "leaving.html",
            f"On to {provider.name}",
            provider=provider,
            address=begun.address,
        )
        self._cookie.put(response, begun.secret)
        return response

    async def _let_in(self, request: Request, returned: Returned) -> Response:
        identities, visit = self.accounts.identities, visit_of(request)
        if returned.session:
            is_new = await identities.link(returned, principal_of(request), visit)
            response = done(IDENTITIES, "linked" if is_new else "known")
        else:
            new = await identities.enter(returned, visit)
            response = await self.let_in(new, returned.wanted)
        await spending_of(request).refund()
        return response

    async def _list(
        self, request: Request, principal: Principal, error: StriveError | None = None
    ) -> Response:
        identities = self.accounts.identities
        return await self.show(
            request,
            "identities.html",
            "Linked accounts",
            errors={"form": error.message} if error else None,
            linked=[
                (identity, identities.name_of(identity.issuer))
                for identity in await identities.of(principal.user_id)
            ],
        )

    async def _trouble(self, request: Request, key: str, error: StriveError) -> Response:
        """Say what went wrong, and how else one comes in."""
        needs_control = isinstance(error, ControlNeeded)
        principal = principal_of(request)
        return await self.show(
            request,
            "with-other.html",
            "You have an account here" if needs_control else "That did not work",
            status=503 if isinstance(error, IssuerAway) else 400,
            provider=self.accounts.identities.flows.issuer(key).provider,
            error="" if needs_control else error.message,
            email=error.message if needs_control else "",
            is_in=principal is not None and principal.user_id != "",
            sign_in=SIGN_IN,
        )


def _is_a_visit(request: Request) -> bool:
    """Tell whether somebody comes here, and no page loads this into itself."""
    told = [request.headers.get(f"sec-fetch-{name}", "") for name in ("mode", "dest")]
    return request.method == "GET" and told in [["", ""], ["navigate", "document"]]


def _answered(request: Request) -> Answered:
    """Return what an issuer had the browser bring; a parameter that comes twice is none."""
    given = {name: request.query_params.getlist(name) for name in _ANSWERS}
    return Answered(
        **{name: values[0][:_CHARACTERS_MAX] for name, values in given.items() if len(values) == 1}
    )
