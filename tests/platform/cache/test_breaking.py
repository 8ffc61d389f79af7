"""What must not happen, whatever an application says and whoever asks at the same time."""

from __future__ import annotations

import asyncio

import pytest

from strive.platform.cache import PageCache, Policy


async def opened_soon(gate: asyncio.Event) -> None:
    await asyncio.sleep(0.05)
    gate.set()


async def test_a_page_that_became_private_is_shown_to_nobody_else(client, origin, clocks):
    await client.get("/")
    clocks.move(61)
    origin.gate = asyncio.Event()
    origin.headers = {"cache-control": "private", "set-cookie": "session=ada"}
    waiting = [asyncio.create_task(client.get("/")) for _ in range(3)]
    await opened_soon(origin.gate)
    answers = await asyncio.gather(*waiting)
    assert len({answer.text for answer in answers}) == 3


@pytest.mark.parametrize(
    "headers", [{"cache-control": "private"}, {"set-cookie": "session=ada"}, {"vary": "*"}]
)
@pytest.mark.parametrize("status", [200, 503])
async def test_what_is_for_one_person_is_not_shared_with_those_who_wait(
    client, origin, headers, status
):
    origin.gate, origin.status, origin.headers = asyncio.Event(), status, headers
    waiting = [asyncio.create_task(client.get("/")) for _ in range(3)]
    await opened_soon(origin.gate)
    answers = await asyncio.gather(*waiting)
    assert len({answer.text for answer in answers}) == 3


@pytest.mark.parametrize("name", ["no-cache", "private"])
async def test_a_cookie_reaches_whom_it_is_for_and_nobody_after(client, origin, name):
    origin.headers = {"cache-control": f'max-age=60, {name}="set-cookie"', "set-cookie": "a=1"}
    origin.gate = asyncio.Event()
    waiting = [asyncio.create_task(client.get("/")) for _ in range(3)]
    await opened_soon(origin.gate)
    answers = await asyncio.gather(*waiting)
    assert sum("set-cookie" in answer.headers for answer in answers) == 1
    assert "set-cookie" not in (await client.get("/")).headers


async def test_a_body_shorter_than_said_is_no_answer(client, origin):
    origin.headers["content-length"] = "100"
    with pytest.raises(RuntimeError, match="no whole response"):
        await client.get("/")
    del origin.headers["content-length"]
    assert (await client.get("/")).text == "answer 2"


async def test_something_stale_is_better_than_half_a_page(client, origin, clocks):
    await client.get("/")
    clocks.move(61)
    origin.headers["content-length"] = "100"
    assert (await client.get("/")).text == "answer 1"


def app_of(*messages):
    async def app(_scope, _receive, send) -> None:
        for message in messages:
            await send(message)

    return app


START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"cache-control", b"max-age=60")],
}
BODY = {"type": "http.response.body", "body": b"body"}
SCOPE = {
    "type": "http",
    "method": "GET",
    "scheme": "https",
    "path": "/",
    "raw_path": b"/",
    "query_string": b"",
    "headers": [(b"host", b"site.test")],
}


async def nothing_more():
    await asyncio.Event().wait()


async def sent_by(app, scope=SCOPE) -> list[dict]:
    sent: list[dict] = []

    async def send(message) -> None:
        sent.append(message)

    await app(scope, nothing_more, send)
    return sent


@pytest.mark.parametrize(
    "messages",
    [(), (BODY,), (START,), (START, {**BODY, "more_body": True}), (BODY, START), (START, START)],
)
async def test_what_is_no_response_is_neither_sent_nor_stored(messages):
    cache = PageCache(app_of(*messages))
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await sent_by(cache)
    assert len(cache.memory) == 0


async def test_what_comes_after_the_end_is_not_part_of_the_body():
    cache = PageCache(app_of(START, BODY, {**BODY, "body": b" and more"}))
    for _ in range(2):
        assert (await sent_by(cache))[1]["body"] == b"body"


async def test_hints_before_the_response_pass_and_the_response_is_stored():
    hint = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}
    cache = PageCache(app_of(hint, START, BODY))
    assert [message["type"] for message in await sent_by(cache)] == [
        "http.response.early_hint",
        "http.response.start",
        "http.response.body",
    ]
    assert (await sent_by(cache))[0]["type"] == "http.response.start"


async def test_trailers_pass_as_they_came():
    trailers = {"type": "http.response.trailers", "headers": [(b"a", b"b")]}
    cache = PageCache(app_of({**START, "trailers": True}, BODY, trailers))
    for _ in range(2):
        sent = await sent_by(cache)
        assert sent[0]["trailers"] is True
        assert sent[1:] == [BODY, trailers]


async def test_a_get_with_a_body_fills_nothing(client, origin):
    await client.request("GET", "/", content=b"poison")
    assert (await client.get("/")).text == "answer 2"


