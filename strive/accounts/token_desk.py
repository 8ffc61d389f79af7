"""Tokens as people make and revoke them: what they may, written into the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from starlette.types import Scope as AsgiScope

from strive.accounts.audit import Audit
from strive.accounts.entry import Action
from strive.accounts.principal import Principal, require, require_user
from strive.accounts.role import Scope
from strive.accounts.token import Token
from strive.accounts.tokens import NewToken, Tokens


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """Makes, shows and revokes tokens for whoever may."""

    tokens: Tokens
    audit: Audit

    async def create(
        self,
        principal: Principal,
        name: str,
        scopes: Iterable[Scope],
        valid_for: timedelta | None,
        scope: AsgiScope,
    ) -> NewToken:
        """Make a token that does no more than its maker may; raises as `Tokens.create`.

        Only people make tokens: one that leaked cannot make another that outlives it.
        """
        require_user(principal)
        require(principal, Scope.TOKENS_WRITE)
        new = await self.tokens.create(name, scopes, valid_for, by=principal)
        await self._record(Action.TOKEN_CREATED, principal, new.token, scope)
        return new

    async def everything(self, principal: Principal) -> list[Token]:
        """Return all tokens by name."""
        require(principal, Scope.TOKENS_WRITE)
        return await self.tokens.everything()

    async def revoke(self, principal: Principal, token_id: str, scope: AsgiScope) -> Token:
        """Take a token back at once, for good; raises `TokenNotFound`."""
        require(principal, Scope.TOKENS_WRITE)
        token = await self.tokens.by_id(token_id)
        await self.tokens.revoke(token.name)
        await self._record(Action.TOKEN_REVOKED, principal, token, scope)
        return token

    async def _record(
        self, action: Action, principal: Principal, token: Token, scope: AsgiScope
    ) -> None:
        details = {"name": token.name, "scopes": " ".join(token.scopes)}
        target = f"token:{token.id}"
        await self.audit.record(action, by=principal, target=target, scope=scope, details=details)
