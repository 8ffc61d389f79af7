"""Search by API."""

from __future__ import annotations

import pytest

from strive.content.drafts import Draft
from strive.content.post import Body, Kind


async def test_search_finds_posts_and_pages_and_marks_what_matches(client, publish):
    await publish("Lighthouses", text="A lighthouse is tall.")
    await publish("About", text="All about lighthouse keepers.", kind=Kind.PAGE)
    answer = (await client.get("/api/v1/search?q=lighthouse")).json()
    assert {hit["kind"] for hit in answer["data"]} == {"post", "page"}
    assert {hit["url"] for hit in answer["data"]} == {
        "https://example.com/blog/lighthouses",
        "https://example.com/about",
    }
    marked = [piece for hit in answer["data"] for piece in hit["highlightedText"] if piece["match"]]
    assert marked
    assert answer["meta"]["query"] == "lighthouse"
    assert answer["pagination"]["total"] == 2


async def test_search_forgives_a_letter(client, publish):
    await publish("Lighthouses", text="A lighthouse is tall.")
    answer = (await client.get("/api/v1/search?q=lighthuose+lighthose")).json()
    assert len(answer["data"]) == 1
    assert "lighthouse" in answer["meta"]["corrected"]


async def test_results_come_in_pages(client, publish):
    for number in range(5):
        await publish(f"Light {number}", text="A lighthouse.")
    pages = [
        (await client.get(f"/api/v1/search?q=light&limit=2&page={n}")).json() for n in range(1, 5)
    ]
    assert [len(page["data"]) for page in pages] == [2, 2, 1, 0]
    assert len({hit["id"] for page in pages for hit in page["data"]}) == 5
    assert [page["pagination"]["hasNext"] for page in pages] == [True, True, False, False]
    assert pages[0]["pagination"]["total"] == 5


async def test_the_title_weighs_more_than_the_text(client, publish):
    await publish("Something else", text="A lantern, once.")
    await publish("The lantern", text="Words.")
    found = (await client.get("/api/v1/search?q=lantern")).json()["data"]
    assert [hit["slug"] for hit in found] == ["the-lantern", "something-else"]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Grüße aus Köln", "koln"),
        ("Маяк", "маяк"),
        ("灯塔与海", "灯塔"),
        ("منارة البحر", "منارة"),
        ("A page 🏮 of light", "light 🏮"),
    ],
)
async def test_words_of_any_script_are_found(client, publish, title, query):
    await publish(title)
    found = (await client.get("/api/v1/search", params={"q": query})).json()["data"]
    assert [hit["title"] for hit in found] == [title]


@pytest.mark.parametrize("query", ["-lantern", '"lantern"', "lantern $where", "{$ne:lantern}"])
async def test_operators_are_words_like_others(client, publish, query):
    await publish("The lantern")
    found = (await client.get("/api/v1/search", params={"q": query})).json()["data"]
    assert [hit["slug"] for hit in found] == ["the-lantern"]


@pytest.mark.parametrize("query", ["...", "🏮", "-", '""', "\u200b", " "])
async def test_what_has_no_words_finds_nothing(client, publish, query):
    await publish("The lantern")
    answer = await client.get("/api/v1/search", params={"q": query})
    assert answer.status_code == 200
    assert answer.json()["data"] == []
    assert answer.json()["pagination"]["total"] == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "The parameter q is missing."),
        ("?q=", "The parameter q must be a text of 1 to 200 characters."),
        ("?q=" + "a" * 201, "The parameter q must be a text of 1 to 200 characters."),
        ("?q=a%00", "The parameter q may not contain a NUL character."),
    ],
)
async def test_a_query_is_needed_and_has_its_bounds(client, content, query, said):
    answer = await client.get(f"/api/v1/search{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == said


async def test_what_is_not_published_is_not_found(client, content, publish):
    await content.publishing.save(Draft(title="Lantern", body=Body("Secret.")), by="test")
    post = await publish("Another lantern")
    await content.publishing.withdraw(post.id, by="test")
    assert (await client.get("/api/v1/search?q=lantern")).json()["data"] == []


async def test_what_matches_is_marked_as_text_never_as_markup(client, publish):
    await publish("A <b>lantern</b>", text="&lt;script&gt; lantern &lt;/script&gt;")
    (hit,) = (await client.get("/api/v1/search?q=lantern")).json()["data"]
    assert hit["highlightedTitle"] == [
        {"text": "A <b>", "match": False},
        {"text": "lantern", "match": True},
        {"text": "</b>", "match": False},
    ]
    assert "".join(piece["text"] for piece in hit["highlightedText"]).startswith("<script>")
