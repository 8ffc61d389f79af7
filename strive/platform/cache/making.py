"""Making something to store out of a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from strive.platform.cache.asked import Asked
from strive.platform.cache.fetching import Reception
from strive.platform.cache.http.conditions import validators
from strive.platform.cache.http.directives import response_directives
from strive.platform.cache.http.fields import Fields, value_of, without
from strive.platform.cache.http.freshness import Freshness, freshness_of, initial_age
from strive.platform.cache.http.groups import groups_of
from strive.platform.cache.http.ranges import stored_part
from strive.platform.cache.http.storing import is_redirect, stored_fields, why_not_stored
from strive.platform.cache.http.varying import nominated, selection
from strive.platform.cache.library import Library
from strive.platform.cache.policy import Policy
from strive.platform.cache.purges import tag_of
from strive.platform.cache.stored import Stored

_PARTIAL = 206


@dataclass(frozen=True, slots=True)
class Moment:
    """When a fetch began.

    Attributes:
        started: On the clock of ages.
        requested: As Unix time.
        stamp: What of purges was known.
    """

    started: float
    requested: float
    stamp: int


def why_not(asked: Asked, status: int, fields: Fields, policy: Policy, wall: float) -> str:
    """Return why a response is not stored, "" when it is: because it may not, or is of no use."""
    directives, targeted = response_directives(fields, policy.targets)
    if "no-store" in asked.directives:
        return "no-store in the request"
    if asked.is_trimmed and is_redirect(status):
        return "redirect"
    if status == _PARTIAL and (asked.range is None or not value_of(fields, b"content-range")):
        return "no range"
    why = why_not_stored(
        status,
        fields,
        directives,
        authorized=asked.is_authorized,
        with_cookies=policy.store_cookies,
    )
    if why:
        return why
    freshness = freshness_of(status, fields, directives, targeted=targeted, now=wall)
    return "" if _is_useful(freshness, fields) else "never usable"


def _is_useful(freshness: Freshness, fields: Fields) -> bool:
    return bool(
        freshness.lifetime_s > 0
        or freshness.while_revalidating_s > 0
        or freshness.on_error_s
        or validators(fields)
    )


def make(  # noqa: PLR0913 - what it is made of
    asked: Asked,
    reception: Reception,
    moment: Moment,
    policy: Policy,
    library: Library,
    *,
    is_failure: bool = False,
) -> Stored:
    """Return a response that was gathered as it is stored.

    A failure is in the form its asker accepts, whether it says so by `Vary` or not.
    """
    status, fields, body = reception.status, reception.fields, reception.body
    directives, _ = response_directives(fields, policy.targets)
    said = Said(status, fields, arrived=fields)
    freshness, born = freshness_now(said, moment, policy, library)
    names = nominated(fields, b"accept") if is_failure else nominated(fields)
    content_range = value_of(fields, b"content-range")
    groups = groups_of(fields)
    origin = asked.key.origin
    return Stored(
        status=status,
        fields=without(stored_fields(fields, directives), policy.of_one_answer),
        body=body,
        names=names,
        selection=selection(asked.fields, names),
        freshness=freshness,
        born=born,
        received=library.wall(),
        fetched_in_s=library.now() - moment.started,
        stamp=moment.stamp,
        tags=(tag_of(asked.key.url), *groups, *(f"{origin} {group}" for group in groups)),
        part=stored_part(content_range, len(body)) if status == _PARTIAL else None,
        range=asked.range if status == _PARTIAL else None,
    )


class Said(NamedTuple):
    """What a response says: its fields as they will be stored, and as they just arrived."""

    status: int
    fields: Fields
    arrived: Fields


def freshness_now(
    said: Said, moment: Moment, policy: Policy, library: Library
) -> tuple[Freshness, float]:
    """Return how long a response may be used, and when it was born on the clock of ages."""
    directives, targeted = response_directives(said.fields, policy.targets)
    wall = library.wall()
    freshness = freshness_of(said.status, said.fields, directives, targeted=targeted, now=wall)
    age_s = initial_age(said.arrived, requested=moment.requested, received=wall)
    return freshness, library.now() - age_s
