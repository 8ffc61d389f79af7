"""What each CDN is sent, by its own API and within its limits (CDN-2)."""

from __future__ import annotations

import asyncio

import pytest_asyncio
from structlog.testing import capture_logs

from strive.platform.cdn.tags import OVERFLOWING
from tests.platform.cdn.caches_api import TOKEN, CacheApi

TAGS = tuple(f"post:{number}" for number in range(1200))


async def test_cloudflare_purges_tags_and_addresses_a_hundred_a_call(sending_to, cloudflare):
    cloudflare.bucket = 100
    urls = tuple(f"/blog/{number}" for number in range(150))
    async with sending_to(cloudflare.setting) as sending:
        await sending.purge(*TAGS[:250], urls=urls)
        await sending.outbox.deliver_due()
    assert [len(call) for call in cloudflare.tags] == [100, 100, 51]
    assert [len(call) for call in cloudflare.urls] == [100, 50]
    assert cloudflare.urls[0][0] == "https://blog.example.org/blog/0"


async def test_fastly_purges_256_keys_a_call_softly_when_asked(sending_to, fastly):
    async with sending_to(fastly.setting) as sending:
        await sending.purge(*TAGS[:300], urls=("/a b?page=2",), soft=True)
        await sending.outbox.deliver_due()
    assert [len(call) for call in fastly.tags] == [256, 45]
    assert fastly.urls == [["blog.example.org/a%20b?page=2"]]
    assert set(fastly.soft) == {True}


async def test_vercel_deletes_or_marks_stale_16_tags_a_call(sending_to, vercel):
    async with sending_to(vercel.setting) as sending:
        await sending.purge(*TAGS[:20], urls=("/blog",))
        await sending.purge("kept", soft=True)
        await sending.outbox.deliver_due()
    assert [len(call) for call in vercel.tags] == [16, 5, 2]
    assert vercel.soft == [False, False, True]


async def test_vercel_is_not_asked_for_addresses_alone(sending_to, vercel):
    async with sending_to(vercel.setting) as sending:
        with capture_logs() as logs:
            await sending.purge(urls=("/blog",))
            await sending.outbox.deliver_due()
        assert await sending.outbox.failed() == 1
    assert [line["reason"] for line in logs if line["event"] == "cdn.gave_up"] == [
        "Vercel purges by tags only"
    ]
    assert vercel.calls == 0


async def test_cloudfront_invalidates_tags_and_paths_signed(sending_to, cloudfront):
    async with sending_to(cloudfront.setting) as sending:
        await sending.purge("post:1", "<&>", urls=("/", "/über uns?page=2&x=1"))
        await sending.outbox.deliver_due()
    assert cloudfront.tags == [["post:1", "%3C&%3E", OVERFLOWING]]
    assert cloudfront.urls == [["/", "/%C3%BCber%20uns?page=2&x=1"]]


async def test_cloudfront_takes_a_thousand_at_once_and_waits_for_room(sending_to, cloudfront):
    cloudfront.in_progress = 1900
    async with sending_to(cloudfront.setting) as sending:
        await sending.purge(*TAGS)
        await sending.outbox.deliver_due()
        assert [len(call) for call in cloudfront.tags] == [1000]
        cloudfront.in_progress = 0
        await sending.later(seconds=29)
        assert len(cloudfront.tags) == 1
        await sending.later(seconds=1)
        assert await sending.edge.waiting() == 0
    assert [len(call) for call in cloudfront.tags] == [1000, 201], "what was done is not done twice"


async def test_cloudfront_says_when_the_credentials_are_not_right(
    sending_to, cloudfront, monkeypatch
):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
    async with sending_to(cloudfront.setting) as sending:
        with capture_logs() as logs:
            await sending.purge("post:1")
            await sending.outbox.deliver_due()
    (line,) = [line for line in logs if line["event"] == "cdn.purges_wait"]
    assert line["log_level"] == "error"
    assert "SignatureDoesNotMatch" in line["reason"]


async def test_cloudfront_says_when_there_are_no_credentials(
    sending_to, cloudfront, monkeypatch, tmp_path
):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    async with sending_to(cloudfront.setting) as sending:
        with capture_logs() as logs:
            await sending.purge("post:1")
            await sending.outbox.deliver_due()
    (line,) = [line for line in logs if line["event"] == "cdn.purges_wait"]
    assert line["reason"].startswith("there are no AWS credentials")
    assert cloudfront.calls == 0


@pytest_asyncio.fixture(loop_scope="session")
async def caches():
    one, other = CacheApi(), CacheApi()
    async with one.running(), other.running():
        yield one, other


def setting(caches) -> str:
    return f"purge+http://{','.join(cache.node for cache in caches)}?token={TOKEN}"


async def test_every_self_run_cache_is_told(sending_to, caches):
    async with sending_to(setting(caches)) as sending:
        await sending.purge("post:1", urls=("/blog/x?page=2", "/missing"))
        await sending.purge("kept", soft=True)
        await sending.outbox.deliver_due()
        assert await sending.edge.waiting() == 0
    for cache in caches:
        assert cache.tags == [["post:1", OVERFLOWING], ["kept", OVERFLOWING]]
        assert ["https://blog.example.org/blog/x?page=2"] in cache.urls
        assert cache.soft == [False, False, False, True]


async def test_a_self_run_cache_that_fails_is_asked_again(sending_to, caches):
    caches[1].failing = [(503, {})]
    async with sending_to(setting(caches)) as sending:
        await sending.purge("post:1")
        await sending.outbox.deliver_due()
        assert await sending.edge.waiting() == 1
        await sending.later(minutes=1)
        assert await sending.edge.waiting() == 0
    assert caches[1].purged


async def test_many_tags_fit_into_the_header_fields_of_caches(sending_to, caches):
    long = tuple(f"{number:0180}" for number in range(100))
    async with sending_to(setting(caches)) as sending:
        await sending.purge(*long)
        await sending.outbox.deliver_due()
    assert caches[0].purged == {*long, OVERFLOWING}
    assert all(len(" ".join(call)) < 8_000 for call in caches[0].tags)


async def test_a_cdn_that_hangs_is_left(sending_to, cloudflare, monkeypatch):
    monkeypatch.setattr("strive.platform.cdn.calling.TIMEOUT_S", 0.05)
    cloudflare.gate = asyncio.Event()
    async with sending_to(cloudflare.setting) as sending:
        with capture_logs() as logs:
            await sending.purge("post:1")
            await sending.outbox.deliver_due()
        cloudflare.gate.set()
    (line,) = [line for line in logs if line["event"] == "cdn.purges_wait"]
    assert "no answer in time" in line["reason"]
