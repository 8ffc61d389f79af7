"""The data of people by API: given out, erased, and what is held at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts import cursors
from strive.accounts.api import data_shapes as shapes
from strive.accounts.api.answering import answer, without_query
from strive.accounts.authentication import principal_of
from strive.accounts.erasure import Erasure
from strive.accounts.opening import Accounts
from strive.accounts.principal import Principal, Scope, require, require_user
from strive.accounts.privacy import DataRights
from strive.accounts.privacy.confirming import require_typed
from strive.accounts.privacy.sending import Archive, spend_export
from strive.kit.clock import Clock
from strive.platform.privacy import Person, Register
from strive.platform.web.json_bodies import json_of
from strive.platform.web.parameters import Parameters

ERASURES: Final = Parameters(shapes.ErasuresQuery)


@dataclass(frozen=True, slots=True)
class Data:
    """What people may have done with their data, and staff for those who ask them."""

    accounts: Accounts
    clock: Clock
    rights: DataRights
    register: Register

    async def export_own(self, request: Request) -> Response:
        """All that is held about you: a ZIP with `data.json` and `data.html`, streamed.

        You have to have signed in within ten minutes (`POST /auth/again`).
        """
        without_query(request)
        principal = require_user(principal_of(request))
        await spend_export(request, principal)
        chunks = await self.rights.exports.give_own(principal, request.scope)
        return Archive(chunks, self.clock.now())

    async def erase_own(self, request: Request) -> Response:
        """Have your account and what is held about you erased, for good; it begins at once.

        `email` is your address, to confirm it. You have to have signed in within ten minutes, and
        are signed out everywhere. The receipt tells how far it is.
        """
        without_query(request)
        principal = require_user(principal_of(request))
        given = await json_of(request, shapes.WhoseInput)
        require_typed(await self.rights.people.by_id(principal.user_id), given.email)
        erasure = await self.rights.erasures.ask_own(principal, request.scope)
        response = self._receipt(erasure)
        self.accounts.cookie.take_back(response)
        return response

    async def export_user(self, request: Request) -> Response:
        """All that is held about a user, for somebody who asked you: a ZIP, streamed."""
        without_query(request)
        principal = _asked(request)
        person = await self.rights.people.by_id(request.path_params["id"])
        return await self._export(request, principal, person)

    async def erase_user(self, request: Request) -> Response:
        """Have a user erased who asked you; `email` is their address, to confirm it."""
        without_query(request)
        principal = _asked(request)
        given = await json_of(request, shapes.WhoseInput)
        person = await self.rights.people.by_id(request.path_params["id"])
        require_typed(person, given.email)
        return await self._erase(request, principal, person)

    async def export_address(self, request: Request) -> Response:
        """All that is held about an address, with an account or without: a ZIP, streamed."""
        without_query(request)
        principal = _asked(request)
        given = await json_of(request, shapes.WhoseInput)
        person = await self.rights.people.by_email(given.email)
        return await self._export(request, principal, person)

    async def erase_address(self, request: Request) -> Response:
        """Have erased whoever has an address, with an account or without."""
        without_query(request)
        principal = _asked(request)
        given = await json_of(request, shapes.WhoseInput)
        person = await self.rights.people.by_email(given.email)
        return await self._erase(request, principal, person)

    async def list_erasures(self, request: Request) -> Response:
        """Erasures under way and done, newest first."""
        _asked(request)
        asked = ERASURES.read(request.scope)
        after = cursors.moment_of(asked.cursor) if asked.cursor else None
        found = await self.rights.erasures.newest(after, asked.limit + 1)
        listed, following = found[: asked.limit], None
        if len(found) > asked.limit:
            following = cursors.of_moment(listed[-1].asked_at, listed[-1].id)
        data = [shapes.ErasureShape.showing(erasure) for erasure in listed]
        return answer(data, self.clock, nextCursor=following)

    async def get_receipt(self, request: Request) -> Response:
        """A receipt, for whoever has its id: how far an erasure is, and what was done."""
        without_query(request)
        erasure = await self.rights.erasures.get(request.path_params["id"])
        return answer(shapes.ReceiptShape.of(erasure), self.clock)

    async def get_register(self, request: Request) -> Response:
        """The record of processing: what each store holds about people, why, and how long.

        It is about stores and about nobody, and public, as the page `/privacy/record` is.
        """
        without_query(request)
        record = msgspec.convert(self.register.for_programs(), shapes.RegisterShape)
        return answer(record, self.clock)

    async def _export(self, request: Request, principal: Principal, person: Person) -> Response:
        await spend_export(request, principal)
        chunks = await self.rights.exports.give_for(person, principal, request.scope)
        return Archive(chunks, self.clock.now())

    async def _erase(self, request: Request, principal: Principal, person: Person) -> Response:
        erasure = await self.rights.erasures.ask_for(person, principal, request.scope)
        return self._receipt(erasure)

    def _receipt(self, erasure: Erasure) -> Response:
        response = answer(shapes.ReceiptShape.of(erasure), self.clock, 202)
        response.headers["location"] = f"/api/v1/privacy/receipts/{erasure.id}"
        return response


def _asked(request: Request) -> Principal:
    return require(principal_of(request), Scope.PRIVACY_WRITE)
