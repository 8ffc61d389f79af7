"""What the CDN is told about a response (CDN-1)."""

from __future__ import annotations

import httpx
import pytest

from strive.platform.cache import PageCache, plan
from strive.platform.cache.http.groups import groups_field
from strive.platform.cdn import Kind
from strive.platform.cdn.fields import LANGUAGES, EdgeFields, control_fields, edge_fields
from strive.platform.cdn.tags import OVERFLOWING

TAG_FIELDS = {language.tags.decode() for language in LANGUAGES.values()}
CONTROL_FIELDS = {language.control.decode() for language in LANGUAGES.values() if language.control}


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.CLOUDFLARE, (b"cache-tag", b"post:1,a%20b")),
        (Kind.CLOUDFRONT, (b"cache-tag", b"post:1,a%20b")),
        (Kind.FASTLY, (b"surrogate-key", b"post:1 a%20b")),
        (Kind.SELF_RUN, (b"xkey", b"post:1 a%20b")),
        (Kind.VERCEL, (b"vercel-cache-tag", b"post:1,a%20b")),
    ],
)
def test_each_cdn_reads_groups_in_its_own_field(kind, field):
    assert edge_fields(["post:1", "a b", "post:1"], kind) == [field]


@pytest.mark.parametrize("kind", Kind)
def test_more_tags_than_a_cdn_keeps_are_stood_for_by_one(kind):
    language = LANGUAGES[kind]
    ((_, value),) = edge_fields([f"post:{number:040}" for number in range(1000)], kind)
    tags = value.split(language.between)
    assert len(value) <= language.bytes_max
    assert len(tags) <= language.tags_max
    assert tags[-1] == OVERFLOWING.encode()


@pytest.mark.parametrize(
    ("cache_control", "said"),
    [
        (plan.PAGE, b"max-age=3600, stale-while-revalidate=86400, stale-if-error=86400"),
        (plan.SEARCH, b"max-age=300, stale-if-error=86400"),
        ("s-maxage=60, stale-if-error=0", b"max-age=60, stale-if-error=0"),
        (plan.PRIVATE, None),
        ("private, s-maxage=60", None),
        ("public, max-age=31536000, immutable", None),
        ("s-maxage=soon", None),
    ],
)
def test_a_cdn_with_a_field_of_its_own_is_told_what_shared_caches_are(cache_control, said):
    fields = [(b"cache-control", cache_control.encode())]
    expected = [(b"surrogate-control", said)] if said else []
    assert control_fields(fields, Kind.FASTLY) == expected
    assert control_fields(fields, Kind.CLOUDFRONT) == []


def answering(*headers: tuple[str, str]):
    async def app(_scope, _receive, send):
        raw = [(name.encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        await send({"type": "http.response.body", "body": b"page"})

    return app


async def got(app) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        return await client.get("/")


GROUPS = ("cache-groups", groups_field(["post:1", "home"])[1].decode())


async def test_a_page_bears_its_tags_and_its_lifetime_at_the_edge():
    app = EdgeFields(answering(("cache-control", plan.PAGE), GROUPS), Kind.CLOUDFLARE)
    response = await got(app)
    assert response.headers["cache-tag"] == "post:1,home"
    assert response.headers["cloudflare-cdn-cache-control"].startswith("max-age=3600, ")
    assert response.headers["cache-control"] == plan.PAGE


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "headers",
    [
        [("cache-control", plan.PRIVATE)],
        [("cache-control", plan.PAGE), GROUPS, ("set-cookie", "a=b")],
        [],
    ],
)
async def test_nothing_personal_is_offered_to_the_edge(kind, headers):
    response = await got(EdgeFields(answering(*headers), kind))
    assert not set(response.headers) & (CONTROL_FIELDS | TAG_FIELDS)


async def test_inside_the_page_cache_the_fields_are_stored_and_obeyed_by_the_cdn_alone():
    page = ("cache-control", "max-age=0, s-maxage=60")
    cache = PageCache(EdgeFields(answering(page, GROUPS), Kind.FASTLY))
    first, second = await got(cache), await got(cache)
    assert "stored" in first.headers["cache-status"]
    assert second.headers["cache-status"].startswith("Strive; hit; ttl=5")
    assert second.headers["surrogate-key"] == "post:1 home"
    assert second.headers["surrogate-control"] == "max-age=60, stale-if-error=86400"
