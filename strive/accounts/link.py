"""A link that is mailed to somebody, as it is kept; pure (security.md 7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

SECRET_BYTES: Final = 32


class LinkKind(StrEnum):
    """What a link does."""

    REGISTER = "register"
    MAGIC = "magic"
    RESET = "reset"
    EMAIL = "email"


LIFETIMES: Final = MappingProxyType(
    {
        LinkKind.REGISTER: timedelta(days=1),
        LinkKind.MAGIC: timedelta(minutes=10),
        LinkKind.RESET: timedelta(minutes=10),
        LinkKind.EMAIL: timedelta(days=1),
    }
)

PAGES: Final = MappingProxyType(
    {
        LinkKind.REGISTER: "/account/verify",
        LinkKind.MAGIC: "/account/magic",
        LinkKind.RESET: "/account/reset",
        LinkKind.EMAIL: "/account/email/confirm",
    }
)


class Link(Struct, frozen=True, rename="camel", kw_only=True):
    """Something that whoever reads the mail of an address may do, once.

    Attributes:
        id: Names the wish it comes from.
        kind: What it does.
        digest: The SHA-256 of its secret.
        email: Where it is sent.
        user_id: Whose it is, "" while there is no user yet.
        name: Of somebody who registers.
        password: The hash of theirs.
        locale: Theirs.
        created_at: When it was asked for.
        expires_at: Until when it works.
    """

    id: str = field(name="_id")
    kind: LinkKind
    digest: str
    email: str
    user_id: str = ""
    name: str = ""
    password: str = ""
    locale: str = "en"
    created_at: datetime
    expires_at: datetime
