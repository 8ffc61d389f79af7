"""Taking a demo away again: exactly what it brought, and nothing that came otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from strive.content.removing import remove_arrivals
from strive.content.taxonomy import Author, Category
from strive.operations.demo import people, posts, visits
from strive.operations.demo.loading import Demo
from strive.operations.demo.scale import DAYS, Plan
from strive.operations.demo.store import DemoStore
from strive.operations.demo.working import Progress, alone, at_once
from strive.platform.errors import NotFound

HOURS_AT_ONCE: Final = 6


@dataclass(frozen=True, slots=True)
class Removed:
    """What was there and is gone, by part."""

    plan: Plan
    counts: dict[str, int]


async def remove(demo: Demo, progress: Progress) -> Removed:
    """Remove the demo, or the rest of it if that was stopped before.

    Raises:
        NotFound: There is none.
        Conflict: Somebody is at work on it.
    """
    store = DemoStore(demo.database)
    async with alone(demo.leases):
        record = await store.record()
        if record is None:
            raise NotFound("There is no demo here.")
        await store.leave()
        counts = await _Removing(demo, record.plan, store, progress).run()
        await store.forget()
    return Removed(record.plan, counts)


class _Removing:
    """The parts of a demo, in the order opposite to loading."""

    def __init__(self, demo: Demo, plan: Plan, store: DemoStore, progress: Progress) -> None:
        self._demo = demo
        self._plan = plan
        self._store = store
        self._progress = progress

    async def run(self) -> dict[str, int]:
        scale = self._plan.scale
        return {
            "events": await self._remove_events(),
            "subscribers": await self._remove_people(
                "newsletter_subscribers", people.subscriber_id, scale.subscribers
            ),
            "users": await self._remove_people("users", people.user_id, scale.users),
            "posts": await self._remove_posts(),
        }

    async def _remove_events(self) -> int:
        counts, gone = visits.counts_by_hour(self._plan), 0
        for day in range(DAYS):
            hours = range(day * 24, day * 24 + 24)
            month = visits.start_of(self._plan, hours.start)
            gone += sum(
                await at_once(
                    self._store.delete_events(month, hours[place : place + HOURS_AT_ONCE])
                    for place in range(0, len(hours), HOURS_AT_ONCE)
                )
            )
            self._progress("events", sum(counts[: hours.stop]), self._plan.scale.events)
        return gone

    async def _remove_people(self, collection: str, id_of: people.IdOf, count: int) -> int:
        gone = 0
        for block in people.blocks(count):
            numbers = people.members_of(block, count)
            ids = [id_of(self._plan, number) for number in numbers]
            gone += await self._store.delete_people(collection, ids)
            self._progress(collection, numbers.stop, count)
        return gone

    async def _remove_posts(self) -> int:
        content, total = self._demo.content, self._plan.scale.posts
        gone = await remove_arrivals(
            self._demo.database,
            self._demo.cache,
            posts.SYSTEM,
            lambda done: self._progress("posts", done, total),
        )
        for author in await self._authors():
            await content.taxonomy.delete_author(author.id)
        for _, category in (await content.taxonomy.categories()).ordered():
            if _is_of_demo(category):
                await content.taxonomy.delete_category(category.id)
        return gone

    async def _authors(self) -> list[Author]:
        """Return the authors that are the demo's."""
        found: list[Author] = []
        after = ""
        while page := await self._demo.content.taxonomy.authors(after=after):
            found += filter(_is_of_demo, page)
            after = page[-1].slug.current
        return found


def _is_of_demo(entry: Author | Category) -> bool:
    return entry.origin is not None and entry.origin.system == posts.SYSTEM
