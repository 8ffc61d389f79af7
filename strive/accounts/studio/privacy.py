"""Requests for people's data in the studio: found, given out, erased; what is held at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from strive.accounts import cursors
from strive.accounts.cursors import CursorInvalid
from strive.accounts.errors import LastAdministrator
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import staff
from strive.accounts.pages.own_pages import AGAIN
from strive.accounts.principal import Principal
from strive.accounts.privacy import DataRights
from strive.accounts.privacy.confirming import NotConfirmed, require_typed
from strive.accounts.privacy.sending import Archive, spend_export
from strive.accounts.recent import ReauthenticationNeeded, is_recent
from strive.accounts.role import Scope
from strive.platform.cache import plan
from strive.platform.errors import Forbidden, Invalid
from strive.platform.privacy import Person, Register
from strive.platform.privacy.retention import Retention
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import EXPORTS, PAGES
from strive.platform.web.forms import form_of

PATH: Final = "/studio/privacy"
SHOWN: Final = 20
LATE_AFTER: Final = timedelta(hours=1)  # it takes seconds, unless a store is away
_CHARACTERS_MAX: Final = 254


def privacy_routes(
    accounts: Accounts,
    frame: Frame,
    rights: DataRights,
    register: Register,
    retention: Retention,
) -> list[BaseRoute]:
    """Return the pages for those who answer requests, with their limits."""
    pages = PrivacyDesk(accounts, frame, rights, register, retention)
    may = staff(Scope.PRIVACY_WRITE)
    export = Route(f"{PATH}/export", may(pages.export), methods=["POST"])
    return [
        *limited([export], EXPORTS),
        *limited(
            [
                Route(PATH, may(pages.show_all)),
                Route(f"{PATH}/find", may(pages.find), methods=["POST"]),
                Route(f"{PATH}/users/{{id}}", may(pages.show_user)),
                Route(f"{PATH}/erase", may(pages.erase), methods=["POST"]),
                Route(f"{PATH}/register", may(pages.download_register)),
            ],
            PAGES,
        ),
    ]


@dataclass(frozen=True, slots=True)
class PrivacyDesk:
    """Answers people who ask the publication."""

    accounts: Accounts
    frame: Frame
    rights: DataRights
    register: Register
    retention: Retention

    async def show_all(self, request: Request, principal: Principal) -> Response:
        """Show requests under way and done, and what is held."""
        return await self._all(request, principal)

    async def find(self, request: Request, principal: Principal) -> Response:
        """Find somebody by address; in no address of a page, for those are written down."""
        email = (await form_of(request)).text("email").strip()[:_CHARACTERS_MAX]
        if not is_recent(principal, self.frame.clock.now()):
            return done(f"{AGAIN}?next={PATH}")
        try:
            person = await self.rights.people.by_email(email)
        except Invalid as error:
            return await self._all(request, principal, email, {"email": error.message})
        if person.id:
            return done(f"{PATH}/users/{person.id}")
        return await self._person(request, person)

    async def show_user(self, request: Request, principal: Principal) -> Response:
        """Show what can be done for a user."""
        person = await self.rights.people.by_id(request.path_params["id"])
        if not is_recent(principal, self.frame.clock.now()):
            return done(f"{AGAIN}?next={PATH}/users/{person.id}")
        return await self._person(request, person)

    async def export(self, request: Request, principal: Principal) -> Response:
        """Send all that is held about somebody, for them."""
        person = await self._whose(request)
        try:
            await spend_export(request, principal)
            chunks = await self.rights.exports.give_for(person, principal, request.scope)
        except ReauthenticationNeeded:
            return _again(person)
        except Forbidden as error:
            return await self._person(request, person, {"form": error.message})
        return Archive(chunks, self.frame.clock.now())

    async def erase(self, request: Request, principal: Principal) -> Response:
        """Have somebody erased, whose address was typed once more."""
        person, form = await self._whose(request), await form_of(request)
        typed = form.text("typed").strip()[:_CHARACTERS_MAX]
        try:
            require_typed(person, typed)
            await self.rights.erasures.ask_for(person, principal, request.scope)
        except ReauthenticationNeeded:
            return _again(person)
        except NotConfirmed:
            errors = {"typed": "This is not their address. Nothing was erased."}
            return await self._person(request, person, errors, typed)
        except (Forbidden, LastAdministrator) as error:
            return await self._person(request, person, {"form": error.message})
        return done(PATH, "erasing")

    async def download_register(self, request: Request, _: Principal) -> Response:
        """Send the record of processing as a file: Markdown, or JSON."""
        form = request.query_params.get("format", "md")
        if form not in {"md", "json"}:
            raise Invalid("The record is md or json.")
        if form == "md":
            body, kind = self.register.as_markdown().encode(), "text/markdown; charset=utf-8"
        else:
            body, kind = msgspec.json.encode(self.register.for_programs()), "application/json"
        headers = {
            "cache-control": plan.PRIVATE,
            "content-disposition": f'attachment; filename="record-of-processing.{form}"',
        }
        return Response(body, headers=headers, media_type=kind)

    async def _whose(self, request: Request) -> Person:
        """Return whom a form is about: a user by id, anybody else by address."""
        form = await form_of(request)
        user_id, email = form.text("id"), form.text("email")[:_CHARACTERS_MAX]
        people = self.rights.people
        return await (people.by_id(user_id) if user_id else people.by_email(email))

    async def _all(
        self,
        request: Request,
        principal: Principal,
        email: str = "",
        errors: dict[str, str] | None = None,
    ) -> Response:
        cursor = request.query_params.get("after", "")
        try:
            after = cursors.moment_of(cursor) if cursor else None
        except CursorInvalid:  # typed in: from its beginning
            cursor, after = "", None
        found = await self.rights.erasures.newest(after, SHOWN + 1)
        listed, following = found[:SHOWN], ""
        if len(found) > SHOWN:
            place = cursors.of_moment(listed[-1].asked_at, listed[-1].id)
            following = f"{PATH}?{urlencode({'after': place})}"
        now = self.frame.clock.now()
        askers = [each.asked_by for each in listed if each.asked_by]
        return await self.frame.page(
            request,
            "studio/privacy.html",
            title="Privacy",
            status=400 if errors else 200,
            erasures=listed,
            late_after=now - LATE_AFTER,
            askers=await self.accounts.users.by_ids(askers),
            next=following,
            first=PATH if cursor else "",
            held=self.register.holdings,
            others=self.register.others,
            runs=await self.retention.last_runs(),
            is_recent=is_recent(principal, now),
            typed=email,
            errors=errors or {},
        )

    async def _person(
        self,
        request: Request,
        person: Person,
        errors: dict[str, str] | None = None,
        typed: str = "",
    ) -> Response:
        return await self.frame.page(
            request,
            "studio/privacy-person.html",
            title=person.name or person.email,
            status=400 if errors else 200,
            person=person,
            typed=typed,
            errors=errors or {},
        )


def _again(person: Person) -> Response:
    """Have who asks show once more who they are, and go on where they were."""
    where = f"{PATH}/users/{person.id}" if person.id else PATH
    return done(f"{AGAIN}?next={where}")
