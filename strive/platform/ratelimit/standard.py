"""The limits of the site (RL-1), all numbers in one place; routes say which of them is theirs.

An IPv6 network is allowed what ten subscribers are: who has a /48 has 65,536 of the /64 that
count as one address.
"""

from __future__ import annotations

from typing import Final

from strive.platform.ratelimit.policy import By, Failure, Policy, Unlimited

API: Final = (
    Policy("api", 100, 60),
    Policy("api-network", 1_000, 60, by=By.NETWORK, advertised=False),
)
"""Reading by program."""

AUTH: Final = (
    Policy("auth", 5, 60, failure=Failure.STRICT),
    Policy("auth-network", 50, 60, by=By.NETWORK, failure=Failure.STRICT, advertised=False),
    Policy("auth-account", 5, 60, by=By.ACCOUNT, failure=Failure.STRICT, advertised=False),
)
"""Signing in, registering, resetting a password: whatever guesses could be tried on."""

EXPORTS: Final = (
    Policy("exports", 30, 3_600, advertised=False),
    Policy("exports-network", 300, 3_600, by=By.NETWORK, advertised=False),
    Policy("exports-account", 10, 3_600, by=By.ACCOUNT, advertised=False),
)
"""Everything about somebody as a file: every store is read for it."""

NEWSLETTER: Final = (
    Policy("newsletter", 1, 3_600, failure=Failure.STRICT),
    Policy(
        "newsletter-network",
        10,
        3_600,
        by=By.NETWORK,
        failure=Failure.STRICT,
        advertised=False,
    ),
    Policy(
        "newsletter-account",
        1,
        3_600,
        by=By.ACCOUNT,
        failure=Failure.STRICT,
        advertised=False,
    ),
)
"""Subscribing: each sends an e-mail to an address that somebody typed in."""

WEBHOOKS: Final = (Policy("webhooks", 600, 60),)
"""What other services tell, signed."""

PAGES: Final = (
    Policy("pages", 600, 60, advertised=False),
    Policy("pages-network", 6_000, 60, by=By.NETWORK, advertised=False),
)
"""Pages and feeds that had to be made; what the page cache answers is free."""

MEDIA: Final = (
    Policy("media", 3_000, 60, advertised=False),
    Policy("media-network", 30_000, 60, by=By.NETWORK, advertised=False),
)
"""Kept files, of which a page may show many."""

PROBES: Final = Unlimited("probes have to be answered always, most of all under load")
STATIC: Final = Unlimited("served from memory, for less than a limit costs")
