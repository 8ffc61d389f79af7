"""Lists of 10,000 posts are read from their indexes: far down as at the top (API-2).

Each query of a request is run again by `explain`, which counts what it looks at.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import httpx
import plans
import pytest
import pytest_asyncio
from published import publish

from strive.accounts.principal import Scope
from strive.accounts.tokens import Tokens
from strive.app import Strive, build_web
from strive.content.drafts import tag_of
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.platform.database.monitoring import observers

POSTS, DRAFTS, LIMIT = 10_000, 1_000, 20
ENTRIES = POSTS * 4 // 3 + 1  # of an index: every third post is on two shelves
FILTERS = ["", "category=field-notes", "author=editors", "tag=coast", "featured=true"]
SORTS = ["-publishedAt", "publishedAt", "-updatedAt", "updatedAt", "-title", "title"]
LISTS = [*FILTERS, *(f"sort={sort}" for sort in SORTS[1:]), "author=editors&sort=publishedAt"]


class Looked(NamedTuple):
    """What an answer cost: entries of indexes and documents that were looked at."""

    answer: dict[str, Any]
    keys: int
    documents: int


Ask = Callable[[str], Awaitable[Looked]]


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def posts(strive: Strive) -> None:
    """Many posts, each by the same author, in the same category, with the same tag."""
    content, raw = strive.content, strive.database.raw["blogPosts"]
    author = await content.taxonomy.save_author(AuthorDraft(name="Editors"))
    above = await content.taxonomy.save_category(CategoryDraft(title="Field notes"))
    below = await content.taxonomy.save_category(CategoryDraft(title="Birds", parent=above.id))
    post = await publish(
        content,
        "Post",
        author=(author.id,),
        categories=(above.id,),
        tags=(tag_of("Coast"),),
        featured=True,
    )
    document = await raw.find_one_and_delete({"_id": post.id})
    assert document is not None
    shelves = [[above.id], [below.id], [below.id, above.id]]
    documents = [
        _numbered(document, number) | {"categories": shelves[number % len(shelves)]}
        for number in range(POSTS)
    ]
    await raw.insert_many(documents)
    undated = {"status": "draft", "publishedAt": None}
    drafts = range(POSTS, POSTS + DRAFTS)
    await raw.insert_many([_numbered(document, number) | undated for number in drafts])


def _numbered(document: Mapping[str, Any], number: int) -> dict[str, Any]:
    moment = document["publishedAt"] - timedelta(minutes=number)
    return {
        **document,
        "_id": f"post{number:05}",
        "title": f"Post {number:05}",
        "slug": {"current": f"post-{number}", "previous": []},
        "publishedAt": moment,
        "updatedAt": moment,
        "searchFocus": "",
        "searchOthers": "",
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ask(strive: Strive) -> AsyncIterator[Ask]:
    """Ask for a list with a token, and count what its queries look at."""
    new = await Tokens(strive.database, strive.clock).create("deep", [Scope.CONTENT_READ])
    commands: list[tuple[str, Mapping[str, Any]]] = []

    async def ask(query: str) -> Looked:
        commands.clear()
        response = await client.get(f"/api/v1/posts?limit={LIMIT}&{query}")
        assert response.status_code == 200, response.text
        counted = [await _explained(kind, command) for kind, command in list(commands)]
        return Looked(
            response.json(), *(sum(each) for each in zip(*(counted or [(0, 0)]), strict=True))
        )

    async def _explained(kind: str, command: Mapping[str, Any]) -> tuple[int, int]:
        (query,) = plans._single(kind, command)
        plan = await strive.database.raw.command(
            "explain", query, verbosity="executionStats", codec_options=plans._ANY_TIME
        )
        return (
            sum(_values(plan, "totalKeysExamined")),
            sum(_values(plan, "totalDocsExamined")),
        )

    def see(_database: str, command: Mapping[str, Any]) -> None:
        kind = next(iter(command))
        if kind in {"find", "aggregate"} and command[kind] == "blogPosts":
            commands.append((kind, dict(command)))

    observers.append(see)
    transport = httpx.ASGITransport(build_web(strive))
    headers = {"authorization": f"Bearer {new.secret}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", headers=headers
    ) as client:
        yield ask
    observers.remove(see)


def _values(plan: Any, name: str) -> Iterator[int]:
    for key, value in plan.items() if isinstance(plan, Mapping) else enumerate(plan):
        if key == name:
            yield value
        elif isinstance(value, Mapping | list):
            yield from _values(value, name)


@pytest.mark.parametrize("query", LISTS)
async def test_page_500_reads_the_documents_it_shows_and_no_others(ask: Ask, query: str):
    looked = await ask(f"page=500&{query}")
    assert looked.answer["pagination"]["pages"] == 500
    assert len(looked.answer["data"]) == LIMIT
    assert looked.documents == LIMIT
    assert looked.keys <= 2 * ENTRIES, "skipped and counted in the index"


@pytest.mark.parametrize("query", LISTS)
async def test_a_cursor_enters_the_index_where_the_list_goes_on(ask: Ask, query: str):
    cursor = (await ask(f"page=499&{query}")).answer["meta"]["nextCursor"]
    looked = await ask(f"cursor={cursor}&{query}")
    assert looked.answer["data"] == (await ask(f"page=500&{query}")).answer["data"]
    assert looked.documents <= LIMIT + 2
    assert looked.keys <= ENTRIES + 2 * LIMIT, "the total is counted, the rest is not looked at"


async def test_drafts_without_a_time_are_walked_in_order(ask: Ask):
    walked, cursor = [], ""
    while cursor is not None:
        looked = await ask(f"status=draft{cursor and f'&cursor={cursor}'}")
        assert looked.documents <= LIMIT + 2
        walked += [post["id"] for post in looked.answer["data"]]
        cursor = looked.answer["meta"]["nextCursor"]
    assert walked == [f"post{number:05}" for number in range(POSTS + DRAFTS - 1, POSTS - 1, -1)]
