"""Where users, tokens and the audit log answer, with what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from strive.accounts.api import people_shapes as shapes
from strive.accounts.api.examples import ENDED, SESSION
from strive.accounts.api.people import ENTRIES, EXPORT, USERS, People
from strive.accounts.api.shapes import Ended, SessionShape
from strive.accounts.entry import Action
from strive.accounts.exporting import Form
from strive.accounts.opening import Accounts
from strive.accounts.role import Role, Scope
from strive.accounts.studio.people import AuthorsOf
from strive.accounts.user import UserStatus
from strive.kit.clock import Clock
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint
from strive.platform.web.private import CURSOR, Group, json_body, told

_GROUP: Final = Group("accounts", API)
SCHEMA_TYPES: Final = (
    shapes.InvitationInput,
    shapes.UserChanges,
    shapes.UserShape,
    shapes.InvitedShape,
    shapes.ApiTokenInput,
    shapes.ApiTokenShape,
    shapes.NewApiToken,
    shapes.EntryShape,
    Action,
    Form,
    Role,
    UserStatus,
)
_AT: Final = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_ID: Final = "0198f0c2a7c37d0e8a54b7f1"
_NEXT: Final = {"nextCursor": CURSOR}
_USER: Final = shapes.UserShape(
    id=_ID,
    email="editor@example.org",
    name="An Editor",
    role=Role.EDITOR,
    status=UserStatus.ACTIVE,
    author_id="",
    avatar_url="",
    created_at=_AT,
    last_active_at=_AT,
)
_TOKEN: Final = shapes.ApiTokenShape(
    id=_ID,
    name="newsreader",
    scopes=[Scope.CONTENT_READ],
    made_by=_ID,
    created_at=_AT,
    expires_at=None,
    last_used_at=_AT,
)
_ENTRY: Final = shapes.EntryShape(
    id=_ID,
    at=_AT,
    action=Action.ROLE_CHANGED,
    by=_ID,
    by_name="An Administrator",
    target=f"user:{_ID}",
    details={"from": "author", "to": "editor"},
    address="192.0.2.0/24",
    request="",
)
_INVITATION: Final = shapes.InvitationInput(
    email="new@example.org", name="Somebody New", role=Role.AUTHOR
)
_INVITED: Final = shapes.InvitedShape(
    user=_USER, link="https://example.com/account/welcome?token=kT3v…"
)
_NEW_TOKEN: Final = shapes.ApiTokenInput(name="newsreader", scopes=[Scope.CONTENT_READ], days=90)


def people_endpoints(
    accounts: Accounts, clock: Clock, *, base_url: str, authors: AuthorsOf
) -> list[Endpoint]:
    """Return what answers, below `/api/v1`."""
    people = People(accounts, clock, base_url, authors)
    return [*_of_users(people), *_of_tokens(people), *_of_audit(people)]


def _of_users(people: People) -> list[Endpoint]:
    at, path = "/users/{id}", {"id": ("The id of the user", _ID)}
    listed = told(shapes.UserShape, _USER, "List users", many=True, parameters=USERS, meta=_NEXT)
    invited = told(
        shapes.InvitedShape,
        _INVITED,
        "Invite somebody",
        status=201,
        errors=[409],
        body=json_body(shapes.InvitationInput, _INVITATION),
    )
    one = told(shapes.UserShape, _USER, "Get a user", path=path, errors=[404])
    changed = told(
        shapes.UserShape,
        _USER,
        "Change a user",
        path=path,
        errors=[404, 409],
        body=json_body(shapes.UserChanges, shapes.UserChanges(role=Role.EDITOR)),
    )
    reset = told(shapes.UserShape, _USER, "Reset the factors of a user", path=path, errors=[404])
    factors = f"{at}/factors"
    return [
        _GROUP.endpoint("GET", "/users", people.list_users, "listUsers", listed),
        _GROUP.endpoint("POST", "/users", people.invite_user, "inviteUser", invited),
        _GROUP.endpoint("GET", at, people.get_user, "getUser", one),
        _GROUP.endpoint("PATCH", at, people.change_user, "changeUser", changed),
        _GROUP.endpoint("DELETE", factors, people.reset_factors, "resetFactors", reset),
        *_of_coming_in(people),
    ]


def _of_coming_in(people: People) -> list[Endpoint]:
    at, path = "/users/{id}", {"id": ("The id of the user", _ID)}
    link, sessions = f"{at}/invitation", f"{at}/sessions"
    one, which = f"{sessions}/{{session}}", {"session": ("The id of the session", SESSION.id)}
    invited = told(
        shapes.InvitedShape, _INVITED, "Invite somebody again", status=201, path=path, errors=[404]
    )
    listed = told(
        SessionShape, SESSION, "List sessions of a user", many=True, path=path, errors=[404]
    )
    everywhere = told(Ended, ENDED, "Sign a user out everywhere", path=path, errors=[404])
    ended = told(Ended, ENDED, "End a session of a user", path=path | which, errors=[404])
    return [
        _GROUP.endpoint("POST", link, people.invite_again, "inviteUserAgain", invited),
        _GROUP.endpoint("GET", sessions, people.list_sessions, "listSessionsOfUser", listed),
        _GROUP.endpoint("DELETE", sessions, people.end_sessions, "endSessionsOfUser", everywhere),
        _GROUP.endpoint("DELETE", one, people.end_session, "endSessionOfUser", ended),
    ]


def _of_tokens(people: People) -> list[Endpoint]:
    path = {"id": ("The id of the token", _ID)}
    listed = told(shapes.ApiTokenShape, _TOKEN, "List tokens", many=True)
    made = told(
        shapes.NewApiToken,
        shapes.NewApiToken(token=_TOKEN, secret="strive_kT3v…"),  # noqa: S106 - an example
        "Make a token",
        status=201,
        errors=[409],
        body=json_body(shapes.ApiTokenInput, _NEW_TOKEN),
    )
    gone = told(shapes.ApiTokenShape, _TOKEN, "Revoke a token", path=path, errors=[404])
    return [
        _GROUP.endpoint("GET", "/tokens", people.list_tokens, "listTokens", listed),
        _GROUP.endpoint("POST", "/tokens", people.create_token, "createToken", made),
        _GROUP.endpoint("DELETE", "/tokens/{id}", people.revoke_token, "revokeToken", gone),
    ]


def _of_audit(people: People) -> list[Endpoint]:
    listed = told(
        shapes.EntryShape, _ENTRY, "List the audit log", many=True, parameters=ENTRIES, meta=_NEXT
    )
    file = told(shapes.EntryShape, _ENTRY, "Export the audit log", parameters=EXPORT)
    text = {"type": "string"}
    content = {
        "text/csv": {"schema": text, "example": "at,action,by,byName,target,address"},
        "application/x-ndjson": {"schema": text, "example": '{"action":"user.role-changed"}'},
    }
    file["responses"][200] = {"description": "A file, streamed", "content": content}
    return [
        _GROUP.endpoint("GET", "/audit", people.list_entries, "listAudit", listed),
        _GROUP.endpoint("GET", "/audit/export", people.export_entries, "exportAudit", file),
    ]
