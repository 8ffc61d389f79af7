"""A post that comes from elsewhere, and what becomes of it; pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec.structs import replace

from strive.content.composing import composed, stored_time
from strive.content.drafts import Draft, check_draft
from strive.content.post import Model, Origin, Post, Rendered, Slug, Status
from strive.content.rules import check_date, check_slug, check_text
from strive.platform.errors import Invalid, StriveError

GROUP_MAX: Final = 100  # written together, well within the time one operation has
GROUP_CHARACTERS_MAX: Final = 1_000_000  # of their bodies

Identity = tuple[str, str]


class Arrival(Model, frozen=True, kw_only=True):
    """A post that comes from elsewhere with its own history, for `bulk.save_many`.

    `origin.system` and `origin.id` say which it is, `origin.digest` whether it changed there.
    `draft.id` is used for a new post when it is not "" (so links can be written beforehand);
    `draft.revision` does not count. A published one from the future is scheduled. `old_paths`
    are where it was read before, as redirects name them; what cannot be one is passed over.
    """

    draft: Draft
    origin: Origin
    status: Status = Status.DRAFT
    created_at: datetime | None = None
    updated_at: datetime | None = None
    previous_slugs: tuple[str, ...] = ()
    old_paths: tuple[str, ...] = ()


Group = Mapping[int, Arrival]
"""Arrivals by their place in what was handed in."""


class Result(StrEnum):
    """What became of one arrival."""

    IMPORTED = "imported"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Outcome(NamedTuple):
    """What became of one arrival; `reason` says why it was refused, or got another slug."""

    origin_id: str
    result: Result
    post_id: str = ""
    path: str = ""
    reason: str = ""


class Known(NamedTuple):
    """A post that was taken in before."""

    post_id: str
    path: str
    digest: str


def check_arrival(arrival: Arrival) -> None:
    """Refuse an arrival that cannot be a post; raises as `check_draft`."""
    check_text(arrival)
    check_draft(arrival.draft)
    check_date("date of creation", arrival.created_at)
    check_date("date of change", arrival.updated_at)
    for slug in arrival.previous_slugs:
        check_slug(slug)
    if arrival.status is Status.SCHEDULED and arrival.draft.published_at is None:
        raise Invalid("A scheduled post needs a date of publication.")


def identity_of(arrival: Arrival) -> Identity:
    """Return what an arrival is known by: the system it comes from, and its id there."""
    return arrival.origin.system, arrival.origin.id


def post_id_of(arrival: Arrival) -> str:
    """Return the id of a new post: as wished, else made of where it comes from.

    So an import that is run again after it was stopped writes the same things again.
    """
    origin = f"{arrival.origin.system}\0{arrival.origin.id}".encode()
    return (
        arrival.draft.id or base64.b32encode(hashlib.sha256(origin).digest()[:15]).decode().lower()
    )


def groups_of(arrivals: Sequence[Arrival]) -> Iterator[Group]:
    """Divide arrivals into groups small enough for memory and messages."""
    group: dict[int, Arrival] = {}
    characters = 0
    for place, arrival in enumerate(arrivals):
        length = len(arrival.draft.body.source)
        if group and (len(group) >= GROUP_MAX or characters + length > GROUP_CHARACTERS_MAX):
            yield group
            group, characters = {}, 0
        group[place] = arrival
        characters += length
    if group:
        yield group


def refused(group: Group) -> dict[int, Outcome]:
    """Return the outcomes of arrivals that break a rule, or come twice."""
    outcomes: dict[int, Outcome] = {}
    seen: set[Identity] = set()
    for place, arrival in group.items():
        try:
            check_arrival(arrival)
        except StriveError as error:
            outcomes[place] = refusal(arrival, error.message)
            continue
        if identity_of(arrival) in seen:
            outcomes[place] = refusal(arrival, "It comes twice.")
        seen.add(identity_of(arrival))
    return outcomes


def unchanged(group: Group, known: Mapping[Identity, Post]) -> dict[int, Outcome]:
    """Return the outcomes of arrivals that are what they were last time."""
    outcomes: dict[int, Outcome] = {}
    for place, arrival in group.items():
        post = known.get(identity_of(arrival))
        if post and post.origin and post.origin.digest == arrival.origin.digest:
            outcomes[place] = Outcome(arrival.origin.id, Result.UNCHANGED, post.id, post.path)
    return outcomes


def refusal(arrival: Arrival, reason: str) -> Outcome:
    """Return the outcome of an arrival that cannot be taken in."""
    return Outcome(arrival.origin.id, Result.REFUSED, reason=reason)


def outcome_of(arrival: Arrival, old: Post | None, new: Post) -> Outcome:
    """Return the outcome of an arrival that was written."""
    result = Result.CHANGED if old else Result.IMPORTED
    wanted = arrival.draft.slug
    renamed = wanted and wanted != new.slug.current
    reason = f"The slug {wanted} is taken; it became {new.slug.current}." if renamed else ""
    return Outcome(arrival.origin.id, result, new.id, new.path, reason)


def arrived(  # noqa: PLR0913 - each is a fact of its own
    arrival: Arrival,
    old: Post | None,
    body: Rendered,
    *,
    post_id: str,
    slug: str,
    language: str,
    now: datetime,
) -> Post:
    """Return the post an arrival becomes, with the state and times it had where it was."""
    post = composed(
        arrival.draft, old, body, post_id=post_id, slug=slug, language=language, now=now
    )
    status, published_at = _state_of(arrival, now)
    previous = dict.fromkeys((*post.slug.previous, *arrival.previous_slugs))
    return replace(
        post,
        slug=Slug(slug, tuple(name for name in previous if name != slug)),
        status=status,
        published_at=published_at,
        created_at=stored_time(arrival.created_at) or post.created_at,
        updated_at=stored_time(arrival.updated_at) or published_at or now,
        origin=arrival.origin,
    )


def _state_of(arrival: Arrival, now: datetime) -> tuple[Status, datetime | None]:
    """Return status and date; one published in the future is scheduled."""
    at = stored_time(arrival.draft.published_at)
    if arrival.status is not Status.PUBLISHED:
        return arrival.status, at
    at = at or stored_time(arrival.created_at) or now
    return (Status.SCHEDULED if at > now else Status.PUBLISHED), at
