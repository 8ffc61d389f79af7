"""Error pages, also with the database away."""

from __future__ import annotations

from urllib.parse import quote

import pytest_asyncio
from starlette.requests import Request

from strive.content import open_content, pages
from strive.platform.database import Database, DatabaseSettings


@pytest_asyncio.fixture
async def content_away(outbox, clock, tmp_path):
    """Content whose database does not answer."""
    socket = quote(str(tmp_path / "nobody.sock"), safe="")
    away = f"mongodb://{socket}/?serverSelectionTimeoutMS=50"
    database = Database(DatabaseSettings(away, name="away"))
    yield open_content(database, outbox, clock, secret_key="x")
    await database.close()


async def test_the_error_page_needs_no_database(content_away, templates, clock):
    site = pages.open_pages(content_away, templates[0], base_url="https://x.test", clock=clock)
    request = Request({"type": "http", "path": "/blog", "headers": [], "query_string": b""})
    html = await site.error_page(request, 503, "The database does not answer just now.")
    assert "Back in a moment" in html
    assert "The database does not answer just now." in html


async def test_a_page_not_found_offers_others(site, publish):
    await publish("The steam engine")
    answer = await site.get("/blog/steam-engines")
    assert answer.status_code == 404
    assert 'href="/blog/the-steam-engine"' in answer.text
    assert 'value="steam engines"' in answer.text, "the search form is filled in"
    assert "noindex" in answer.text


async def test_programs_get_the_envelope(site):
    answer = await site.get("/blog/none", headers={"accept": "application/json"})
    assert answer.json()["error"]["code"] == "post_not_found"


async def test_an_odd_address_is_shown_as_text(site):
    answer = await site.get("/<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


async def test_a_phrase_of_the_protocol_is_not_shown_to_readers(site):
    answer = await site.delete("/blog", headers={"accept": "text/html"})
    assert answer.status_code == 405
    assert "This address is only for reading" in answer.text
    assert "Method Not Allowed" not in answer.text


async def test_whoever_was_signed_out_is_shown_the_door(strive, templates, clock):
    site = pages.open_pages(strive.content, templates[0], base_url="https://x.test", clock=clock)
    sent = {"type": "http", "method": "POST", "path": "/studio", "headers": [], "query_string": b""}
    html = await site.error_page(Request(sent), 401, "Please sign in.")
    assert "Please sign in first" in html
    assert 'href="/account/sign-in"' in html
    wrong = await site.error_page(Request(sent), 400, "The form cannot be read.")
    assert "That could not be done" in wrong
    assert "address does not work" not in wrong
    assert 'href="/account/sign-in"' not in wrong
