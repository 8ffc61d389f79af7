"""Roles and the rights that come with them; pure."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Scope(StrEnum):
    """A right that can be given; named for what it opens and how."""

    CONTENT_READ = "content:read"  # also what is not published
    CONTENT_WRITE_OWN = "content:write-own"  # posts one is an author of, published ones too
    CONTENT_WRITE = "content:write"  # all posts and pages
    MEDIA_WRITE = "media:write"
    SITE_WRITE = "site:write"  # settings, navigation, categories, authors, redirects, webhooks
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"  # roles and status of others
    PRIVACY_WRITE = "privacy:write"  # answer requests for the data of others
    AUDIT_READ = "audit:read"
    TOKENS_WRITE = "tokens:write"
    OPERATIONS_READ = "operations:read"


class Role(StrEnum):
    """What somebody is to the publication."""

    MEMBER = "member"
    AUTHOR = "author"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"

    @property
    def is_staff(self) -> bool:
        """Whether the studio is open to it, and a second factor required."""
        return self is not Role.MEMBER

    @property
    def rights(self) -> frozenset[Scope]:
        """What somebody of this role may."""
        return RIGHTS[self]


_AUTHOR: Final = frozenset({Scope.CONTENT_READ, Scope.CONTENT_WRITE_OWN, Scope.MEDIA_WRITE})
_EDITOR: Final = _AUTHOR | {Scope.CONTENT_WRITE, Scope.SITE_WRITE}

RIGHTS: Final = MappingProxyType(
    {
        Role.MEMBER: frozenset[Scope](),
        Role.AUTHOR: _AUTHOR,
        Role.EDITOR: _EDITOR,
        Role.ADMINISTRATOR: frozenset(Scope),
        Role.OPERATOR: frozenset({Scope.AUDIT_READ, Scope.OPERATIONS_READ}),
    }
)
