"""What the limits of all processes did, told by each every few seconds."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from typing import Final

import msgspec

from strive.platform.ratelimit.counters import PolicyCounters
from strive.platform.ratelimit.limiter import Limiter
from strive.platform.valkey import Valkey, ValkeyUnavailable

EVERY_S: Final = 2.0
KEPT_S: Final = 15  # what a process told that is not there any more
MOST_LIMITED: Final = 20


class Limited(msgspec.Struct, frozen=True):
    """Who was turned away by which limit how often; `who` names no person."""

    policy: str
    who: str
    count: int


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """The limits of one process, since its start."""

    process: str
    is_alone: bool
    policies: dict[str, PolicyCounters]
    denied: int
    allowed: int
    limited: list[Limited]


def report(limiter: Limiter, process: str) -> Report:
    """Return what the limits of this process did."""
    counters = limiter.counters
    return Report(
        process=process,
        is_alone=limiter.is_alone,
        policies=dict(counters.policies),
        denied=counters.denied,
        allowed=counters.allowed,
        limited=[Limited(*each) for each in counters.limited.top(MOST_LIMITED)],
    )


async def report_for_ever(valkey: Valkey, site: str, limiter: Limiter) -> None:
    """Tell what the limits of this process did, until cancelled; without Valkey tell nobody."""
    process = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        told = msgspec.json.encode(report(limiter, process))
        with suppress(*ValkeyUnavailable):
            await valkey.set(f"{site}:limits-report:{process}", told, ex=KEPT_S)
        await asyncio.sleep(EVERY_S)


async def reports(valkey: Valkey, site: str) -> list[Report]:
    """Return what all processes told of late, by process."""
    names = sorted([name async for name in valkey.scan_iter(f"{site}:limits-report:*")])
    told = await valkey.mget(names) if names else []
    return [msgspec.json.decode(text, type=Report) for text in told if text]


def together(found: list[Report]) -> Report:
    """Add up what processes told."""
    policies: dict[str, PolicyCounters] = {}
    limited: dict[tuple[str, str], int] = {}
    for each in found:
        for name, counted in each.policies.items():
            total = policies.setdefault(name, PolicyCounters())
            for field in counted.__struct_fields__:
                setattr(total, field, getattr(total, field) + getattr(counted, field))
        for one in each.limited:
            limited[one.policy, one.who] = limited.get((one.policy, one.who), 0) + one.count
    most = sorted(limited.items(), key=lambda item: -item[1])[:MOST_LIMITED]
    return Report(
        process="all",
        is_alone=any(each.is_alone for each in found),
        policies=policies,
        denied=sum(each.denied for each in found),
        allowed=sum(each.allowed for each in found),
        limited=[Limited(policy, who, count) for (policy, who), count in most],
    )
