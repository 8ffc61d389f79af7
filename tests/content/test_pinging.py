"""IndexNow and WebSub: who is told of a change, of what, and what becomes of their answers."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

import msgspec
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from msgspec.structs import replace
from published import change, publish

from strive.content.arrivals import Arrival
from strive.content.drafts import Draft
from strive.content.indexnow import IndexNow
from strive.content.post import Kind, Origin, Status
from strive.content.websub import WebSub
from strive.platform.fetch import Fetcher

SITE = "https://blog.example"
KEY = "0123456789abcdef"


class Service:
    """A service that takes notice: keeps what it is sent, answers with the next status."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes, str]] = []
        self.statuses = [202]

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append((request.path, await request.read(), request.headers["Content-Type"]))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return web.Response(status=status)

    def messages(self, path: str) -> list:
        bodies = [body for taken, body, _ in self.taken if taken == path]
        return [
            msgspec.json.decode(body) if path == "/indexnow" else parse_qsl(body.decode())
            for body in bodies
        ]


@pytest_asyncio.fixture
async def service(content, outbox):
    """Both services in one, known to the site."""
    service = Service()
    app = web.Application()
    app.router.add_post("/{name}", service.take)
    async with TestServer(app) as server, Fetcher(allow_hosts=frozenset({"127.0.0.1"})) as fetcher:
        hub, indexnow = (str(server.make_url(path)) for path in ("/hub", "/indexnow"))
        IndexNow(content.site, fetcher, f"{SITE}/", endpoint=indexnow).connect(outbox)
        WebSub(content.site, fetcher, f"{SITE}/").connect(outbox)
        site = await content.site.stored()
        await content.site.change(replace(site, websub_hub=hub, indexnow_key=KEY))
        yield service


async def deliver(outbox) -> None:
    while await outbox.deliver_due():
        pass


async def test_a_published_post_is_named_with_the_key_and_where_it_can_be_checked(
    service, content, outbox
):
    await publish(content, "日本")
    await deliver(outbox)
    assert service.messages("/indexnow") == [
        {
            "host": "blog.example",
            "key": KEY,
            "keyLocation": f"{SITE}/{KEY}.txt",
            "urlList": [f"{SITE}/blog/%E6%97%A5%E6%9C%AC"],
        }
    ]
    [(_, _, content_type)] = [taken for taken in service.taken if taken[0] == "/indexnow"]
    assert content_type == "application/json; charset=utf-8"


async def test_a_post_that_moved_is_named_at_both_addresses(service, content, outbox):
    post = await publish(content, "Old")
    await deliver(outbox)
    service.taken.clear()
    await change(content, post, slug="new")
    await deliver(outbox)
    [message] = service.messages("/indexnow")
    assert message["urlList"] == [f"{SITE}/blog/new", f"{SITE}/blog/old"]


async def test_the_hub_is_told_of_the_feeds_and_of_no_page(service, content, outbox):
    await publish(content, "A page", kind=Kind.PAGE)
    await publish(content, "A post")
    await deliver(outbox)
    [message] = service.messages("/hub")
    assert message == [
        ("hub.mode", "publish"),
        *(("hub.url", f"{SITE}{feed}") for feed in ("/feed.xml", "/atom.xml", "/feed.json")),
    ]
    assert len(service.messages("/indexnow")) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_service_that_asks_to_wait_is_told_again(service, content, outbox, clock, status):
    service.statuses = [status, status, 200]
    await publish(content, "A page", kind=Kind.PAGE)
    for _ in range(4):
        await deliver(outbox)
        clock.move(timedelta(hours=1))
    assert len(service.messages("/indexnow")) == 3
    assert (await outbox.waiting(), await outbox.failed()) == (0, 0)


@pytest.mark.parametrize("status", [301, 403, 422])
async def test_a_service_that_refuses_is_not_asked_again(service, content, outbox, clock, status):
    service.statuses = [status]
    await publish(content, "A page", kind=Kind.PAGE)
    for _ in range(3):
        await deliver(outbox)
        clock.move(timedelta(hours=5))
    assert len(service.messages("/indexnow")) == 1
    assert (await outbox.waiting(), await outbox.failed()) == (0, 1)


async def test_without_key_and_hub_nobody_is_told(service, content, outbox):
    site = await content.site.stored()
    await content.site.change(replace(site, websub_hub="", indexnow_key=""))
    await publish(content, "A post")
    await deliver(outbox)
    assert service.taken == []
    assert await outbox.failed() == 0


async def test_a_draft_and_an_import_tell_nobody(service, content, outbox, clock):
    post = await publish(content, "A post")
    await content.publishing.withdraw(post.id, by="ada")
    await deliver(outbox)
    service.taken.clear()
    await change(content, await content.posts.by_id(post.id), title="Still a draft")
    arrival = Arrival(
        draft=Draft(title="Old", published_at=clock.now()),
        origin=Origin("markdown", "old.md", "digest"),
        status=Status.PUBLISHED,
    )
    await content.bulk.save_many([arrival], by="import")
    await deliver(outbox)
    assert service.taken == []
