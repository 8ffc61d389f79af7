"""Users, tokens and the audit log by API, with the same rights as in the studio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts import cursors
from strive.accounts.api import people_shapes as shapes
from strive.accounts.api.answering import answer, without_query
from strive.accounts.api.me import session_shape
from strive.accounts.api.shapes import Ended
from strive.accounts.authentication import principal_of
from strive.accounts.exporting import exported
from strive.accounts.invitations import Invited
from strive.accounts.opening import Accounts
from strive.accounts.people import page_of
from strive.accounts.principal import Scope, require
from strive.accounts.standing import called
from strive.accounts.studio.people import AuthorsOf
from strive.accounts.token_desk import TokenDesk
from strive.accounts.user import UserStatus
from strive.kit.clock import Clock
from strive.platform.errors import Invalid
from strive.platform.web.json_bodies import json_of
from strive.platform.web.parameters import Parameters

USERS: Final = Parameters(shapes.UserQuery)
ENTRIES: Final = Parameters(shapes.AuditQuery)
EXPORT: Final = Parameters(shapes.ExportQuery)


@dataclass(frozen=True, slots=True)
class People:
    """What may be done with others, their tokens, and what they did."""

    accounts: Accounts
    clock: Clock
    base_url: str
    authors: AuthorsOf

    async def list_users(self, request: Request) -> Response:
        """Users, newest first, or in the order of what begins with `q`."""
        require(principal_of(request), Scope.USERS_READ)
        asked = USERS.read(request.scope)
        page = await page_of(
            self.accounts.users,
            asked.q,
            role=asked.role or None,
            status=asked.status or None,
            cursor=asked.cursor,
            limit=asked.limit,
        )
        return self._list([shapes.UserShape.of(user) for user in page.users], page.next)

    async def get_user(self, request: Request) -> Response:
        """One user."""
        without_query(request)
        require(principal_of(request), Scope.USERS_READ)
        user = await self.accounts.users.by_id(_id(request))
        return answer(shapes.UserShape.of(user), self.clock)

    async def invite_user(self, request: Request) -> Response:
        """Invite somebody. The link is mailed to them, and given back this once."""
        without_query(request)
        principal = require(principal_of(request), Scope.USERS_WRITE)
        given = await json_of(request, shapes.InvitationInput)
        return await self._invited(
            await self.accounts.invitations.invite(
                given.email, given.name, given.role, principal, request.scope
            )
        )

    async def invite_again(self, request: Request) -> Response:
        """Make another link for somebody who was invited and never here; those before end."""
        without_query(request)
        principal = require(principal_of(request), Scope.USERS_WRITE)
        return await self._invited(
            await self.accounts.invitations.again(_id(request), principal, request.scope)
        )

    async def list_sessions(self, request: Request) -> Response:
        """Where somebody is signed in, the last used first."""
        without_query(request)
        principal = require(principal_of(request), Scope.USERS_READ)
        user = await self.accounts.users.by_id(_id(request))
        found = await self.accounts.sessions.of_user(user.id)
        return answer([session_shape(one, principal) for one in found], self.clock)

    async def end_sessions(self, request: Request) -> Response:
        """Sign somebody out everywhere, at once; yourself everywhere else."""
        return await self._end(request, "")

    async def end_session(self, request: Request) -> Response:
        """Sign somebody out of one session, at once."""
        return await self._end(request, str(request.path_params["session"]))

    async def change_user(self, request: Request) -> Response:
        """Change role, status or author of somebody else; holds at once, where they are in, too.

        The changes are made one after another: author, role, status.
        """
        without_query(request)
        principal = require(principal_of(request), Scope.USERS_WRITE)
        given, user_id = await json_of(request, shapes.UserChanges), _id(request)
        user, standing = await self.accounts.users.by_id(user_id), self.accounts.standing
        scope = request.scope
        if given.status is UserStatus.UNVERIFIED:
            raise Invalid("Nobody is made unverified again.")
        if given.author_id is not UNSET:
            await self._require_author(given.author_id)
            user = await standing.write_as(user_id, given.author_id, principal, scope)
        if given.role is not UNSET:
            user = await standing.change_role(user_id, given.role, principal, scope)
        if given.status is UserStatus.ACTIVE:
            user = await standing.enable(user_id, principal, scope)
        if given.status is UserStatus.DISABLED:
            user = await standing.disable(user_id, principal, scope)
        return answer(shapes.UserShape.of(user), self.clock)

    async def reset_factors(self, request: Request) -> Response:
        """Take somebody's authenticator app, recovery codes and passkeys away; they are signed out.

        For those who lost them. It needs a person who has just shown who they are.
        """
        without_query(request)
        principal = require(principal_of(request), Scope.USERS_WRITE)
        reset = self.accounts.factor_reset
        user = await reset.reset(_id(request), principal, request.scope)
        return answer(shapes.UserShape.of(user), self.clock)

    async def list_tokens(self, request: Request) -> Response:
        """All tokens by name, without their secrets."""
        without_query(request)
        principal = require(principal_of(request), Scope.TOKENS_WRITE)
        tokens = await self._tokens.everything(principal)
        return answer([shapes.ApiTokenShape.of(token) for token in tokens], self.clock)

    async def create_token(self, request: Request) -> Response:
        """Make a token that may do some of what you may; its secret is shown this once.

        Only people make tokens; a token makes none.
        """
        without_query(request)
        principal = require(principal_of(request), Scope.TOKENS_WRITE)
        given = await json_of(request, shapes.ApiTokenInput)
        valid_for = timedelta(days=given.days) if given.days else None
        new = await self._tokens.create(
            principal, given.name, given.scopes, valid_for, request.scope
        )
        shape = shapes.NewApiToken(token=shapes.ApiTokenShape.of(new.token), secret=new.secret)
        return answer(shape, self.clock, 201)

    async def revoke_token(self, request: Request) -> Response:
        """Take a token back at once, for good."""
        without_query(request)
        principal = require(principal_of(request), Scope.TOKENS_WRITE)
        token = await self._tokens.revoke(principal, _id(request), request.scope)
        return answer(shapes.ApiTokenShape.of(token), self.clock)

    async def list_entries(self, request: Request) -> Response:
        """The audit log, newest first."""
        require(principal_of(request), Scope.AUDIT_READ)
        asked = ENTRIES.read(request.scope)
        after = cursors.moment_of(asked.cursor) if asked.cursor else None
        found = await self.accounts.audit.find(
            **self._which(asked), after=after, limit=asked.limit + 1
        )
        entries = found[: asked.limit]
        following = ""
        if len(found) > asked.limit:
            following = cursors.of_moment(entries[-1].at, entries[-1].id)
        return self._list([shapes.EntryShape.of(entry) for entry in entries], following)

    async def export_entries(self, request: Request) -> Response:
        """The audit log as a file, streamed: CSV or JSON Lines."""
        require(principal_of(request), Scope.AUDIT_READ)
        asked = EXPORT.read(request.scope)
        entries = self.accounts.audit.everything(**self._which(asked))
        return exported(entries, asked.format, self.clock.now())

    async def _end(self, request: Request, session_id: str) -> Response:
        without_query(request)
        principal = require(principal_of(request), Scope.USERS_WRITE)
        ended = await self.accounts.standing.end_sessions(
            _id(request), session_id, principal, request.scope
        )
        return answer(Ended(ended=ended), self.clock)

    async def _invited(self, invited: Invited) -> Response:
        """Mail an invitation, and answer with it."""
        user, letters = invited.user, self.accounts.entering.letters
        await letters.invite(user, invited.path, role=called(user.role))
        link = f"{self.base_url.rstrip('/')}{invited.path}"
        shape = shapes.InvitedShape(user=shapes.UserShape.of(user), link=link)
        return answer(shape, self.clock, 201)

    @property
    def _tokens(self) -> TokenDesk:
        return TokenDesk(self.accounts.tokens, self.accounts.audit)

    async def _require_author(self, author_id: str) -> None:
        if author_id and author_id not in {author.id for author in await self.authors()}:
            raise Invalid("There is no such author.")

    def _which(self, asked: shapes.EntriesQuery) -> dict[str, Any]:
        since = self.clock.now() - timedelta(days=asked.days) if asked.days else None
        action = asked.action or None
        return {"action": action, "by": asked.by, "target": asked.target, "since": since}

    def _list(self, items: list[Any], following: str) -> Response:
        return answer(items, self.clock, nextCursor=following or None)


def _id(request: Request) -> str:
    return str(request.path_params["id"])
