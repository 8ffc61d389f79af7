"""Users in the studio: found, invited, given a role, disabled, signed out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.cursors import CursorInvalid
from strive.accounts.errors import SessionNotFound
from strive.accounts.factors_held import FactorNotFound
from strive.accounts.invitations import Invited
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.own_pages import AGAIN
from strive.accounts.people import TEXT_CHARACTERS_MAX, page_of
from strive.accounts.principal import Principal
from strive.accounts.recent import ReauthenticationNeeded
from strive.accounts.role import Role, Scope
from strive.accounts.standing import called, require_giving
from strive.accounts.user import User, UserStatus
from strive.platform.errors import Conflict, Forbidden, Invalid
from strive.platform.web.forms import form_of

SHOWN: Final = 50
ENTRIES_SHOWN: Final = 10
PATH: Final = "/studio/users"


class AuthorChoice(NamedTuple):
    """An author of content that a user may be linked with."""

    id: str
    name: str


AuthorsOf = Callable[[], Awaitable[Sequence[AuthorChoice]]]
"""Tells the authors there are, which accounts know nothing else of."""

FactorsOf = Callable[[str], Awaitable[Sequence[str]]]
"""Tells in words what second factors the user of an id has."""


@dataclass(frozen=True, slots=True)
class People:
    """What administrators do with users."""

    accounts: Accounts
    frame: Frame
    base_url: str
    authors: AuthorsOf
    factors: FactorsOf

    async def list_(self, request: Request, principal: Principal) -> Response:
        """Show users: the newest, or those that begin with a text."""
        return await self._list(request, principal)

    async def invite(self, request: Request, principal: Principal) -> Response:
        """Add somebody; the link they come in by is shown once, and mailed where there is mail."""
        form = await form_of(request)
        typed = {name: form.text(name).strip() for name in ("email", "name", "role")}
        try:
            role = Role(typed["role"])
            name = typed["name"] or typed["email"].partition("@")[0]
            invited = await self.accounts.invitations.invite(
                typed["email"], name, role, principal, request.scope
            )
        except ValueError:
            return await self._list(request, principal, typed, {"role": "Choose a role."})
        except (Invalid, Conflict) as error:
            return await self._list(request, principal, typed, {"email": error.message})
        return await self._user(request, principal, invited.user, link=invited)

    async def show(self, request: Request, principal: Principal) -> Response:
        """Show one user."""
        user = await self.accounts.users.by_id(request.path_params["id"])
        return await self._user(request, principal, user)

    async def link(self, request: Request, principal: Principal) -> Response:
        """Make another link for somebody who was invited and never here."""
        invited = await self.accounts.invitations.again(
            request.path_params["id"], principal, request.scope
        )
        return await self._user(request, principal, invited.user, link=invited)

    async def role(self, request: Request, principal: Principal) -> Response:
        """Change what somebody is."""
        user_id, form = request.path_params["id"], await form_of(request)
        user = await self.accounts.users.by_id(user_id)
        try:
            role = Role(form.text("role"))
            await self.accounts.standing.change_role(user_id, role, principal, request.scope)
        except ValueError:
            return await self._user(request, principal, user, {"role": "Choose a role."})
        except Conflict as error:
            return await self._user(request, principal, user, {"role": error.message})
        return done(f"{PATH}/{user_id}", "role")

    async def status(self, request: Request, principal: Principal) -> Response:
        """Disable somebody, or let them in again."""
        user_id, form = request.path_params["id"], await form_of(request)
        user = await self.accounts.users.by_id(user_id)
        standing, is_on = self.accounts.standing, form.text("status") == UserStatus.ACTIVE.value
        change = standing.enable if is_on else standing.disable
        try:
            await change(user_id, principal, request.scope)
        except Conflict as error:
            return await self._user(request, principal, user, {"status": error.message})
        return done(f"{PATH}/{user_id}", "enabled" if is_on else "disabled")

    async def author(self, request: Request, principal: Principal) -> Response:
        """Say which author of content somebody is."""
        user_id, form = request.path_params["id"], await form_of(request)
        author_id = form.text("author")
        if author_id and author_id not in {author.id for author in await self.authors()}:
            raise Invalid("There is no such author.")
        await self.accounts.standing.write_as(user_id, author_id, principal, request.scope)
        return done(f"{PATH}/{user_id}", "saved")

    async def end_sessions(self, request: Request, principal: Principal) -> Response:
        """Sign somebody out, of one session or of all."""
        user_id, form = request.path_params["id"], await form_of(request)
        with suppress(SessionNotFound):  # it was over already
            await self.accounts.standing.end_sessions(
                user_id, form.text("session"), principal, request.scope
            )
        return done(f"{PATH}/{user_id}", "signed-out")

    async def reset_factors(self, request: Request, principal: Principal) -> Response:
        """Take away all that somebody has lost, so that they set it up anew."""
        user_id = request.path_params["id"]
        user = await self.accounts.users.by_id(user_id)
        try:
            await self.accounts.factor_reset.reset(user_id, principal, request.scope)
        except ReauthenticationNeeded:
            return done(f"{AGAIN}?next={PATH}/{user.id}")
        except FactorNotFound as error:
            return await self._user(request, principal, user, {"factors": error.message})
        return done(f"{PATH}/{user_id}", "factors")

    async def _list(
        self,
        request: Request,
        principal: Principal,
        typed: dict[str, str] | None = None,
        errors: dict[str, str] | None = None,
    ) -> Response:
        query = request.query_params
        text = query.get("q", "").replace("\0", "").strip()[:TEXT_CHARACTERS_MAX]
        role, status = _one(Role, query.get("role", "")), _one(UserStatus, query.get("status", ""))
        cursor, users = query.get("after", ""), self.accounts.users
        choice = {"role": role, "status": status, "limit": SHOWN}
        try:
            page = await page_of(users, text, cursor=cursor, **choice)
        except CursorInvalid:  # typed in, or of another order: from its beginning
            page = await page_of(users, text, cursor="", **choice)
        asked = {"q": text, "role": role or "", "status": status or ""}
        return await self.frame.page(
            request,
            "studio/users.html",
            title="Users",
            status=400 if errors else 200,
            users=page.users,
            asked=asked,
            roles=list(Role),
            statuses=list(UserStatus),
            first=_address(asked) if cursor else "",
            next=_address({**asked, "after": page.next}) if page.next else "",
            may_write=principal.may(Scope.USERS_WRITE),
            givable=_givable(principal),
            typed=typed or {"email": "", "name": "", "role": Role.AUTHOR.value},
            errors=errors or {},
        )

    async def _user(
        self,
        request: Request,
        principal: Principal,
        user: User,
        errors: dict[str, str] | None = None,
        link: Invited | None = None,
    ) -> Response:
        may_change = principal.may(Scope.USERS_WRITE) and user.role.rights <= principal.scopes
        mailed = False
        if link is not None:
            letters = self.accounts.entering.letters
            mailed = await letters.invite(user, link.path, role=called(user.role))
        context: dict[str, Any] = {
            "mailed": mailed,
            "user": user,
            "is_me": user.id == principal.user_id,
            "may_change": may_change,
            "givable": _givable(principal),
            "sessions": await self.accounts.sessions.of_user(user.id),
            "factors": await self.factors(user.id),
            "authors": await self.authors(),
            "entries": await self.accounts.audit.find(
                target=f"user:{user.id}", limit=ENTRIES_SHOWN
            ),
            "link": f"{self.base_url.rstrip('/')}{link.path}" if link else "",
            "errors": errors or {},
        }
        return await self.frame.page(
            request,
            "studio/user.html",
            title=user.name,
            status=400 if errors else 200,
            **context,
        )


def _givable(principal: Principal) -> list[Role]:
    """Return the roles somebody may give."""
    found = []
    for role in Role:
        try:
            require_giving(principal, role)
        except Forbidden:
            continue
        found.append(role)
    return found


def _one(type_: type[Any], text: str) -> Any:
    return type_(text) if text in {each.value for each in type_} else None


def _address(parts: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{PATH}?{query}" if query else PATH
