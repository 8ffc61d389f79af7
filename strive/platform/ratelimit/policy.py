"""What is limited: so much, in so long, for each of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
QUOTA_MAX: Final = 1_000_000
COST_MAX: Final = 1_000
WINDOW_S_MAX: Final = 31 * 86_400


class By(StrEnum):
    """Whose requests are counted together."""

    ADDRESS = "address"
    """An IPv4 address, or the /64 of an IPv6 address: what one subscriber has."""
    NETWORK = "network"
    """The /48 of an IPv6 address, as a site may have; nobody's for IPv4."""
    ACCOUNT = "account"
    """An account; nobody's where the request has none."""
    EVERYONE = "everyone"
    """All requests there are."""


class Failure(StrEnum):
    """How a policy goes on while Valkey is away: exact windows, kept by each process alone."""

    LOCAL = "local"
    """The whole quota in each process."""
    STRICT = "strict"
    """Half the quota, shared out between the processes of the machine; one is always left."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A limit: at most `quota` in any `window_s` seconds, by `by`.

    Attributes:
        name: In answers, metrics and keys; policies of one name share what is used up.
        quota: How much may be used in a window, in units of cost.
        window_s: How long a window is. Every span of this length is one: they slide.
        by: Whose requests are counted together.
        cost: What a request of the route takes of the quota.
        failure: What happens while Valkey is away.
        shadow: Count and log what would be refused, and let it pass.
        advertised: Whether answers say how much is left. Not where they are kept by caches of
            others, and not where it would tell how much the whole site bears.

    Raises:
        ValueError: It limits nothing, or everything.
    """

    name: str
    quota: int
    window_s: int
    by: By = By.ADDRESS
    cost: int = 1
    failure: Failure = Failure.LOCAL
    shadow: bool = False
    advertised: bool = True

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a policy is named in small letters, digits and -, not {self.name!r}")
        if not 1 <= self.quota <= QUOTA_MAX or not 1 <= self.window_s <= WINDOW_S_MAX:
            raise ValueError(f"{self.name}: {self.quota} in {self.window_s} s is out of bounds")
        if not 1 <= self.cost <= min(self.quota, COST_MAX):
            raise ValueError(f"{self.name}: a cost of {self.cost} can never be paid")


@dataclass(frozen=True, slots=True)
class Unlimited:
    """Said of a route that has no limit, and why."""

    reason: str


Limits = tuple[Policy, ...] | Unlimited


def costing(limits: tuple[Policy, ...], cost: int) -> tuple[Policy, ...]:
    """Return the same policies, for a route whose requests take more of them."""
    return tuple(replace(policy, cost=cost) for policy in limits)
