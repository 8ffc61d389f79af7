"""Second factors: showing one at sign-in, setting one up, removing it."""

from __future__ import annotations

from urllib.parse import quote

import segno
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts import totp
from strive.accounts.factors import CodeWrong, Offer
from strive.accounts.factors_held import FactorNeeded
from strive.accounts.factors_trying import SessionOver
from strive.accounts.pages.frame import done
from strive.accounts.pages.guard import SECOND_FACTOR, SIGN_IN, own_path
from strive.accounts.pages.own_pages import AGAIN, OWN, STUDIO, OwnPages
from strive.accounts.pages.recovery import FACTORS, led_to_codes
from strive.accounts.principal import Principal
from strive.accounts.throttling import Try, spend_for_account
from strive.accounts.visit import visit_of
from strive.platform.errors import Forbidden
from strive.platform.ratelimit import spending_of
from strive.platform.web.forms import form_of

NEW = "/account/factors/new"
ENROL = "/account/factors/authenticator"
_CODE_CHARACTERS_MAX = 40
_SEALED_CHARACTERS_MAX = 400


class FactorPages(OwnPages):
    """The second step of signing in, and what is set up for it."""

    async def ask(self, request: Request, principal: Principal) -> Response:
        """Ask for a factor; whoever has none that counts is led to set one up."""
        wanted = _wanted(request.query_params.get("next", ""), principal)
        held = await self.accounts.held.of(principal.user_id)
        if not held.is_to_be_shown(principal.role):
            return done(_with_next(NEW, wanted))
        if principal.has_second_factor:
            return done(FACTORS)
        return await self._ask(request, principal, wanted)

    async def show_factor(self, request: Request, principal: Principal) -> Response:
        """Complete the session by a code, and go on."""
        form, factors = await form_of(request), self.accounts.factors
        wanted = _wanted(form.text("next"), principal)
        held = await self.accounts.held.of(principal.user_id)
        if not held.is_to_be_shown(principal.role):
            return done(_with_next(NEW, wanted))
        await spend_for_account(request, principal.user_id, Try.CODE)
        code = form.text("code")[:_CODE_CHARACTERS_MAX]
        try:
            new = await factors.show(principal, code, visit_of(request))
        except CodeWrong as error:
            return await self._ask(request, principal, wanted, error.message)
        except SessionOver:
            response = done(SIGN_IN)
            self.accounts.cookie.take_back(response)
            return response
        await spending_of(request).refund()
        return await self.let_in(new, wanted)

    async def list_factors(self, request: Request, principal: Principal) -> Response:
        """Show what somebody has set up."""
        return await self.factors(request, principal)

    async def choose(self, request: Request, principal: Principal) -> Response:
        """Let somebody choose what to set up: a passkey, or an app."""
        wanted = _wanted(request.query_params.get("next", ""), principal)
        elsewhere = await self._not_yet(request, principal)
        return elsewhere or await self.show(
            request, "new-factor.html", "Set up a second factor", next=wanted
        )

    async def offer(self, request: Request, principal: Principal) -> Response:
        """Show a new secret, as QR code and as text."""
        wanted = _wanted(request.query_params.get("next", ""), principal)
        elsewhere = await self._not_yet(request, principal)
        return elsewhere or await self._offer(
            request, principal, self.accounts.factors.offer(principal), wanted
        )

    async def enrol(self, request: Request, principal: Principal) -> Response:
        """Keep the factor that a code shows to work, and go on to its recovery codes."""
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
        response = led_to_codes(self.accounts, principal, enrolled.codes, wanted)
        session = enrolled.new.session
        self.accounts.cookie.put(response, enrolled.new.secret, session.cookie_lasts)
        return response

    async def remove(self, request: Request, principal: Principal) -> Response:
        """Remove the app."""
        if self.asked_again(request, principal):
            return done(f"{AGAIN}?next={FACTORS}")
        try:
            await self.accounts.factors.remove(principal, visit_of(request))
        except FactorNeeded as error:
            return await self.factors(request, principal, {"form": error.message})
        return done(FACTORS, "removed")

    async def factors(
        self,
        request: Request,
        principal: Principal,
        errors: dict[str, str] | None = None,
        typed: dict[str, str] | None = None,
    ) -> Response:
        """Show what somebody has set up, and what was wrong with a change of it."""
        held, passkeys = await self.accounts.held.of(principal.user_id), self.accounts.passkeys
        return await self.show(
            request,
            "factors.html",
            "Passkeys and codes",
            errors=errors,
            typed=typed,
            held=held,
            is_staff=principal.role is not None and principal.role.is_staff,
            has_codes=held.is_to_be_shown(principal.role),
            device=visit_of(request).device,
            host=passkeys.place.host,
            handle=await passkeys.handle_of(principal.user_id),
            next=own_path(request.query_params.get("next", ""), ""),
        )

    async def _not_yet(self, request: Request, principal: Principal) -> Response | None:
        """Send on whoever has to show something before they may set a factor up."""
        try:
            await self.accounts.held.require_shown(principal)
        except Forbidden:
            return done(_with_next(SECOND_FACTOR, FACTORS))
        return self.asked_again(request, principal)

    async def _ask(
        self, request: Request, principal: Principal, wanted: str, error: str = ""
    ) -> Response:
        return await self.show(
            request,
            "second-factor.html",
            "Second factor",
            errors={"code": error} if error else None,
            next=wanted,
            held=await self.accounts.held.of(principal.user_id),
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


def _wanted(text: str, principal: Principal) -> str:
    is_staff = principal.role is not None and principal.role.is_staff
    return own_path(text, STUDIO if is_staff else OWN)


def _with_next(path: str, wanted: str) -> str:
    return f"{path}?next={quote(wanted, safe='/')}"
