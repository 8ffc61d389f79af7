"""What is not published, for those who may."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from strive.accounts.principal import Scope
from strive.content.drafts import Draft
from strive.content.post import Body, Kind


@pytest_asyncio.fixture
async def reader(client, tokens) -> httpx.AsyncClient:
    """A client that may read what is not published."""
    new = await tokens.create("reader", [Scope.CONTENT_READ])
    client.headers["authorization"] = f"Bearer {new.secret}"
    return client


@pytest_asyncio.fixture
async def posts(content, publish, clock) -> None:
    """One post in each status."""
    await publish("Published")
    await content.publishing.save(Draft(title="Draft", body=Body("No.")), by="test")
    tomorrow = clock.now() + timedelta(days=1)
    draft = Draft(title="Scheduled", body=Body("Not yet."))
    saved = await content.publishing.save(draft, by="test")
    await content.publishing.schedule(saved.id, tomorrow, by="test")


@pytest.mark.parametrize("status", ["draft", "scheduled", "published"])
async def test_posts_of_a_status_are_listed(reader, posts, status):
    answer = (await reader.get(f"/api/v1/posts?status={status}")).json()
    assert [(post["slug"], post["status"]) for post in answer["data"]] == [(status, status)]
    assert answer["pagination"]["total"] == 1


async def test_a_scheduled_post_is_not_among_the_published_before_its_time(reader, posts, clock):
    clock.move(timedelta(hours=23))
    assert len((await reader.get("/api/v1/posts")).json()["data"]) == 1


@pytest.mark.parametrize("status", ["draft", "scheduled", "published"])
async def test_a_post_is_read_whole_in_its_status(reader, posts, status):
    answer = await reader.get(f"/api/v1/posts/{status}?status={status}")
    post = answer.json()["data"]
    assert (post["slug"], post["status"], post["html"][:3]) == (status, status, "<p>")
    assert answer.headers["cache-control"] == "private, no-store"


async def test_a_page_is_read_in_its_status_too(reader, content):
    draft = Draft(title="Imprint", kind=Kind.PAGE, body=Body("We."))
    await content.publishing.save(draft, by="test")
    found = await reader.get("/api/v1/pages/imprint?status=draft&fields=title")
    assert found.json()["data"] == {"title": "Imprint"}
    assert (await reader.get("/api/v1/posts/imprint?status=draft")).status_code == 404


@pytest.mark.parametrize(
    "address", ["draft", "draft?status=scheduled", "published?status=draft", "none?status=draft"]
)
async def test_a_post_in_another_status_is_not_found(reader, posts, address):
    answer = await reader.get(f"/api/v1/posts/{address}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "post_not_found")


async def test_a_credential_is_needed_also_to_learn_whether_there_is_a_draft(client, posts):
    for slug in ("draft", "none"):
        assert (await client.get(f"/api/v1/posts/{slug}?status=draft")).status_code == 401


@pytest.mark.parametrize("status", ["draft", "scheduled"])
async def test_nobody_sees_them_without_a_credential(client, posts, status):
    answer = await client.get(f"/api/v1/posts?status={status}")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["error"] == {
        "message": "This needs a credential with the scope content:read.",
        "code": "unauthenticated",
    }


async def test_a_credential_without_the_scope_does_not_do(client, tokens, posts):
    new = await tokens.create("other", [])
    headers = {"authorization": f"Bearer {new.secret}"}
    answer = await client.get("/api/v1/posts?status=draft", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"


async def test_a_bad_credential_is_refused_where_none_is_needed(client, content):
    headers = {"authorization": "Bearer strive_unknown"}
    answer = await client.get("/api/v1/posts", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["error"]["code"] == "token_invalid"


async def test_what_a_credential_opens_is_kept_by_nobody(reader, posts):
    answer = await reader.get("/api/v1/posts?status=draft")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers


async def test_caches_are_told_that_the_answer_depends_on_the_credential(client, content):
    assert (await client.get("/api/v1/posts")).headers["vary"] == "Authorization"