async def test_a_request_with_two_hosts_fills_nothing(client, cache, origin):
    hosts = [(b"host", b"site.test"), (b"host", b"evil.test")]
    await sent_by(cache, {**SCOPE, "headers": hosts})
    await sent_by(cache, {**SCOPE, "headers": hosts[::-1]})
    assert (await client.get("/")).text == "answer 3"
    await sent_by(cache, {**SCOPE, "headers": hosts[::-1]})
    assert origin.count == 4


async def test_a_path_without_its_raw_form_keeps_a_question_mark(cache, origin):
    for path in ("/a", "/a?b", "/a%3Fb"):
        await sent_by(cache, {**SCOPE, "raw_path": None, "path": path})
    assert origin.count == 3


async def test_a_redirect_that_carries_a_tracker_on_is_for_who_came_with_it(client, origin):
    origin.status, origin.headers["location"] = 301, "/new?utm_source=a"
    await client.get("/old?utm_source=a")
    origin.headers["location"] = "/new"
    assert (await client.get("/old")).headers["location"] == "/new"
    origin.headers["location"] = "/new?utm_source=b"
    answer = await client.get("/old?utm_source=b")
    assert answer.headers["location"] == "/new?utm_source=b"


async def test_who_asks_for_a_new_one_does_not_end_sharing(client, origin):
    await client.get("/", headers={"cache-control": "max-age=0"})
    await client.get("/", headers={"cache-control": "max-age=0"})
    origin.status, origin.gate = 500, None
    await client.post("/")  # takes nothing away
    origin.status, origin.gate = 200, asyncio.Event()
    other = [asyncio.create_task(client.get("/other")) for _ in range(5)]
    await opened_soon(origin.gate)
    await asyncio.gather(*other)
    assert origin.count == 4


async def test_one_who_asks_for_a_new_one_while_all_wait_leaves_the_rest_together(client, origin):
    origin.gate = asyncio.Event()
    eager = asyncio.create_task(client.get("/", headers={"cache-control": "max-age=0"}))
    await origin.until(1)
    waiting = [asyncio.create_task(client.get("/")) for _ in range(20)]
    await opened_soon(origin.gate)
    await asyncio.gather(eager, *waiting)
    assert origin.count == 1


async def test_a_fetch_that_breaks_does_not_send_all_at_once(make_cache, open_client, origin):
    client = open_client(make_cache(policy=Policy()))
    origin.raises = RuntimeError("broken")
    with pytest.raises(RuntimeError):
        await client.get("/")
    origin.raises, origin.gate = None, asyncio.Event()
    waiting = [asyncio.create_task(client.get("/")) for _ in range(20)]
    await opened_soon(origin.gate)
    await asyncio.gather(*waiting)
    assert origin.count == 2


async def test_what_is_private_is_so_for_every_cache_in_front(make_cache, open_client, origin):
    lines = ("cache-control", "cdn-cache-control", "cloudflare-cdn-cache-control")
    origin.headers = dict.fromkeys((*lines, "surrogate-control"), "max-age=60")
    origin.headers["expires"] = "Thu, 01 Jan 2099 00:00:00 GMT"
    client = open_client(make_cache(is_private=lambda _scope: True))
    answer = await client.get("/")
    assert answer.headers["cache-control"] == "private, no-store"
    assert not answer.headers.keys() & (origin.headers.keys() - {"cache-control"})


@pytest.mark.parametrize(
    ("method", "headers"), [("HEAD", {}), ("GET", {"range": "bytes=0-2"}), ("GET", {})]
)
async def test_whoever_finds_something_stale_has_the_whole_fetched_anew(
    client, origin, clocks, method, headers
):
    origin.headers["cache-control"] = "max-age=60, stale-while-revalidate=60"
    await client.get("/")
    clocks.move(61)
    await client.request(method, "/", headers=headers)
    await origin.until(2)
    assert origin.asked[1]["method"] == "GET"
    assert (await client.get("/")).text == "answer 2"


async def test_any_tag_is_one_that_is_had_even_without_a_tag(client, origin):
    await client.get("/")
    assert (await client.get("/", headers={"if-none-match": "*"})).status_code == 304


async def test_an_error_is_not_shared_with_who_accepts_another_form(client, origin):
    origin.gate, origin.status, origin.headers = asyncio.Event(), 503, {"cache-control": "no-store"}
    kinds = ["application/json", "text/html", "text/html"]
    waiting = [asyncio.create_task(client.get("/", headers={"accept": kind})) for kind in kinds]
    await opened_soon(origin.gate)
    json, first, second = await asyncio.gather(*waiting)
    assert json.text not in {first.text, second.text}


@pytest.mark.parametrize(("status", "fetches"), [(303, 3), (308, 2), (307, 2)])
async def test_a_change_that_was_sent_elsewhere_takes_nothing_away_there(
    client, origin, status, fetches
):
    await client.get("/there")
    origin.status, origin.headers["location"] = status, "/there"
    await client.post("/here")
    origin.status = 200
    await client.get("/there")
    assert origin.count == fetches
