"""What answers say of limits: `RateLimit` and `RateLimit-Policy`.

As in draft-ietf-httpapi-ratelimit-headers-11. The window of `t` is until the oldest unit leaves:
so long no more than `r` can be used, and afterwards there is more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from strive.platform.ratelimit.limiter import Decision
from strive.platform.ratelimit.policy import Policy
from strive.platform.ratelimit.windows import State

LIMIT: Final = "ratelimit"
POLICY: Final = "ratelimit-policy"
_US: Final = 1_000_000


def fields(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return the two fields for what a request took, as far as it is told; {} if nothing is."""
    limits, policies = [], []
    for decision in decisions:
        for ask, state in zip(decision.asks, decision.states, strict=True):
            policy = ask.policy
            if policy.advertised:
                quota = ask.alone.quota if decision.is_alone else policy.quota
                limits.append(f'"{policy.name}";r={state.remaining};t={seconds(state.reset_us)}')
                policies.append(f'"{policy.name}";q={quota};w={policy.window_s}')
    if not limits:
        return {}
    return {LIMIT: ", ".join(limits), POLICY: ", ".join(policies)}


def retry_after_s(refusing: Sequence[tuple[Policy, State]]) -> int:
    """Return when all that refuse would let the request through, in whole seconds."""
    return max(1, *(seconds(state.retry_us) for _, state in refusing))


def seconds(us: int) -> int:
    """Round up to seconds: whoever waits so long has waited long enough."""
    return -(-us // _US)
