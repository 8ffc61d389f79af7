"""Content codings: made once, chosen by what the asker prefers."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from strive.platform.cache.http.coding import preferred

TEXT = b"All the news that is fit to serve. " * 100
OPEN = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (b"gzip, deflate, br, zstd", b"br"),
        (b"gzip, zstd", b"zstd"),
        (b"gzip;q=1.0, br;q=0.5", b"gzip"),
        (b"GZIP", b"gzip"),
        (b"x-gzip", b"gzip"),
        (b"*", b"br"),
        (b"*;q=0.1, br;q=0", b"zstd"),
        (b"identity", b""),
        (b"identity, gzip;q=0.5", b""),
        (b"gzip;q=0", b""),
        (b"deflate", b""),
        (b"gzip;q=much", b""),
        (b"", b""),
    ],
)
def test_the_coding_the_asker_likes_best_is_chosen(accepted, chosen):
    assert preferred(accepted) == chosen


@pytest.fixture
def page(origin):
    origin.body = TEXT
    origin.headers |= {"content-type": "text/html; charset=utf-8", "etag": '"v1"'}
    return origin


async def raw(client, accepted: str):
    async with client.stream("GET", "/", headers={"accept-encoding": accepted}) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
async def test_one_stored_page_is_sent_in_each_coding(client, page, coding):
    await client.get("/")
    for _ in range(2):
        answer, body = await raw(client, coding)
        assert answer.headers["content-encoding"] == coding
        assert answer.headers["content-length"] == str(len(body))
        assert OPEN[coding](body) == TEXT
    assert page.count == 1


async def test_the_first_asker_gets_it_compressed_too(client, page):
    answer, body = await raw(client, "br")
    assert brotli.decompress(body) == TEXT
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_a_coded_page_has_no_strong_tag_and_its_tag_is_still_known(client, page):
    answer, _ = await raw(client, "gzip")
    assert answer.headers["etag"] == 'W/"v1"'
    plain = await client.get("/")
    assert (plain.headers["etag"], plain.headers["vary"]) == ('"v1"', "Accept-Encoding")
    known = await client.get("/", headers={"accept-encoding": "gzip", "if-none-match": 'W/"v1"'})
    assert known.status_code == 304


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4"])
async def test_what_is_compressed_already_is_left_alone(client, page, kind):
    page.headers["content-type"] = kind
    answer, body = await raw(client, "br")
    assert body == TEXT
    assert "vary" not in answer.headers


async def test_what_is_short_is_left_alone(client, page):
    page.body = b"short"
    assert (await raw(client, "br"))[1] == b"short"


async def test_what_the_origin_coded_is_passed_as_it_is(client, page):
    page.body = gzip.compress(TEXT)
    page.headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
    for _ in range(2):
        answer, body = await raw(client, "gzip")
        assert (answer.headers["content-encoding"], body) == ("gzip", page.body)
    assert page.count == 1


async def test_a_part_is_a_part_of_the_text_itself(client, page):
    await raw(client, "br")
    answer = await client.get("/", headers={"accept-encoding": "br", "range": "bytes=0-2"})
    assert (answer.status_code, answer.content) == (206, b"All")
    assert "content-encoding" not in answer.headers
