from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import httpx
import msgspec
import pytest
from starlette.routing import Router

from strive.content.drafts import Draft
from strive.content.importing.sanity.signature import HEADER, SignatureInvalid, sign, verify
from strive.content.importing.sanity.webhook import PATH, sanity_webhook_routes
from strive.content.post import Status
from strive.content.store.posts import PostStore
from strive.platform.web.errors import ErrorBoundary
from tests.content.importing.sanity_export import block, reference

SECRET = "webhook secret"
POST = {
    "_id": "p1",
    "_type": "post",
    "_createdAt": "2024-04-01T08:00:00Z",
    "_updatedAt": "2024-04-02T08:00:00Z",
    "title": "Fog",
    "slug": {"current": "fog"},
    "author": reference("a1"),
    "categories": [reference("c1")],
    "body": [block("Bells.")],
}
AUTHOR = {"_id": "a1", "_type": "author", "name": "Ines Park"}
CATEGORY = {"_id": "c1", "_type": "category", "title": "Boats"}


def transport_of(target, clock) -> httpx.ASGITransport:
    router = Router(sanity_webhook_routes(target, SECRET))

    async def app(scope, receive, send) -> None:
        scope["app"] = app
        await router(scope, receive, send)

    return httpx.ASGITransport(ErrorBoundary(app, clock=clock))


@pytest.fixture
async def site(target, clock):
    transport = transport_of(target, clock)
    async with httpx.AsyncClient(transport=transport, base_url="https://site.example") as client:
        yield client


@pytest.fixture
def deliver(site, clock):
    """Send a document as Sanity does."""

    async def deliver(document: dict, operation: str = "update", **headers: str) -> httpx.Response:
        body = msgspec.json.encode(document)
        signed = {HEADER: sign(body, clock.now(), SECRET), "sanity-operation": operation}
        return await site.post(PATH, content=body, headers=signed | headers)

    return deliver


async def stored(target):
    return (await PostStore(target.database).by_origins("sanity", ["p1"])).get("p1")


async def test_created_documents_appear_with_their_references(target, deliver):
    for document in (AUTHOR, CATEGORY, POST):
        answer = await deliver(document, "create")
        assert (answer.status_code, answer.json()["data"]["result"]) == (200, "imported")
    post = await stored(target)
    assert (post.title, post.slug.current, post.status) == ("Fog", "fog", Status.PUBLISHED)
    authors = await target.content.taxonomy.authors_by_ids(post.author)
    assert [author.name for author in authors.values()] == ["Ines Park"]
    tree = await target.content.taxonomy.categories()
    assert tree.by_ids(post.categories)[0].title == "Boats"


async def test_a_delivery_that_is_repeated_changes_nothing(target, deliver):
    await deliver(POST)
    again = await deliver(POST)
    assert again.json()["data"]["result"] == "unchanged"
    assert (await stored(target)).revision == 1


async def test_a_change_of_text_and_slug_is_followed(target, deliver):
    await deliver(POST)
    newer = {"title": "Fog 2", "slug": {"current": "fog-2"}, "_updatedAt": "2024-04-03T08:00:00Z"}
    assert (await deliver(POST | newer)).json()["data"]["result"] == "changed"
    post = await stored(target)
    assert (post.title, post.slug.current, post.slug.previous) == ("Fog 2", "fog-2", ("fog",))


async def test_a_delivery_that_was_held_up_does_not_undo_a_newer_one(target, deliver):
    await deliver(POST | {"title": "New", "_updatedAt": "2024-05-01T08:00:00Z"})
    late = await deliver(POST)
    assert late.json()["data"]["reason"] == "what is here is newer"
    assert (await stored(target)).title == "New"


async def test_an_edit_made_here_is_not_overwritten(target, deliver, clock):
    await deliver(POST)
    draft = Draft.of(await stored(target))
    fields = {name: getattr(draft, name) for name in draft.__struct_fields__} | {"title": "Mine"}
    await target.content.publishing.save(Draft(**fields), by="me")
    later = (clock.now() + timedelta(hours=1)).isoformat()
    answer = await deliver(POST | {"title": "Theirs", "_updatedAt": later})
    assert answer.json()["data"]["result"] == "skipped"
    assert (await stored(target)).title == "Mine"


