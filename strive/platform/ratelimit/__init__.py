"""Rate limits: exact sliding windows, shared by all processes through Valkey (RL-1…4).

A route declares its limits beside itself, `limited([Route(…)], PAGES)`; a `LimitLayer` takes what
a request costs. A handler that knows more, such as whose account is tried, takes more by
`spending_of(request)`, and may give back.
"""

from __future__ import annotations

from strive.platform.ratelimit.errors import Denied, LimitExceeded
from strive.platform.ratelimit.layer import LimitLayer, is_api, is_page
from strive.platform.ratelimit.limiter import Limiter, Mode
from strive.platform.ratelimit.opening import open_limiter
from strive.platform.ratelimit.policy import By, Failure, Limits, Policy, Unlimited, costing
from strive.platform.ratelimit.rulebook import Rulebook
from strive.platform.ratelimit.spending import Spending, spending_of
from strive.platform.ratelimit.table import Table, limited

__all__ = [
    "By",
    "Denied",
    "Failure",
    "LimitExceeded",
    "LimitLayer",
    "Limiter",
    "Limits",
    "Mode",
    "Policy",
    "Rulebook",
    "Spending",
    "Table",
    "Unlimited",
    "costing",
    "is_api",
    "is_page",
    "limited",
    "open_limiter",
    "spending_of",
]
