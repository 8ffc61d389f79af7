"""Users and subscribers of the demo, as documents; pure.

The fields are the seed's. Addresses are at a name that is reserved (RFC 2606), so that no mail to
them can arrive anywhere.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Any, Final

from strive.kit.clock import to_millisecond
from strive.operations.demo.scale import BLOCK, MONTH, Plan
from strive.operations.demo.words import FAMILY_NAMES, GIVEN_NAMES

DOMAIN: Final = "inbox.example"
MARK: Final = "demo"
COUNTRIES: Final = ("US", "IN", "DE", "GB", "BR", "FR", "JP", "CA", "ES", "NL", "PL", "AU")

_YEARS: Final = timedelta(days=3 * 365)
_ID_BYTES: Final = 15
_STATUSES: Final = ("active", "pending", "unsubscribed", "bounced")
_STATUS_SHARES: Final = (86, 4, 8, 2)
_SOURCES: Final = ("site", "post", "footer", "import", "friend")
_ROLES: Final = ("member", "author", "editor")
_ROLE_SHARES: Final = (9_990, 8, 2)
_STANDINGS: Final = ("active", "unverified", "disabled")
_STANDING_SHARES: Final = (96, 3, 1)

Document = dict[str, Any]
Make = Callable[[Plan, int], Iterator[Document]]
"""Makes the people of a block."""
IdOf = Callable[[Plan, int], str]
"""Tells the id of somebody by number."""


def user_id(plan: Plan, number: int) -> str:
    """Return the id of a user: as if random, so that the collection can be sharded by it."""
    return _id(plan, "user", number)


def blocks(count: int) -> range:
    """Return the numbers of the blocks that so many people are written in."""
    return range(-(-count // BLOCK))


def members_of(block: int, count: int) -> range:
    """Return the numbers of the people in a block."""
    return range(block * BLOCK, min((block + 1) * BLOCK, count))


def users(plan: Plan, block: int) -> Iterator[Document]:
    """Make the users of a block."""
    chance = Random(plan.lot("users", block))  # noqa: S311 - repeatable, not secret
    for number in members_of(block, plan.scale.users):
        name, email = _person(plan, number)
        created = _sooner_more_often(chance, plan.until, _YEARS)
        active = _sooner_more_often(chance, plan.until, MONTH)
        yield {
            "_id": user_id(plan, number),
            "email": email,
            "name": name,
            "nameKey": name.casefold(),
            "role": chance.choices(_ROLES, _ROLE_SHARES)[0],
            "status": chance.choices(_STANDINGS, _STANDING_SHARES)[0],
            "avatarUrl": "",
            "locale": "en",
            "authorId": "",
            "createdAt": created,
            "lastActiveAt": max(created, active),
            MARK: True,
        }


def subscribers(plan: Plan, block: int) -> Iterator[Document]:
    """Make the subscribers of a block; every other one is a user too."""
    chance = Random(plan.lot("subscribers", block))  # noqa: S311 - repeatable, not secret
    users_count = plan.scale.users
    for number in members_of(block, plan.scale.subscribers):
        name, email = _person(plan, number if number % 2 else users_count + number)
        yield {
            "_id": subscriber_id(plan, number),
            "email": email,
            "status": chance.choices(_STATUSES, _STATUS_SHARES)[0],
            "createdAt": _sooner_more_often(chance, plan.until, _YEARS),
            "attributes": {
                "name": name,
                "country": chance.choice(COUNTRIES),
                "source": chance.choice(_SOURCES),
            },
            MARK: True,
        }


def subscriber_id(plan: Plan, number: int) -> str:
    """Return the id of a subscriber."""
    return _id(plan, "subscriber", number)


def _id(plan: Plan, kind: str, number: int) -> str:
    digest = blake2b(plan.lot(kind, number).encode(), digest_size=_ID_BYTES).digest()
    return base64.b32encode(digest).decode().lower()


def _person(plan: Plan, number: int) -> tuple[str, str]:
    """Return name and address of a person, who is nobody else."""
    given = GIVEN_NAMES[(number * 7 + plan.seed) % len(GIVEN_NAMES)]
    family = FAMILY_NAMES[(number * 11 + number // 97) % len(FAMILY_NAMES)]
    return f"{given} {family}", f"{given}.{family}.{number}@{DOMAIN}".lower()


def _sooner_more_often(chance: Random, until: datetime, span: timedelta) -> datetime:
    """Return a time in the span before an end, more likely near it: the site grows."""
    return to_millisecond(until - span * chance.random() ** 1.5)
