"""Posts of an export, taken in batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from strive.content.arrivals import Arrival, Outcome, check_arrival
from strive.content.arrivals import Result as Taken
from strive.content.drafts import Draft
from strive.content.importing.moving import Origin
from strive.content.importing.plan import Plan, new_post_id, old_path, wanted_slug
from strive.content.importing.records import PostRecord, digest_of
from strive.content.importing.report import Entry, Result
from strive.content.importing.run import BY_SYNCHRONISATION, EDITED_HERE, Run
from strive.content.importing.shelves import Shelves
from strive.content.importing.tidying import tidy_post
from strive.content.post import BODY_BYTES_MAX, Status, path_of
from strive.content.post import Origin as Stamp
from strive.content.publishing import BY_SCHEDULE
from strive.content.redirect import rule_of
from strive.content.redirects import Rejected
from strive.content.revision import Action
from strive.content.store.posts import PostStore
from strive.platform.errors import Invalid, StriveError

_INCOMPLETE: Final = "~"  # ends the digest of a post with missing files: the next run looks again
_BY_NOBODY: Final = frozenset(
    {(Action.PUBLISHED, BY_SCHEDULE), (Action.WITHDRAWN, BY_SYNCHRONISATION)}
)
_LOOKED_BACK: Final = 10  # revisions; a schedule and a withdrawal add one each
_RESULTS: Final = {
    Taken.IMPORTED: Result.IMPORTED,
    Taken.CHANGED: Result.CHANGED,
    Taken.UNCHANGED: Result.UNCHANGED,
    Taken.REFUSED: Result.SKIPPED,
}


@dataclass
class _Pending:
    """A post on its way: its arrival and what is to be said of it."""

    record: PostRecord
    arrival: Arrival
    notes: list[str] = field(default_factory=list)
    missing: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class Posts:
    """Takes records of posts in."""

    def __init__(self, run: Run, plan: Plan, shelves: Shelves) -> None:
        self._run = run
        self._plan = plan
        self._shelves = shelves
        self._store = PostStore(run.target.database)

    async def add(self, records: Sequence[PostRecord]) -> None:
        """Write a batch: what is new or changed there, unless it was edited here."""
        wanted = [record for record in records if await self._is_wanted(record)]
        prepared = await asyncio.gather(*(self._prepared(record) for record in wanted))
        pending = [post for post in prepared if not self._is_as_incomplete_as_before(post)]
        if self._run.options.dry_run:
            for post in pending:
                self._foretell(post)
            return
        await self._redirect_media()
        arrivals = [post.arrival for post in pending]
        outcomes = await self._run.content.bulk.save_many(
            arrivals, by=f"import {self._run.system}", announce=self._run.options.announce
        )
        for post, outcome in zip(pending, outcomes, strict=True):
            self._tell(post, outcome)
        self._run.report.flush()

    async def _is_wanted(self, record: PostRecord) -> bool:
        """Tell whether a post has to be worked on; report those that have not."""
        post_id, digest = self._plan.known(record.id)
        if not post_id:
            here = await self._store.by_id(record.own_id) if record.own_id else None
            if here is not None:
                self._leave(record, Result.UNCHANGED, "this post, once exported from here, is here")
            return here is None
        if digest == digest_of(record):
            self._leave(record, Result.UNCHANGED, "")
            return False
        if not self._run.options.overwrite and await self._was_edited(post_id):
            self._leave(record, Result.SKIPPED, EDITED_HERE)
            return False
        return True

    async def _was_edited(self, post_id: str) -> bool:
        """Tell whether somebody changed a post here: not a schedule, nor the other side."""
        latest = await self._run.content.revisions.latest(post_id, _LOOKED_BACK)
        by_hand = (each for each in latest if (each.action, each.by) not in _BY_NOBODY)
        last = next(by_hand, None)
        return last is not None and last.action is not Action.IMPORTED

    def _is_as_incomplete_as_before(self, post: _Pending) -> bool:
        """Tell whether a post would only be written again without the files it lacks."""
        _, digest = self._plan.known(post.record.id)
        if digest != post.arrival.origin.digest:
            return False
        missing = f"{post.missing} files are missing still"
        self._leave(post.record, Result.UNCHANGED, missing)
        return True

    async def _prepared(self, record: PostRecord) -> _Pending:
        notes = list(record.notes)
        origin = Origin(record.title, _bases(record))
        mover, shelves = self._run.mover, self._shelves
        too_long = len(record.body.source) > BODY_BYTES_MAX
        post_id, _ = self._plan.known(record.id)
        draft = Draft(
            id=post_id or record.own_id or new_post_id(self._run.system, record.id),
            kind=record.kind,
            title=record.title,
            slug=wanted_slug(record) if post_id else self._plan.slug(record.id),
            excerpt=record.excerpt,
            body=record.body if too_long else await mover.body(record.body, origin),
            feature_image=await mover.image(record.feature_image, origin),
            author=_here("author", record.authors, shelves.authors, notes),
            categories=_here("category", record.categories, shelves.categories, notes),
            tags=record.tags,
            featured=record.featured,
            published_at=record.published_at,
            canonical_url=record.canonical_url,
            seo=await mover.seo(record.seo, origin),
            language=record.language,
        )
        old_paths, rejected = self._old_paths(record)
        scheduled = record.status is Status.SCHEDULED
        incomplete = _INCOMPLETE if origin.missing else ""
        arrival = Arrival(
            draft=tidy_post(draft, notes),
            origin=Stamp(self._run.system, record.id, digest_of(record) + incomplete),
            # One that fell due meanwhile was published over there, too.
            status=Status.PUBLISHED if scheduled and record.published_at else record.status,
            created_at=record.created_at,
            updated_at=record.updated_at,
            old_paths=old_paths,
        )
        notes += [f"missing: {path}" for path in origin.missing]
        return _Pending(record, arrival, notes, len(origin.missing), rejected)

    def _old_paths(self, record: PostRecord) -> tuple[tuple[str, ...], list[Rejected]]:
        """Return where a post was read on the old site, and what cannot be redirected."""
        site, now = self._run.mover.site, self._run.target.clock.now()
        paths = dict.fromkeys(old_path(site, address) for address in record.addresses)
        kept: list[str] = []
        rejected: list[Rejected] = []
        for path in paths.keys() - {"", "/"}:
            try:
                kept.append(rule_of(path, "/", now).path)
            except Invalid as error:
                rejected.append(Rejected(path, error.message))
        return tuple(sorted(kept)), sorted(rejected)

    async def _redirect_media(self) -> None:
        """Have files be found where the old site showed them."""
        rules = self._run.mover.moved_files()
        for path, reason in await self._run.content.redirects.save_imported(rules):
            self._reject(path, reason)

    def _tell(self, post: _Pending, outcome: Outcome) -> None:
        notes = list(post.notes)
        result = _RESULTS[outcome.result]
        reason = outcome.reason if result is Result.SKIPPED else ""
        if outcome.reason and not reason:
            notes.append(outcome.reason)
        for path, reason_of_path in post.rejected if outcome.path else ():
            self._reject(path, reason_of_path)
        self._note_number(post.record, outcome.path, notes)
        self._entry(post.record, result, outcome.path, reason, notes)

    def _foretell(self, post: _Pending) -> None:
        post_id, _ = self._plan.known(post.record.id)
        result, reason = (Result.CHANGED if post_id else Result.IMPORTED), ""
        try:
            check_arrival(post.arrival)
        except StriveError as error:
            result, reason = Result.SKIPPED, error.message
        for rejected_path, why in post.rejected if not reason else ():
            self._reject(rejected_path, why)
        path = path_of(post.record.kind, post.arrival.draft.slug)
        self._note_number(post.record, path, post.notes)
        self._entry(post.record, result, path, reason, post.notes)

    def _reject(self, path: str, reason: str) -> None:
        entry = Entry(kind="redirect", item=path, result=Result.SKIPPED, reason=reason)
        self._run.report.add(entry)

    def _note_number(self, record: PostRecord, path: str, notes: list[str]) -> None:
        wanted, slug = wanted_slug(record), path.rpartition("/")[2]
        if slug and slug != wanted:
            notes.append(f"the slug “{wanted}” is taken; it became “{slug}”")

    def _leave(self, record: PostRecord, result: Result, reason: str) -> None:
        path = path_of(record.kind, self._plan.slug(record.id))
        self._entry(record, result, path, reason, ())

    def _entry(
        self, record: PostRecord, result: Result, path: str, reason: str, notes: Sequence[str]
    ) -> None:
        self._run.report.add(
            Entry(
                kind=record.kind.value,
                item=record.id,
                title=record.title,
                result=result,
                path=path,
                reason=reason,
                notes=tuple(dict.fromkeys(notes)),
            )
        )


def _bases(record: PostRecord) -> tuple[str, ...]:
    """Return what relative addresses may be relative to: the file, then the old address."""
    addresses = [
        f"{address.rstrip('/')}/"
        for address in record.addresses
        if address.startswith("/") and "?" not in address
    ]
    return tuple(dict.fromkeys((record.base, *addresses)))


def _here(
    kind: str, keys: Sequence[str], ids: Mapping[str, str], notes: list[str]
) -> tuple[str, ...]:
    """Return the ids here of authors or categories of the source; who is missing is noted."""
    notes += [f"its {kind} “{key}” is not here" for key in keys if not ids.get(key)]
    return tuple(dict.fromkeys(ids[key] for key in keys if ids.get(key)))
