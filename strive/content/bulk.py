"""Many posts at once, from elsewhere: fast, repeatable, nothing half-written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from strive.content import cache_tags
from strive.content.arrivals import (
    Arrival,
    Group,
    Identity,
    Known,
    Outcome,
    arrived,
    groups_of,
    identity_of,
    outcome_of,
    post_id_of,
    refusal,
    refused,
    unchanged,
)
from strive.content.composing import ImageLookup, rendered_all
from strive.content.events import event_of
from strive.content.naming import allot, wish_of
from strive.content.post import Post, Rendered
from strive.content.purging import PurgeEdge
from strive.content.recording import Change, Recorder
from strive.content.revision import Action
from strive.content.settings import SiteSettings
from strive.content.shelves import Taxonomy
from strive.kit.clock import Clock
from strive.platform.cache import ALL, ANY, DataCache, NotHeard
from strive.platform.database import Session
from strive.platform.errors import Conflict, StriveError
from strive.platform.outbox import Outbox

log = structlog.get_logger(__name__)
_RACES_MAX: Final = 3  # for a slug, with somebody writing by hand


class Bulk:
    """Takes posts in by the thousand."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        recorder: Recorder,
        outbox: Outbox,
        taxonomy: Taxonomy,
        site: SiteSettings,
        clock: Clock,
        *,
        images_of: ImageLookup,
        cache: DataCache,
        purge_edge: PurgeEdge,
    ) -> None:
        self._cache = cache
        self._purge_edge = purge_edge
        self._recorder = recorder
        self._outbox = outbox
        self._taxonomy = taxonomy
        self._site = site
        self._clock = clock
        self._images_of = images_of

    async def known(self, system: str, ids: Sequence[str]) -> dict[str, Known]:
        """Return by origin id those that have been taken in before."""
        posts = await self._recorder.posts.by_origins(system, ids)
        return {
            origin_id: Known(post.id, post.path, post.origin.digest if post.origin else "")
            for origin_id, post in posts.items()
        }

    async def save_many(
        self, arrivals: Sequence[Arrival], *, by: str, announce: bool = False
    ) -> list[Outcome]:
        """Keep what is new or changed; the outcomes are in the order of the arrivals.

        Hand in some hundreds at a time. Each post is written whole or not at all, so that an
        import that was stopped can be run again. A slug that is taken gets a number. An arrival
        that breaks a rule is refused by itself; one whose digest is the same as last time is
        left alone. With `announce`, events are sent as for a post saved by hand (for a single
        change synchronised from elsewhere); an import of old posts sends none.
        """
        outcomes: dict[int, Outcome] = {}
        for group in groups_of(arrivals):
            rest = group
            for _ in range(_RACES_MAX):
                outcomes |= await self._take_in(rest, by, announce=announce)
                rest = {place: group[place] for place in group if place not in outcomes}
                if not rest:
                    break
            reason = "Somebody else was writing it, or took its slug, at the same time."
            outcomes |= {place: refusal(arrival, reason) for place, arrival in rest.items()}
        return [outcomes[place] for place in range(len(arrivals))]

    async def _take_in(self, group: Group, by: str, *, announce: bool) -> dict[int, Outcome]:
        """Decide about a group and write what is to be written; no outcome is a lost race."""
        known = await self._known_posts(group)
        outcomes = refused(group) | unchanged(group, known)
        rest = {place: arrival for place, arrival in group.items() if place not in outcomes}
        outcomes |= await self._without_references(rest)
        rest = {place: arrival for place, arrival in rest.items() if place not in outcomes}
        changes = await self._changes(rest, known, by, outcomes)
        failed = await self._record(changes, announce=announce)
        for place, change in changes.items():
            error = failed.get(place)
            if error is None:
                outcomes[place] = outcome_of(group[place], change.old, change.new)
            elif not isinstance(error, Conflict):
                outcomes[place] = refusal(group[place], error.message)
        return outcomes

    async def _record(
        self, changes: Mapping[int, Change], *, announce: bool
    ) -> dict[int, StriveError]:
        """Write changes; return by place those that failed."""
        if not announce:
            places, now = list(changes), self._clock.now()
            failed = await self._recorder.record_many(list(changes.values()), now)
            await self._purge(changes.values(), now)
            return {places[index]: error for index, error in failed.items()}
        failures: dict[int, StriveError] = {}
        for place, change in changes.items():
            try:
                await self._outbox.transact(partial(self._record_one, change))
            except StriveError as error:
                failures[place] = error
        return failures

    async def purge_all(self) -> None:
        """Take all that readers were shown for outdated, when documents were put back as such."""
        await self._purge_tags({ALL})

    async def _purge(self, changes: Iterable[Change], now: datetime) -> None:
        """Purge what changes touch that nobody is told of."""
        tags: set[str] = set()
        for change in changes:
            if event := event_of(change.old, change.new, now):
                tags |= cache_tags.lists(event.kind, event.author, event.categories, event.tags)
                tags |= {cache_tags.post(event.post_id), cache_tags.MISSING, ANY}
        if tags:
            await self._purge_tags(tags)

    async def _purge_tags(self, tags: set[str]) -> None:
        await self._purge_edge(tags - {ANY})
        try:
            await self._cache.purge(tags, soft=True)
        except NotHeard as error:
            log.warning("bulk.purge_not_heard", error=repr(error.__cause__))

    async def _record_one(self, change: Change, session: Session) -> None:
        await self._recorder.record(session, change, self._clock.now())

    async def _changes(
        self,
        rest: Group,
        known: Mapping[Identity, Post],
        by: str,
        outcomes: dict[int, Outcome],
    ) -> dict[int, Change]:
        """Make posts of arrivals; those that cannot be rendered are refused."""
        bodies = await rendered_all([arrival.draft for arrival in rest.values()], self._images_of)
        ready: list[tuple[int, Arrival, Rendered, Post | None]] = []
        for (place, arrival), body in zip(rest.items(), bodies, strict=True):
            if isinstance(body, StriveError):
                outcomes[place] = refusal(arrival, body.message)
            else:
                ready.append((place, arrival, body, known.get(identity_of(arrival))))
        wishes = [
            wish_of(arrival.draft, old, old.id if old else post_id_of(arrival))
            for _, arrival, _, old in ready
        ]
        slugs = await allot(self._recorder.posts, wishes)
        language, now = (await self._site.get()).language, self._clock.now()
        return {
            place: Change(
                old,
                arrived(
                    arrival,
                    old,
                    body,
                    post_id=wish.post_id,
                    slug=slug,
                    language=language,
                    now=now,
                ),
                Action.IMPORTED,
                by,
                arrival.old_paths,
            )
            for (place, arrival, body, old), wish, slug in zip(ready, wishes, slugs, strict=True)
        }

    async def _known_posts(self, group: Group) -> dict[Identity, Post]:
        """Return the posts the arrivals became last time."""
        systems: dict[str, list[str]] = {}
        for arrival in group.values():
            systems.setdefault(arrival.origin.system, []).append(arrival.origin.id)
        return {
            (system, origin_id): post
            for system, ids in systems.items()
            for origin_id, post in (await self._recorder.posts.by_origins(system, ids)).items()
        }

    async def _without_references(self, group: Group) -> dict[int, Outcome]:
        """Refuse arrivals that name authors or categories that do not exist."""
        drafts = [arrival.draft for arrival in group.values()]
        authors, categories = await self._taxonomy.unknown(
            (id_ for draft in drafts for id_ in draft.author),
            (id_ for draft in drafts for id_ in draft.categories),
        )
        return {
            place: refusal(arrival, "It names an author or category that does not exist.")
            for place, arrival in group.items()
            if authors.intersection(arrival.draft.author)
            or categories.intersection(arrival.draft.categories)
        }
