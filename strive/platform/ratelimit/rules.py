"""Lists of who is not answered and of who has no limits, and changes of limits while running."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from strive.platform.errors import Invalid
from strive.platform.ratelimit.client import Client
from strive.platform.ratelimit.policy import QUOTA_MAX, WINDOW_S_MAX, Policy

AGENT_CHARACTERS: Final = range(3, 201)
REASON_CHARACTERS_MAX: Final = 200
SHORTEST_PREFIX: Final = {4: 8, 6: 16}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Verdict(StrEnum):
    """What is done with those on a list."""

    DENY = "deny"
    ALLOW = "allow"


class Kind(StrEnum):
    """What those on a list are known by."""

    NETWORK = "network"
    """An address, or a network in CIDR notation."""
    AGENT = "agent"
    """Part of `User-Agent`, in any case of letters; whoever wants to can send another."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of a list; without `until` it stays until it is lifted."""

    verdict: Verdict
    kind: Kind
    value: str
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """How a policy differs from what is declared; None leaves it as it is."""

    policy: str
    quota: int | None = None
    window_s: int | None = None
    shadow: bool | None = None

    def applied_to(self, policy: Policy) -> Policy:
        """Return the policy as it is now; what a request costs is at most all of it."""
        quota = policy.quota if self.quota is None else self.quota
        return replace(
            policy,
            quota=quota,
            window_s=policy.window_s if self.window_s is None else self.window_s,
            shadow=policy.shadow if self.shadow is None else self.shadow,
            cost=min(policy.cost, quota),
        )


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All that can be changed while running; `version` grows with each change."""

    version: int = 0
    rules: tuple[Rule, ...] = ()
    changes: tuple[Change, ...] = ()


def checked(rule: Rule) -> Rule:
    """Return a rule with its value as it is compared.

    Raises:
        Invalid: It names no network or a vast one, or an agent by too little or too much.
    """
    if len(rule.reason) > REASON_CHARACTERS_MAX:
        raise Invalid(f"The reason has at most {REASON_CHARACTERS_MAX} characters.")
    if rule.kind is Kind.NETWORK:
        network = network_of(rule.value)
        if network.prefixlen < SHORTEST_PREFIX[network.version]:
            raise Invalid(f"{network} is too much of the internet for a list.")
        value = str(network)
    elif len(rule.value) in AGENT_CHARACTERS and rule.value.isascii() and rule.value.isprintable():
        value = rule.value.lower()
    else:
        raise Invalid("A part of a user agent has 3 to 200 printable ASCII characters.")
    return Rule(rule.verdict, rule.kind, value, rule.reason, rule.until)


def checked_change(change: Change) -> Change:
    """Return a change that can be applied; raises `Invalid`."""
    for name, value, most in (
        ("quota", change.quota, QUOTA_MAX),
        ("window in seconds", change.window_s, WINDOW_S_MAX),
    ):
        if value is not None and not 1 <= value <= most:
            raise Invalid(f"The {name} of {change.policy} must be from 1 to {most:,}.")
    return change


def network_of(text: str) -> Network:
    """Read an address or a network; raises `Invalid`."""
    try:
        network: Network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError as error:
        message = f"{text[:60]!r} is no address or network such as 203.0.113.7 or 2001:db8::/32."
        raise Invalid(message) from error
    first = network.network_address
    if isinstance(first, ipaddress.IPv6Address) and first.ipv4_mapped and network.prefixlen >= 96:  # noqa: PLR2004 - where the IPv4 address begins
        return ipaddress.ip_network((first.ipv4_mapped, network.prefixlen - 96))
    return network


class Rules:
    """The lists, made ready to be looked at for each request."""

    def __init__(self, rules: Iterable[Rule] = (), now: datetime | None = None) -> None:
        current = [rule for rule in rules if rule.until is None or now is None or now < rule.until]
        self._networks = {
            verdict: _Networks(_values(current, verdict, Kind.NETWORK)) for verdict in Verdict
        }
        self._agents = {
            verdict: _pattern(_values(current, verdict, Kind.AGENT)) for verdict in Verdict
        }
        self.is_empty = not current
        self.reads_agent = any(self._agents.values())

    def judge(self, client: Client, agent: bytes) -> Verdict | None:
        """Return what is done with a sender, None for most.

        An allowed address wins over all, so that nobody locks himself out; an allowed agent,
        which anybody can send, over nothing.
        """
        if self._networks[Verdict.ALLOW].has(client):
            return Verdict.ALLOW
        denied_agent, allowed_agent = self._agents[Verdict.DENY], self._agents[Verdict.ALLOW]
        is_denied = self._networks[Verdict.DENY].has(client)
        if is_denied or (denied_agent is not None and denied_agent.search(agent)):
            return Verdict.DENY
        if allowed_agent is not None and allowed_agent.search(agent):
            return Verdict.ALLOW
        return None


class _Networks:
    """Networks by length, so that as many look-ups are enough as there are lengths."""

    def __init__(self, values: Iterable[str]) -> None:
        self._by_length: dict[tuple[int, int], set[int]] = {}
        for network in map(ipaddress.ip_network, values):
            length = network.version, network.max_prefixlen - network.prefixlen
            first = int(network.network_address) >> length[1]
            self._by_length.setdefault(length, set()).add(first)

    def has(self, client: Client) -> bool:
        if client.ip is None:
            return False
        version, number = client.ip.version, int(client.ip)
        return any(
            version == of and number >> bits in networks
            for (of, bits), networks in self._by_length.items()
        )


def _values(rules: Iterable[Rule], verdict: Verdict, kind: Kind) -> list[str]:
    return [rule.value for rule in rules if rule.verdict is verdict and rule.kind is kind]


def _pattern(parts: list[str]) -> re.Pattern[bytes] | None:
    if not parts:
        return None
    return re.compile("|".join(map(re.escape, parts)).encode("ascii"), re.IGNORECASE)
