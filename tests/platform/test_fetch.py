from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc

import aiohappyeyeballs
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.test_utils import TestServer

from strive.platform.fetch import AddressRefused, Fetcher, FetchFailed, FetchTooLarge

PUBLIC, LOOPBACK = "93.184.216.34", "127.0.0.1"
MEGABYTE = 1024 * 1024


class Names(AbstractResolver):
    """Answers each look-up of a name with the next of its answers, the last one for ever."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): texts for name, texts in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, host, port=0, family=socket.AF_INET):
        self.asked.append(host)
        texts = self.answers[host]
        address = texts.pop(0) if len(texts) > 1 else texts[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [{"hostname": host, "host": address, "port": port, "family": family}
                | {"proto": 0, "flags": socket.AI_NUMERICHOST}]  # fmt: skip

    async def close(self):
        pass


async def redirect(request):
    return web.Response(status=302, headers={"location": request.query["to"]})


async def hop(request):
    left = int(request.match_info["left"])
    return web.Response(status=307, headers={"location": f"/hop/{left - 1}"} if left else {})


async def huge(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(int(request.query["megabytes"])):
        await response.write(b"x" * MEGABYTE)
    return response


async def slow(request):
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"first")
    await asyncio.sleep(60)
    return response


async def bomb(request):
    packed = gzip.compress(bytes(200 * MEGABYTE), compresslevel=1)
    return web.Response(body=packed, headers={"content-encoding": "gzip"})


async def zipped(request):
    body = gzip.compress(b"text " * 100_000)
    cut = len(body) // 2 if "cut" in request.query else len(body)
    return web.Response(body=body[:cut], headers={"content-encoding": "gzip"})


async def mirror(request):
    text = f"{request.headers.get('x-key', '-')} {request.method} {await request.text()}"
    return web.Response(status=int(request.query.get("status", 200)), text=text)


async def brotli(request):
    return web.Response(body=b"?", headers={"content-encoding": "br"})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server():
    app = web.Application(client_max_size=10 * MEGABYTE)
    for handler in (redirect, huge, slow, bomb, zipped, brotli):
        app.router.add_get(f"/{handler.__name__}", handler)
    app.router.add_get("/hop/{left}", hop)
    app.router.add_route("*", "/mirror", mirror)
    async with TestServer(app, host=LOOPBACK) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def fetcher(server):
    async with Fetcher(allow_hosts=frozenset({f"{LOOPBACK}:{server.port}"})) as opened:
        yield opened


async def got(fetcher, url, bytes_max=MEGABYTE, **options):
    async with fetcher.get(str(url), bytes_max=bytes_max, **options) as response:
        return await response.read()


async def test_a_body_comes_back_with_its_type(fetcher, server):
    async with fetcher.get(str(server.make_url("/mirror")), bytes_max=100) as response:
        assert response.content_type == "text/plain"
        assert await response.read() == b"- GET "


async def test_loopback_is_refused_unless_allowed(server):
    async with Fetcher() as fetcher:
        with pytest.raises(AddressRefused):
            await got(fetcher, server.make_url("/mirror"))


async def test_a_name_that_resolves_to_loopback_is_refused(server):
    names = Names(evil_test=["::ffff:127.0.0.1"], localhost=[LOOPBACK])
    async with Fetcher(resolver=names) as fetcher:
        for host in ("evil.test", "localhost"):
            with pytest.raises(AddressRefused):
                await got(fetcher, f"http://{host}:{server.port}/mirror")


async def test_each_redirect_is_checked_like_the_first_address(fetcher, server):
    inside = [f"http://127.0.0.1:{server.port + 1}/", "http://169.254.169.254/", "http://[::1]/"]
    for target in [*inside, "file:///etc/passwd", "//0x7f000001/", "http://u:p@example.com/"]:
        with pytest.raises(AddressRefused):
            await got(fetcher, server.make_url("/redirect").with_query(to=target))


async def test_a_redirect_to_a_name_at_a_private_address_is_refused(server):
    names, allowed = Names(inside_test=["10.0.0.1"]), frozenset({f"{LOOPBACK}:{server.port}"})
    async with Fetcher(allow_hosts=allowed, resolver=names) as fetcher:
        with pytest.raises(AddressRefused):
            await got(fetcher, server.make_url("/redirect").with_query(to="http://inside.test/"))
    assert names.asked == ["inside.test"]


async def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected(monkeypatch):
    connected = []

    async def record(addr_infos, **_):
        connected.extend(info[4][0] for info in addr_infos)
        raise ConnectionRefusedError

    monkeypatch.setattr(aiohappyeyeballs, "start_connection", record)
    names = Names(rebinding_test=[PUBLIC, LOOPBACK])
    async with Fetcher(resolver=names) as fetcher:
        with pytest.raises(FetchFailed):
            await got(fetcher, "http://rebinding.test/")
        assert (names.asked, connected) == (["rebinding.test"], [PUBLIC])
        with pytest.raises(AddressRefused):
            await got(fetcher, "http://rebinding.test/")
    assert connected == [PUBLIC]


async def test_three_redirects_are_followed_and_a_fourth_is_not(fetcher, server):
    with pytest.raises(FetchFailed) as caught:
        await got(fetcher, server.make_url("/hop/3"))
    assert caught.value.upstream_status == 307  # the last hop, which points nowhere
    with pytest.raises(FetchFailed, match="more than 3 times"):
        await got(fetcher, server.make_url("/hop/4"))


async def test_headers_go_to_the_same_origin_only(server):
    allowed = frozenset({f"{LOOPBACK}:{server.port}", "other.test"})
    async with Fetcher(allow_hosts=allowed, resolver=Names(other_test=[LOOPBACK])) as fetcher:
        for to, shown in (("/mirror", b"key GET "), ("http://other.test:{}/mirror", b"- GET ")):
            url = server.make_url("/redirect").with_query(to=to.format(server.port))
            assert await got(fetcher, url, headers={"x-key": "key"}) == shown


async def test_a_body_over_the_limit_is_refused_when_announced_and_while_read(fetcher, server):
    with pytest.raises(FetchTooLarge):
        await got(fetcher, server.make_url("/mirror"), bytes_max=3)
    with pytest.raises(FetchTooLarge):
        await got(fetcher, server.make_url("/huge?megabytes=400"), bytes_max=2 * MEGABYTE)
    exact = await got(fetcher, server.make_url("/huge?megabytes=2"), bytes_max=2 * MEGABYTE)
    assert len(exact) == 2 * MEGABYTE


async def test_a_gzip_bomb_is_refused_in_bounded_memory(fetcher, server):
    await got(fetcher, server.make_url("/zipped"))
    async with fetcher.get(str(server.make_url("/bomb")), bytes_max=10 * MEGABYTE) as response:
        tracemalloc.start()
        with pytest.raises(FetchTooLarge):
            async for _ in response.chunks:
                pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2 * MEGABYTE


async def test_gzip_is_unpacked_and_half_of_it_is_an_error(fetcher, server):
    assert await got(fetcher, server.make_url("/zipped")) == b"text " * 100_000
    with pytest.raises(FetchFailed, match="half"):
        await got(fetcher, server.make_url("/zipped?cut=1"))


async def test_an_encoding_nobody_asked_for_is_an_error(fetcher, server):
    with pytest.raises(FetchFailed, match="'br'"):
        await got(fetcher, server.make_url("/brotli"))


async def test_a_slow_body_ends_with_the_time_limit(fetcher, server):
    with pytest.raises(FetchFailed, match="in time"):
        await got(fetcher, server.make_url("/slow"), timeout_s=0.2)


async def test_an_error_of_the_other_side_carries_its_status(fetcher, server):
    with pytest.raises(FetchFailed) as caught:
        await got(fetcher, server.make_url("/mirror?status=404"))
    assert (caught.value.upstream_status, caught.value.status) == (404, 503)


async def test_nobody_listening_is_a_failure_with_a_reason(fetcher, server):
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    async with Fetcher(allow_hosts=frozenset({LOOPBACK})) as anywhere:
        with pytest.raises(FetchFailed, match=r"could not be fetched: .+"):
            await got(anywhere, f"http://{LOOPBACK}:{port}/")


async def test_an_error_of_the_reader_passes_through_unchanged(fetcher, server):
    with pytest.raises(KeyError):
        async with fetcher.get(str(server.make_url("/mirror")), bytes_max=100):
            raise KeyError


async def test_a_post_returns_the_answer_of_any_status_and_follows_no_redirect(fetcher, server):
    sent = {"headers": {"x-key": "key"}}
    answer = await fetcher.post(str(server.make_url("/mirror?status=500")), b"body", **sent)
    assert (answer.status, await answer.read()) == (500, b"key POST body")
    with pytest.raises(AddressRefused):
        await fetcher.post("http://127.0.0.1:1/", b"", headers={})


async def test_of_a_long_answer_to_a_post_64_kilobytes_are_kept(fetcher, server):
    answer = await fetcher.post(str(server.make_url("/mirror")), b"x" * MEGABYTE, headers={})
    assert len(await answer.read()) == 64 * 1024
