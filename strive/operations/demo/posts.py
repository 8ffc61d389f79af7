"""Posts of the demo, as an import hands them in; pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from random import Random
from typing import Final

from strive.content.arrivals import Arrival
from strive.content.drafts import Draft, tag_of
from strive.content.post import Body, Origin, Status, path_of
from strive.content.post import Kind as PostKind
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.kit.slugs import slugify
from strive.operations.demo.scale import Plan
from strive.operations.demo.text import Writer
from strive.operations.demo.words import FAMILY_NAMES, GIVEN_NAMES, TAGS, TOPICS

SYSTEM: Final = "demo"

_YEARS: Final = timedelta(days=10 * 365)
_WORDS: Final = (150, 480, 1_600)  # of a post: least, commonest, most
_TRIES_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known of a post before it is written."""

    topic: str
    title: str
    slug: str

    @property
    def path(self) -> str:
        """Where it is read."""
        return path_of(PostKind.POST, self.slug)


def headings(plan: Plan) -> list[Heading]:
    """Return the headings of all posts, the oldest first; no two have one slug."""
    chance = Random(plan.lot("headings"))  # noqa: S311 - repeatable, not secret
    topics = list(TOPICS)
    weights = [1 / rank for rank in range(1, len(topics) + 1)]
    taken: set[str] = set()
    found = []
    for topic in chance.choices(topics, weights, k=plan.scale.posts):
        title, slug = _new_title(Writer(topic, chance), taken)
        taken.add(slug)
        found.append(Heading(topic, title, slug))
    return found


def categories() -> Iterator[CategoryDraft]:
    """Make the categories: one for each topic."""
    for topic in TOPICS:
        writer = Writer(topic, Random(topic))  # noqa: S311 - repeatable, not secret
        yield CategoryDraft(
            title=topic, description=writer.sentence(), origin=_origin(f"category-{topic}", topic)
        )


def authors(plan: Plan) -> Iterator[AuthorDraft]:
    """Make the authors, the most diligent first."""
    chance = Random(plan.lot("authors"))  # noqa: S311 - repeatable, not secret
    topics = list(TOPICS)
    given = chance.sample(GIVEN_NAMES, plan.scale.authors)
    for number, first in enumerate(given):
        name = f"{first} {chance.choice(FAMILY_NAMES)}"
        bio = Writer(chance.choice(topics), chance).sentence()
        yield AuthorDraft(name=name, bio=bio, origin=_origin(f"author-{number}", name))


def arrivals(
    plan: Plan,
    headings_: Sequence[Heading],
    numbers: range,
    author_ids: Sequence[str],
    category_ids: Sequence[str],
) -> list[Arrival]:
    """Write posts.

    Args:
        plan: Of which demo.
        headings_: Of all posts.
        numbers: Which of them.
        author_ids: The ids of the authors, in the order of `authors`.
        category_ids: The ids of the categories, in the order of `categories`.
    """
    in_category = dict(zip(TOPICS, category_ids, strict=True))
    return [_arrival(plan, headings_, number, author_ids, in_category) for number in numbers]


def _arrival(
    plan: Plan,
    headings_: Sequence[Heading],
    number: int,
    author_ids: Sequence[str],
    in_category: dict[str, str],
) -> Arrival:
    heading = headings_[number]
    chance = Random(plan.lot("post", number))  # noqa: S311 - repeatable, not secret
    writer = Writer(heading.topic, chance)
    earlier = chance.choices(headings_[:number], k=chance.randrange(4)) if number else []
    words = int(chance.triangular(_WORDS[0], _WORDS[2], _WORDS[1]))
    source = writer.body(words, sorted({other.path for other in earlier}))
    published_at = plan.until - _YEARS * (1 - (number + 0.5) / plan.scale.posts) ** 1.5
    draft = Draft(
        title=heading.title,
        slug=heading.slug,
        excerpt=writer.sentence() if chance.random() < 0.8 else "",  # noqa: PLR2004 - a share
        body=Body(source),
        author=tuple(_skewed(chance, author_ids, 2 if chance.random() < 0.1 else 1)),  # noqa: PLR2004 - a share
        categories=(in_category[heading.topic],),
        tags=tuple(tag_of(tag) for tag in _skewed(chance, TAGS, chance.randint(1, 4))),
        featured=chance.random() < 0.01,  # noqa: PLR2004 - a share
        published_at=published_at,
    )
    return Arrival(
        draft=draft,
        origin=_origin(f"post-{number}", source),
        status=Status.PUBLISHED,
        created_at=published_at - timedelta(days=chance.randint(0, 20)),
        updated_at=published_at,
    )


def _new_title(writer: Writer, taken: set[str]) -> tuple[str, str]:
    for _ in range(_TRIES_MAX):
        title = writer.title()
        if (slug := slugify(title)) not in taken:
            return title, slug
    return title, f"{slug}-{len(taken)}"


def _skewed(chance: Random, among: Sequence[str], count: int) -> list[str]:
    """Return some of a sequence, each once, the first by far the most often (Zipf)."""
    last = len(among)
    places = {int(math.exp(chance.random() * math.log(last + 1))) - 1 for _ in range(count)}
    return [among[place] for place in sorted(places)]


def _origin(id_: str, content: str) -> Origin:
    return Origin(SYSTEM, id_, blake2b(content.encode(), digest_size=12).hexdigest())
