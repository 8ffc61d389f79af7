"""One's passkeys on pages: named and removed by forms. What makes and shows them is a script."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.factors_held import FactorNeeded
from strive.accounts.pages.factors import FactorPages
from strive.accounts.pages.frame import done
from strive.accounts.pages.own_pages import AGAIN
from strive.accounts.pages.recovery import FACTORS
from strive.accounts.principal import Principal
from strive.accounts.visit import visit_of
from strive.platform.errors import Invalid
from strive.platform.web.forms import form_of


class PasskeyPages(FactorPages):
    """For those who are in."""

    async def rename(self, request: Request, principal: Principal) -> Response:
        """Call a passkey something else."""
        name, passkey_id = (await form_of(request)).text("name"), request.path_params["id"]
        passkeys, visit = self.accounts.passkeys, visit_of(request)
        try:
            await passkeys.rename(principal, passkey_id, name, visit)
        except Invalid as error:
            wrong = {f"name-{passkey_id}": error.message}
            return await self.factors(request, principal, wrong, {passkey_id: name[:100]})
        return done(FACTORS, "renamed")

    async def remove_passkey(self, request: Request, principal: Principal) -> Response:
        """Have a passkey let nobody in any more."""
        if self.asked_again(request, principal):
            return done(f"{AGAIN}?next={FACTORS}")
        passkey_id, visit = request.path_params["id"], visit_of(request)
        try:
            await self.accounts.passkeys.remove(principal, passkey_id, visit)
        except FactorNeeded as error:
            return await self.factors(request, principal, {"form": error.message})
        return done(FACTORS, "passkey-removed")
