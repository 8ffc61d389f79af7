"""Second factors: showing one at sign-in, setting one up, recovery codes, removing it."""

from __future__ import annotations

from urllib.parse import quote

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from strive.accounts import totp
from strive.accounts.factors import CodeWrong, FactorNeeded, Offer
from strive.accounts.factors_trying import SessionOver
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import (
    SECOND_FACTOR,
    SIGN_IN,
    Guarded,
    half_signed_in,
    own_path,
    signed_in,
)
from strive.accounts.pages.own_pages import OWN, STUDIO, OwnPages
from strive.accounts.principal import Principal
from strive.accounts.throttling import spend_for_account
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.ratelimit import limited, spending_of
from strive.platform.ratelimit.standard import AUTH, PAGES
from strive.platform.web.forms import form_of

FACTORS = "/account/factors"
ENROL = "/account/factors/authenticator"
_CODE_CHARACTERS_MAX = 40
_SEALED_CHARACTERS_MAX = 400


def factor_routes(accounts: Accounts, frame: Frame, clock: Clock) -> list[BaseRoute]:
    """Return the pages of second factors, with their limits."""
    pages = FactorPages(accounts, frame, clock)
    return [
        *limited(
            [
                Route(SECOND_FACTOR, half_signed_in(pages.ask)),
                Route(FACTORS, signed_in(pages.list_factors)),
                Route(ENROL, signed_in(pages.offer)),
                _post(f"{FACTORS}/recovery", pages.new_recovery),
                _post(f"{FACTORS}/remove", pages.remove),
            ],
            PAGES,
        ),
        *limited(
            [
                Route(SECOND_FACTOR, half_signed_in(pages.show_factor), methods=["POST"]),
                _post(ENROL, pages.enrol),
            ],
            AUTH,
        ),
    ]


class FactorPages(OwnPages):
    """The second step of signing in, and what is set up for it."""

    async def ask(self, request: Request, principal: Principal) -> Response:
        """Ask for a code; whoever has no factor yet is led to set one up."""
        wanted = _wanted(request.query_params.get("next", ""), principal)
        if not await self.accounts.factors.has(principal.user_id):
            return done(_with_next(ENROL, wanted))
        if principal.has_second_factor:
            return done(FACTORS)
        return await self._ask(request, wanted)

    async def show_factor(self, request: Request, principal: Principal) -> Response:
        """Complete the session, and go on."""
        form, factors = await form_of(request), self.accounts.factors
        wanted = _wanted(form.text("next"), principal)
        if not await factors.has(principal.user_id):
            return done(_with_next(ENROL, wanted))
        await spend_for_account(request, f"factor:{principal.user_id}")
        code = form.text("code")[:_CODE_CHARACTERS_MAX]
        try:
            new = await factors.show(principal, code, visit_of(request))
        except CodeWrong as error:
            return await self._ask(request, wanted, error.message)
        except SessionOver:
            response = done(SIGN_IN)
            self.accounts.cookie.take_back(response)
            return response
        await spending_of(request).refund()
        return await self.let_in(new, wanted)

    async def list_factors(self, request: Request, principal: Principal) -> Response:
        """Show what somebody has set up."""
        return await self._factors(request, principal)

    async def offer(self, request: Request, principal: Principal) -> Response:
        """Show a new secret, as QR code and as text."""
        wanted = _wanted(request.query_params.get("next", ""), principal)
        elsewhere = await self._not_yet(request, principal)
        return elsewhere or await self._offer(
            request, principal, self.accounts.factors.offer(principal), wanted
        )

    async def enrol(self, request: Request, principal: Principal) -> Response:
        """Keep the factor that a code shows to work, and show the recovery codes."""
        if elsewhere := await self._not_yet(request, principal):
            return elsewhere
        form, factors = await form_of(request), self.accounts.factors
        wanted = _wanted(form.text("next"), principal)
        offer = factors.offered(principal, form.text("offer")[:_SEALED_CHARACTERS_MAX])
        if offer is None:
            errors = {"code": "This took too long. Here is a new code to scan."}
            return await self._offer(request, principal, factors.offer(principal), wanted, errors)
        code = form.text("code")[:_CODE_CHARACTERS_MAX]
        try:
            enrolled = await factors.enrol(principal, offer, code, visit_of(request))
        except CodeWrong as error:
            return await self._offer(request, principal, offer, wanted, {"code": error.message})
        await spending_of(request).refund()
        response = await self._codes(request, enrolled.codes, wanted)
        session = enrolled.new.session
        self.accounts.cookie.put(response, enrolled.new.secret, session.cookie_lasts)
        return response

    async def new_recovery(self, request: Request, principal: Principal) -> Response:
        """Show a new set of recovery codes, this once."""
        if elsewhere := self._again(request, principal):
            return elsewhere
        codes = await self.accounts.factors.new_recovery(principal, visit_of(request))
        return await self._codes(request, codes, FACTORS)

    async def remove(self, request: Request, principal: Principal) -> Response:
        """Remove the factor."""
        if elsewhere := self._again(request, principal):
            return elsewhere
        try:
            await self.accounts.factors.remove(principal, visit_of(request))
        except FactorNeeded as error:
            return await self._factors(request, principal, error.message)
        return done(FACTORS, "removed")

    def _again(self, request: Request, principal: Principal) -> Response | None:
        """Send somebody to show again who they are, then back to the list."""
        asked = self.asked_again(request, principal)
        return done(f"/account/again?next={FACTORS}") if asked else None

    async def _not_yet(self, request: Request, principal: Principal) -> Response | None:
        """Send on whoever has to show something before they may set a factor up."""
        if not await self.accounts.factors.may_enrol(principal):
            return done(_with_next(SECOND_FACTOR, FACTORS))
        return self.asked_again(request, principal)

    async def _ask(self, request: Request, wanted: str, error: str = "") -> Response:
        errors = {"code": error} if error else None
        title = "Second factor"
        return await self.show(request, "second-factor.html", title, errors=errors, next=wanted)

    async def _factors(self, request: Request, principal: Principal, error: str = "") -> Response:
        kept = await self.accounts.factors.of(principal.user_id)
        return await self.show(
            request,
            "factors.html",
            "Second factor",
            errors={"form": error} if error else None,
            kept=kept,
            is_staff=principal.role is not None and principal.role.is_staff,
        )

    async def _offer(
        self,
        request: Request,
        principal: Principal,
        offer: Offer,
        wanted: str,
        errors: dict[str, str] | None = None,
    ) -> Response:
        site = (await self.frame.brand()).title
        address = totp.address_of(offer.secret, account=principal.email, site=site)
        code = segno.make(address, error="m", micro=False)
        return await self.show(
            request,
            "authenticator.html",
            "Set up a second factor",
            errors=errors,
            next=wanted,
            offer=offer,
            address=address,
            qr=code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False),
            groups=[offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4)],
        )

    async def _codes(self, request: Request, codes: list[str], wanted: str) -> Response:
        return await self.show(
            request, "recovery-codes.html", "Recovery codes", codes=codes, next=wanted
        )


def _wanted(text: str, principal: Principal) -> str:
    is_staff = principal.role is not None and principal.role.is_staff
    return own_path(text, STUDIO if is_staff else OWN)


def _with_next(path: str, wanted: str) -> str:
    return f"{path}?next={quote(wanted, safe='/')}"


def _post(path: str, handler: Guarded) -> Route:
    return Route(path, signed_in(handler), methods=["POST"])
