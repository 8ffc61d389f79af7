"""Who is asking, and what they may; pure."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from strive.platform.errors import Forbidden, Unauthenticated


class Scope(StrEnum):
    """A right that can be given; named for what it opens and how."""

    CONTENT_READ = "content:read"  # also what is not published


class Principal(Struct, frozen=True):
    """Somebody, or some program, that has shown a credential."""

    name: str
    scopes: frozenset[Scope]


def require(principal: Principal | None, scope: Scope) -> None:
    """Let only those pass who have a scope.

    Raises:
        Unauthenticated: Nobody has shown a credential.
        Forbidden: The credential does not have the scope.
    """
    if principal is None:
        raise Unauthenticated(f"This needs a credential with the scope {scope}.")
    if scope not in principal.scopes:
        raise Forbidden(f"This credential does not have the scope {scope}.")
