"""Outgoing webhooks, from a post that is published to the service that is told, and its guide."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from published import change, publish

from strive.content import events, webhook
from strive.content.delivering import DISABLED_AFTER, TIMEOUT_S, WebhookDelivery
from strive.content.post import Tag
from strive.content.store.webhooks import ATTEMPTS_KEPT
from strive.platform.fetch import Fetcher

GUIDE = (Path(__file__).parents[2] / "docs/guides/webhooks.md").read_text("utf-8")
SECRET = "a secret of sixteen"


class Service:
    """Another service: keeps what it is sent, answers with the next of its statuses."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, dict[str, str]]] = []
        self.statuses = [200]

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append((await request.read(), dict(request.headers)))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return web.Response(status=status)


@pytest_asyncio.fixture
async def service():
    service = Service()
    app = web.Application()
    app.router.add_post("/hook", service.take)
    async with TestServer(app) as server:
        service.url = str(server.make_url("/hook"))
        yield service


@pytest_asyncio.fixture
async def endpoint(service, content, outbox, database, clock):
    async with Fetcher(allow_hosts=frozenset({"127.0.0.1"})) as fetcher:
        WebhookDelivery(database, outbox, fetcher, clock).connect()
        names = tuple(sorted(webhook.EVENT_NAMES))
        yield await content.webhooks.add(service.url, names, secret=SECRET)


async def deliver(outbox) -> None:
    """Fan events out, then send what that made."""
    while await outbox.deliver_due():
        pass


async def test_a_service_is_told_of_a_life_of_a_post(endpoint, service, content, outbox):
    post = await publish(content, "A morning", tags=(Tag("Sea", "sea"),))
    await change(content, post, slug="a-noon")
    await content.publishing.withdraw(post.id, by="ada")
    await deliver(outbox)
    bodies = {headers["X-Strive-Event"]: body for body, headers in service.taken}
    told = {event: msgspec.json.decode(body)["data"] for event, body in bodies.items()}
    assert set(told) == webhook.EVENT_NAMES
    assert told["post.published"]["path"] == told["post.changed"]["previousPath"]
    assert told["post.changed"]["path"] == told["post.withdrawn"]["path"] == "/blog/a-noon"
    assert told["post.published"]["tags"] == ["sea"]
    attempts = await content.webhooks.attempts(endpoint.id)
    assert [(attempt.number, attempt.status) for attempt in attempts] == [(1, 200)] * 3


async def test_what_is_not_taken_is_sent_again_as_the_same_delivery(
    endpoint, service, content, outbox, clock
):
    service.statuses = [500, 302, 204]
    await publish(content, "A morning")
    for _ in range(3):
        await deliver(outbox)
        clock.move(timedelta(hours=1))
    assert len({headers["X-Strive-Delivery"] for _, headers in service.taken}) == 1
    assert len(service.taken) == 3
    [found] = await content.webhooks.everything()
    assert (found.enabled, found.failing_since) == (True, None)


async def test_a_service_that_says_it_is_gone_is_sent_nothing_more(
    endpoint, service, content, outbox
):
    service.statuses = [410]
    for title in ("A morning", "A noon"):
        await publish(content, title)
        await deliver(outbox)
    [found] = await content.webhooks.everything()
    assert (found.enabled, found.disabled_reason) == (False, "It answered that it is gone (410).")
    assert len(service.taken) == 1


async def test_a_service_that_fails_for_days_is_switched_off(
    endpoint, service, content, outbox, clock
):
    service.statuses = [500]
    await publish(content, "A morning")
    await deliver(outbox)
    assert (await content.webhooks.everything())[0].enabled
    clock.move(DISABLED_AFTER)
    await publish(content, "A noon")
    await deliver(outbox)
    [found] = await content.webhooks.everything()
    assert (found.enabled, found.disabled_reason) == (False, "It failed for 3 days.")


async def test_a_service_on_a_private_network_is_not_reached(
    service, content, outbox, database, clock
):
    async with Fetcher() as fetcher:
        WebhookDelivery(database, outbox, fetcher, clock).connect()
        made = await content.webhooks.add(service.url, ("post.published",))
        await publish(content, "A morning")
        await deliver(outbox)
    [attempt] = await content.webhooks.attempts(made.id)
    assert (service.taken, attempt.status) == ([], 0)
    assert "127.0.0.1" in attempt.error


async def test_the_guide_checks_a_real_delivery(endpoint, service, content, outbox, clock):
    await publish(content, "A morning")
    await deliver(outbox)
    [(body, headers)] = service.taken
    names: dict = {}
    exec(GUIDE.partition("```python\n")[2].partition("```")[0], names)
    is_genuine, header = names["is_genuine"], headers["X-Strive-Signature"]
    now = clock.now().timestamp()
    assert is_genuine(body, header, SECRET, now)
    assert not is_genuine(body + b" ", header, SECRET, now)
    assert not is_genuine(body, header, "another secret of it", now)
    assert not is_genuine(body, header, SECRET, now + 600)
    assert set(re.findall(r"\| `(X-Strive-\w+)` \|", GUIDE)) == {
        name for name in headers if name.startswith("X-Strive")
    }


async def test_the_guide_shows_what_is_sent(endpoint, service, content, outbox):
    await publish(content, "A morning")
    await deliver(outbox)
    example = msgspec.json.decode(GUIDE.partition("```json\n")[2].partition("```")[0])
    sent = msgspec.json.decode(service.taken[0][0])
    assert list(example) == list(sent)
    assert list(example["data"]) == list(sent["data"])
    event, post_id, _ = example["id"].split(":")
    assert (event, post_id) == (example["event"], example["data"]["postId"])
    assert re.fullmatch(r"post\.published:\w+:\d", sent["id"])


def test_the_guide_names_every_event_and_every_limit():
    assert {event.topic for event in events.EVENTS} == set(re.findall(r"\| `(post\.\w+)`", GUIDE))
    assert f"within {TIMEOUT_S:g} seconds" in GUIDE
    assert f"for {ATTEMPTS_KEPT.days} days" in GUIDE