async def test_a_deleted_post_goes_back_to_draft_and_cannot_be_replayed(target, deliver):
    await deliver(POST)
    assert (await deliver(POST, "delete")).json()["data"]["result"] == "changed"
    assert (await stored(target)).status is Status.DRAFT
    await deliver(POST)
    assert (await stored(target)).status is Status.DRAFT
    assert (await deliver({"_id": "gone"}, "delete")).json()["data"]["result"] == "unchanged"


async def test_a_post_published_again_over_there_is_published_again_here(target, deliver, clock):
    await deliver(POST)
    await deliver(POST, "delete")
    clock.move(timedelta(minutes=1))
    again = POST | {"_updatedAt": clock.now().isoformat(), "title": "Again"}
    assert (await deliver(again)).json()["data"]["result"] == "changed"
    post = await stored(target)
    assert (post.status, post.title) == (Status.PUBLISHED, "Again")


async def test_deleted_authors_and_categories_go(target, deliver):
    for document in (AUTHOR, CATEGORY):
        await deliver(document)
        await deliver(document, "delete")
    assert await target.content.taxonomy.authors() == []
    assert len(await target.content.taxonomy.categories()) == 0


@pytest.mark.parametrize(
    "document", [{"_id": "drafts.p1", "_type": "post"}, {"_id": "x", "_type": "navigation"}]
)
async def test_drafts_and_other_types_are_passed_over(target, deliver, document):
    assert (await deliver(document)).json()["data"]["result"] == "skipped"
    assert await stored(target) is None


async def test_what_is_not_signed_by_us_is_refused(target, site, clock):
    body = msgspec.json.encode(POST)
    old = sign(body, clock.now() - timedelta(hours=2), SECRET)
    for header in ("", "t=1,v1=x", "v1=abc", sign(body, clock.now(), "other"), old):
        answer = await site.post(PATH, content=body, headers={HEADER: header})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "signature_invalid"
    assert await stored(target) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"_type": "post"}', b'{"_id": 5}', b"\xff"])
async def test_a_signed_body_that_is_no_document_is_a_clear_error(site, clock, body):
    answer = await site.post(PATH, content=body, headers={HEADER: sign(body, clock.now(), SECRET)})
    assert answer.status_code == 400


async def test_a_body_that_is_too_large_is_refused(site, clock):
    answer = await site.post(PATH, content=b"x" * 8_000_001)
    assert answer.status_code == 413


async def test_other_methods_are_refused_and_without_a_secret_there_is_no_route(target, site):
    assert (await site.get(PATH)).status_code == 405
    assert sanity_webhook_routes(target, "") == []


def test_the_signature_is_the_one_sanity_makes(clock):
    stamp = round(clock.now().timestamp() * 1000)
    mac = hmac.new(b"secret", f"{stamp}.body".encode(), hashlib.sha256).digest()
    padded = base64.urlsafe_b64encode(mac).decode()
    for value in (padded, padded.rstrip("=")):
        verify(f"t={stamp},v1={value}", b"body", clock.now(), "secret")
    with pytest.raises(SignatureInvalid):
        verify(f"t={stamp},v1={padded}", b"other", clock.now(), "secret")


async def test_pictures_come_from_sanitys_cdn(target, clock):
    asked: list[str] = []

    class Cdn:
        """Stands in for the network, which tests have none of."""

        def get(self, url: str, **_: object):
            asked.append(url)
            raise FileNotFoundError(url)

    transport = transport_of(replace(target, fetcher=Cdn()), clock)
    image = {"_type": "image", "asset": {"_ref": "image-0a1b2c-2x1-png"}}
    body = msgspec.json.encode(POST | {"mainImage": image})
    headers = {
        HEADER: sign(body, clock.now(), SECRET),
        "sanity-project-id": "abc",
        "sanity-dataset": "production",
    }
    async with httpx.AsyncClient(transport=transport, base_url="https://site.example") as client:
        answer = await client.post(PATH, content=body, headers=headers)
    assert asked == ["https://cdn.sanity.io/images/abc/production/0a1b2c-2x1.png"]
    assert any("missing" in note for note in answer.json()["data"]["notes"])
