"""One's own data: what is held, all of it as a file, what one agreed to, and being erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from strive.accounts.consents.entry import Source
from strive.accounts.errors import LastAdministrator, SignalHolds, WordingChanged
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import Guarded, signed_in
from strive.accounts.pages.own_pages import OwnPages
from strive.accounts.pages.receipts import RECEIPTS, ReceiptPage
from strive.accounts.principal import Principal
from strive.accounts.privacy import DataRights
from strive.accounts.privacy.confirming import NotConfirmed, require_typed
from strive.accounts.privacy.sending import Archive, spend_export
from strive.accounts.recent import is_recent
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.privacy import Beyond, Holding, Register
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import EXPORTS, PAGES
from strive.platform.web.forms import form_of

DATA: Final = "/account/data"
ERASE: Final = f"{DATA}/erase"
_TYPED_CHARACTERS_MAX: Final = 254


def data_routes(
    accounts: Accounts, frame: Frame, clock: Clock, rights: DataRights, register: Register
) -> list[BaseRoute]:
    """Return the pages of one's own data, and of receipts, with their limits."""
    own = DataPages(accounts, frame, clock, rights, register)
    receipt = ReceiptPage(accounts, frame, clock, rights.erasures, register)
    return [
        *limited([_post(f"{DATA}/export", own.export)], EXPORTS),
        *limited(
            [
                Route(DATA, signed_in(own.show_data)),
                _post(f"{DATA}/choices/{{purpose}}", own.choose),
                Route(ERASE, signed_in(own.ask_erase)),
                _post(ERASE, own.erase),
                Route(f"{RECEIPTS}/{{id}}", receipt.show_receipt),
            ],
            PAGES,
        ),
    ]


def _post(path: str, handler: Guarded) -> Route:
    return Route(path, signed_in(handler), methods=["POST"])


@dataclass(frozen=True, slots=True)
class DataPages(OwnPages):
    """For those who are in."""

    rights: DataRights
    register: Register

    async def show_data(self, request: Request, principal: Principal) -> Response:
        """Show what is held in short, and what can be done about it."""
        return await self._data(request, principal)

    async def export(self, request: Request, principal: Principal) -> Response:
        """Send all of it as a file, to somebody who has just shown who they are."""
        if self.asked_again(request, principal):
            return done(f"/account/again?next={DATA}")
        await spend_export(request, principal)
        chunks = await self.rights.exports.give_own(principal, request.scope)
        return Archive(chunks, self.clock.now())

    async def choose(self, request: Request, principal: Principal) -> Response:
        """Make a statement, or take one back."""
        form, visit = await form_of(request), visit_of(request)
        name, consents = request.path_params["purpose"], self.accounts.consents
        try:
            if form.text("choice") == "back":
                await consents.withdraw(principal, name, visit, Source.PAGE)
                return done(DATA, "back")
            version = form.text("version")
            await consents.give(principal, name, visit, Source.PAGE, version=version)
        except (WordingChanged, SignalHolds) as error:
            return await self._data(request, principal, error.message, error.status)
        return done(DATA, "chosen")

    async def ask_erase(self, request: Request, principal: Principal) -> Response:
        """Say what goes and what stays, to somebody who has just shown who they are."""
        elsewhere = self.asked_again(request, principal)
        return elsewhere or await self._erase(request, principal)

    async def erase(self, request: Request, principal: Principal) -> Response:
        """Have them erased: they are out at once, and shown the receipt."""
        if self.asked_again(request, principal):
            return done(f"/account/again?next={ERASE}")
        typed = (await form_of(request)).text("email").strip()[:_TYPED_CHARACTERS_MAX]
        try:
            require_typed(await self.rights.people.by_id(principal.user_id), typed)
            erasure = await self.rights.erasures.ask_own(principal, request.scope)
        except NotConfirmed:
            errors = {"email": "This is not the address of your account. Nothing was erased."}
            return await self._erase(request, principal, typed, errors)
        except LastAdministrator as error:
            return await self._erase(request, principal, typed, {"form": error.message})
        response = done(f"{RECEIPTS}/{erasure.id}")
        self.accounts.cookie.take_back(response)
        return response

    async def _data(
        self, request: Request, principal: Principal, error: str = "", status: int = 0
    ) -> Response:
        consents = self.accounts.consents
        return await self.show(
            request,
            "data.html",
            "Your data",
            errors={"form": error} if error else None,
            status=status,
            held=[holding for holding in self.register.holdings if _is_given_out(holding)],
            choices=await consents.current(principal.user_id),
            history=await consents.history(principal.user_id),
            is_recent=is_recent(principal, self.clock.now()),
        )

    async def _erase(
        self,
        request: Request,
        principal: Principal,
        typed: str = "",
        errors: dict[str, str] | None = None,
    ) -> Response:
        return await self.show(
            request,
            "erase.html",
            "Erase your data",
            errors=errors,
            typed={"email": typed},
            writes=bool((await self.accounts.users.by_id(principal.user_id)).author_id),
        )


def _is_given_out(holding: Holding) -> bool:
    return not isinstance(holding.reach, Beyond)
