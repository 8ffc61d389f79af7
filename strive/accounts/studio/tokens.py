"""API tokens in the studio: made, shown once, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.principal import Principal
from strive.accounts.role import Scope
from strive.accounts.token_desk import TokenDesk
from strive.accounts.tokens import NewToken
from strive.platform.errors import Conflict, Invalid
from strive.platform.web.forms import form_of

PATH: Final = "/studio/tokens"
LIFETIMES: Final = {
    "30": "30 days",
    "90": "90 days",
    "365": "a year",
    "": "until it is revoked",
}


@dataclass(frozen=True, slots=True)
class TokenPages:
    """Credentials of programs."""

    accounts: Accounts
    frame: Frame

    @property
    def _desk(self) -> TokenDesk:
        return TokenDesk(self.accounts.tokens, self.accounts.audit)

    async def list_(self, request: Request, principal: Principal) -> Response:
        """Show all tokens, and the form for another."""
        return await self._page(request, principal)

    async def create(self, request: Request, principal: Principal) -> Response:
        """Make a token and show its secret, this once."""
        form = await form_of(request)
        name, lasts, chosen = form.text("name").strip(), form.text("lasts"), form.texts("scope")
        errors: dict[str, str] = {}
        known = {scope.value for scope in principal.scopes}
        if not chosen or not set(chosen) <= known:
            errors["scope"] = "Choose what it may, of what you may."
        if lasts not in LIFETIMES:
            errors["lasts"] = "Choose how long it is good."
        new: NewToken | None = None
        if not errors:
            valid_for = timedelta(days=int(lasts)) if lasts else None
            scopes = [Scope(text) for text in chosen]
            try:
                new = await self._desk.create(principal, name, scopes, valid_for, request.scope)
            except (Invalid, Conflict) as error:
                errors["name"] = error.message
        typed = {"name": name, "lasts": lasts} if errors else None
        return await self._page(request, principal, typed, chosen if errors else [], errors, new)

    async def revoke(self, request: Request, principal: Principal) -> Response:
        """Take a token back."""
        await self._desk.revoke(principal, request.path_params["id"], request.scope)
        return done(PATH, "revoked")

    async def _page(  # noqa: PLR0913, PLR0917 - what may stand on the page
        self,
        request: Request,
        principal: Principal,
        typed: dict[str, str] | None = None,
        chosen: list[str] | None = None,
        errors: dict[str, str] | None = None,
        new: NewToken | None = None,
    ) -> Response:
        tokens = await self._desk.everything(principal)
        makers = await self.accounts.users.by_ids(
            list({token.made_by for token in tokens if token.made_by})
        )
        return await self.frame.page(
            request,
            "studio/tokens.html",
            title="API tokens",
            status=400 if errors else 200,
            tokens=tokens,
            makers=makers,
            scopes=[scope for scope in Scope if principal.may(scope)],
            lifetimes=LIFETIMES.items(),
            typed=typed or {"name": "", "lasts": "90"},
            chosen=chosen or [],
            errors=errors or {},
            new=new,
        )
