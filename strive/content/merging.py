"""Two people changed one text: what differs, and the text that has the changes of both; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from msgspec.structs import replace

from strive.content.drafts import Draft
from strive.content.post import Post
from strive.content.revision import Action, FieldDiff, Revision, RevisionSummary, differences
from strive.kit.lines import Lines

MINE: Final = "<<<<<<< what you wrote"
BETWEEN: Final = "======="
THEIRS: Final = ">>>>>>> what was saved meanwhile"


class Merged(NamedTuple):
    """A text with the changes of both; `clashes` counts the places where both stand, marked."""

    text: str
    clashes: int


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody hands in, against what was saved since they began.

    `fields` say how what was saved (before) and what is handed in (after) differ; `merged` is the
    body with both, None where only one of them changed it or they are in different formats.
    """

    latest: Post
    saved: RevisionSummary
    fields: Sequence[FieldDiff]
    merged: Merged | None


def clash_of(draft: Draft, latest: Revision, post: Post, base: Revision | None) -> Clash:
    """Compare what is handed in with the latest revision; `base` is the one it began from."""
    theirs = latest.draft
    mine = replace(
        draft,
        slug=draft.slug or theirs.slug,
        published_at=draft.published_at or theirs.published_at,
    )
    handed_in = Revision(
        post=post.id,
        number=draft.revision,
        action=Action.SAVED,
        by="",
        saved_at=latest.saved_at,
        title=mine.title,
        draft=mine,
    )
    merged = None
    if base is not None and len({d.body.format for d in (mine, theirs, base.draft)}) == 1:
        sources = (base.draft.body.source, mine.body.source, theirs.body.source)
        if len(set(sources)) == len(sources):
            merged = merge(*sources)
    return Clash(post, latest, differences(latest, handed_in), merged)


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge two changes of a text by lines; where both changed the same lines, both stand."""
    lines = [text.split("\n") for text in (base, mine, theirs)]
    old, ours, other = lines
    out: list[str] = []
    clashes = 0
    start = start_ours = start_other = 0
    for place, place_ours, place_other, length in [
        *_common(*lines),
        (len(old), len(ours), len(other), 0),
    ]:
        before = old[start:place]
        a, b = ours[start_ours:place_ours], other[start_other:place_other]
        if a in (before, b):
            out += b
        elif b == before:
            out += a
        else:
            clashes += 1
            out += [MINE, *a, BETWEEN, *b, THEIRS]
        out += old[place : place + length]
        start, start_ours, start_other = (at + length for at in (place, place_ours, place_other))
    return Merged("\n".join(out), clashes)


def _common(old: list[str], ours: list[str], other: list[str]) -> list[tuple[int, int, int, int]]:
    """Return the runs of lines that all three have: where each begins, and how long it is."""
    in_ours = {
        block.a + n: block.b + n
        for block in Lines(old, ours).get_matching_blocks()
        for n in range(block.size)
    }
    runs: list[tuple[int, int, int, int]] = []
    for block in Lines(old, other).get_matching_blocks():
        for n in range(block.size):
            place = in_ours.get(block.a + n)
            if place is None:
                continue
            here = (block.a + n, place, block.b + n)
            if runs and all(runs[-1][i] + runs[-1][3] == here[i] for i in range(3)):
                runs[-1] = (*runs[-1][:3], runs[-1][3] + 1)
            else:
                runs.append((*here, 1))
    return runs
