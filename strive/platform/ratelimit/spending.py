"""What one request uses of its limits: what its route says, and what its handler knows besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from starlette.requests import Request
from starlette.types import Scope

from strive.platform.errors import Unavailable
from strive.platform.ratelimit.client import Client, client_of
from strive.platform.ratelimit.errors import LimitExceeded
from strive.platform.ratelimit.fields import fields, retry_after_s
from strive.platform.ratelimit.limiter import Ask, Decision, Limiter
from strive.platform.ratelimit.policy import By, Policy

AccountOf = Callable[[Scope], str | None]
"""Tells the id of the account a request belongs to, None if to none."""

_BUSY: Final = "More is asked of us just now than we can answer. Please try again in a moment."
_SPENDING: Final = "strive.spending"


class Spending:
    """The limits of a request; `is_exempt` when it has none."""

    def __init__(
        self, limiter: Limiter, client: Client, account: str | None, *, is_exempt: bool = False
    ) -> None:
        self._limiter = limiter
        self._client = client
        self._account = account
        self._is_exempt = is_exempt
        self._taken: list[Decision] = []

    async def take(self, policies: Iterable[Policy], *, account: str | None = None) -> None:
        """Use what the request costs of all the policies, or nothing.

        A policy by account is left out where no account is known: `account`, or else that of the
        request.

        Raises:
            LimitExceeded: One or more of them are used up.
            Unavailable: What is used up is everybody's.
        """
        asks = [] if self._is_exempt else list(self._asks(policies, account or self._account))
        if not asks:
            return
        decision = await self._limiter.take(asks, self._client.shown)
        if not decision.refusing:
            self._taken.append(decision)
            return
        retry_s = retry_after_s(decision.refusing)
        if all(policy.by is By.EVERYONE for policy, _ in decision.refusing):
            raise Unavailable(_BUSY, retry_after_s=retry_s)
        names = tuple(policy.name for policy, _ in decision.refusing)
        raise LimitExceeded(names, retry_after_s=retry_s, fields=fields([decision]))

    async def refund(self) -> None:
        """Give back what this request has used, of all its policies."""
        taken, self._taken = self._taken, []
        for decision in taken:
            await self._limiter.refund(decision)

    def fields(self) -> dict[str, str]:
        """Return what the answer says of the limits."""
        return fields(self._taken)

    def _asks(self, policies: Iterable[Policy], account: str | None) -> Iterable[Ask]:
        whose = {
            By.ADDRESS: self._client.address,
            By.NETWORK: self._client.network,
            By.ACCOUNT: account,
            By.EVERYONE: "everyone",
        }
        for policy in policies:
            if identity := whose[policy.by]:
                yield self._limiter.ask(policy, identity)


def begin(scope: Scope, limiter: Limiter, account: str | None, *, is_exempt: bool) -> Spending:
    """Begin a request; its handler finds the spending by `spending_of`."""
    spending = Spending(limiter, client_of(scope), account, is_exempt=is_exempt)
    scope[_SPENDING] = spending
    return spending


def spending_of(request: Request) -> Spending:
    """Return what a request uses, to take more or to give back.

    Raises `KeyError` where no `LimitLayer` stands before the handler.
    """
    spending: Spending = request.scope[_SPENDING]
    return spending
