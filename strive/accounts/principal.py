"""Who is asking, and what they may; pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from strive.accounts.role import Role, Scope
from strive.platform.errors import Forbidden, Unauthenticated

__all__ = ["Principal", "Scope", "require", "require_user"]


class Principal(Struct, frozen=True, kw_only=True):
    """Somebody, or some program, that has shown a credential.

    Attributes:
        name: As it is to stand in revisions and the audit log.
        scopes: What it may.
        user_id: Whose session it is; "" for the token of a program.
        role: The role of that user, None for a token.
        email: The address of that user, "" for a token.
        session_id: Names the session among those of the user (not its secret), "" for a token.
        authenticated_at: When the user last showed a credential, None for a token.
        has_second_factor: Whether the session was opened with one.
        needs_second_factor: Whether the user has one, and has not shown it in this session yet.
        avatar_url: The picture of that user, "" for none.
    """

    name: str
    scopes: frozenset[Scope]
    user_id: str = ""
    role: Role | None = None
    email: str = ""
    session_id: str = ""
    authenticated_at: datetime | None = None
    has_second_factor: bool = False
    needs_second_factor: bool = False
    avatar_url: str = ""

    def may(self, scope: Scope) -> bool:
        """Tell whether this has a right."""
        return scope in self.scopes


def require(principal: Principal | None, scope: Scope) -> Principal:
    """Let only those pass who have a scope; return who it is.

    Raises:
        Unauthenticated: Nobody has shown a credential.
        Forbidden: The credential does not have the scope.
    """
    if principal is None:
        raise Unauthenticated(f"This needs a credential with the scope {scope}.")
    if not principal.may(scope):
        raise Forbidden(f"This credential does not have the scope {scope}.")
    return principal


def require_user(principal: Principal | None) -> Principal:
    """Let only a signed-in user pass.

    Raises:
        Unauthenticated: Nobody is signed in.
        Forbidden: This is the token of a program, or a second factor is still to be shown.
    """
    if principal is None:
        raise Unauthenticated("Please sign in.")
    if not principal.user_id:
        raise Forbidden("This is for people who are signed in, not for programs.")
    if principal.needs_second_factor:
        raise Forbidden("Please show your second factor first.")
    return principal
