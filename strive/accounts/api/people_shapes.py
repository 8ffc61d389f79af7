"""What is handed in and given back about people, tokens and the audit log by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from strive.accounts.entry import Action
from strive.accounts.exporting import Form
from strive.accounts.role import Role, Scope
from strive.accounts.user import EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX, UserStatus
from strive.platform.web.shapes import Handed, Shape

_PAGE_MAX = 100
Text = Annotated[str, Meta(max_length=EMAIL_CHARACTERS_MAX)]
Cursor = Annotated[
    str, Meta(max_length=1_000, description="Where the list goes on: `nextCursor` of the last one")
]
Limit = Annotated[int, Meta(ge=1, le=_PAGE_MAX, description="How many at most")]
Id = Annotated[str, Meta(max_length=64)]


class UserQuery(Struct, frozen=True):
    """Which users."""

    q: Annotated[Text, Meta(description="How name or address begin")] = ""
    role: Annotated[Role | UnsetType, Meta(description="Of one role alone")] = UNSET
    status: Annotated[UserStatus | UnsetType, Meta(description="Of one status alone")] = UNSET
    cursor: Cursor = ""
    limit: Limit = 50


class EntriesQuery(Struct, frozen=True, kw_only=True):
    """Which entries."""

    action: Annotated[Action | UnsetType, Meta(description="What was done")] = UNSET
    by: Annotated[Text, Meta(description="The id of a user")] = ""
    target: Annotated[Text, Meta(description="What it was done to, as kind:id")] = ""
    days: Annotated[int, Meta(ge=0, le=3_650, description="Of the last days; 0 for ever")] = 0


class AuditQuery(EntriesQuery, frozen=True, kw_only=True):
    """Which entries, and which part of the list."""

    cursor: Cursor = ""
    limit: Limit = 50


class ExportQuery(EntriesQuery, frozen=True, kw_only=True):
    """Which entries, as what."""

    format: Annotated[Form, Meta(description="CSV, or JSON Lines")] = Form.CSV


class InvitationInput(Handed, frozen=True):
    """Whom to invite."""

    email: Annotated[str, Meta(min_length=3, max_length=EMAIL_CHARACTERS_MAX)]
    name: Annotated[str, Meta(min_length=1, max_length=NAME_CHARACTERS_MAX)]
    role: Role = Role.MEMBER


class UserChanges(Handed, frozen=True):
    """What is to change of a user; what is left out stays."""

    role: Role | UnsetType = UNSET
    status: UserStatus | UnsetType = UNSET
    author_id: Id | UnsetType = UNSET


class UserShape(Shape, frozen=True):
    """Somebody with an account."""

    id: str
    email: str
    name: str
    role: Role
    status: UserStatus
    author_id: str
    avatar_url: str
    created_at: datetime
    last_active_at: datetime | None


class InvitedShape(Shape, frozen=True):
    """Who was invited, and the path of the link they come in by once; it is not shown again."""

    user: UserShape
    link: str


class ApiTokenInput(Handed, frozen=True):
    """A token to make; without days it is good until it is revoked."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    scopes: Annotated[list[Scope], Meta(max_length=len(Scope))]
    days: Annotated[int, Meta(ge=1, le=3_650)] | None = None


class ApiTokenShape(Shape, frozen=True):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    made_by: Annotated[str, Meta(description='The id of a user, "" for a command')]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewApiToken(Shape, frozen=True):
    """A token with its secret, shown this once."""

    token: ApiTokenShape
    secret: str


class EntryShape(Shape, frozen=True):
    """Who did what, when and from where."""

    id: str
    at: datetime
    action: Action
    by: str
    by_name: str
    target: str
    details: Annotated[dict[str, Any], Meta(extra_json_schema={"additionalProperties": True})]
    address: str
    request: str
