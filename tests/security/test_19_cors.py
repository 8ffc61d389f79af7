"""security.md 19: no other site reads here, but those on a list, the API, and without cookies."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
import pytest_asyncio
from published import publish

from strive.app import build_web
from strive.settings import SettingsError, load_settings

FRIEND = "https://app.example.org"
ASKING = {"access-control-request-method": "GET", "access-control-request-headers": "authorization"}
STRANGERS = [
    "null",
    "*",
    "https://evil.example",
    "http://app.example.org",
    "https://app.example.org.evil.example",
    "https://app.example.org:8443",
    "https://APP.example.org",
    "https://evil.example?https://app.example.org",
]


@pytest_asyncio.fixture(loop_scope="session")
async def listing(strive):
    settings = replace(strive.settings, cors_origins=(FRIEND,))
    transport = httpx.ASGITransport(build_web(replace(strive, settings=settings)))
    await publish(strive.content, "Shared", "Words.")
    async with httpx.AsyncClient(transport=transport, base_url=strive.settings.base_url) as client:
        yield client


def allowed(answer) -> dict[str, str]:
    return {n: v for n, v in answer.headers.items() if n.startswith("access-control-")}


async def test_without_a_list_nothing_crosses(client):
    for path in ("/api/v1/posts", "/", "/livez", "/feed.xml"):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = await client.request(method, path, headers={"origin": FRIEND, **ASKING})
            assert not allowed(answer)


async def test_a_site_on_the_list_reads_the_api(listing):
    for _ in range(2):
        answer = await listing.get("/api/v1/posts", headers={"origin": FRIEND})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == FRIEND
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]
    plain = await listing.get("/api/v1/posts")
    assert not allowed(plain)
    assert "Origin" in plain.headers["vary"]  # else a cache would give it to the listed site


async def test_a_site_on_the_list_may_ask_with_a_token(listing):
    answer = await listing.options("/api/v1/posts", headers={"origin": FRIEND, **ASKING})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "Authorization" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_site_that_is_not_on_the_list_reads_nothing(listing, origin):
    assert not allowed(await listing.get("/api/v1/posts", headers={"origin": origin}))
    refused = await listing.options("/api/v1/posts", headers={"origin": origin, **ASKING})
    assert (refused.status_code, allowed(refused)) == (403, {})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nobody_on_the_list_writes(listing, method):
    asking = {"access-control-request-method": method, "origin": FRIEND}
    assert (await listing.options("/api/v1/posts", headers=asking)).status_code == 403
    answer = await listing.request(method, "/api/v1/posts", headers={"origin": FRIEND})
    assert (answer.status_code, allowed(answer)) == (403, {})


async def test_the_list_is_for_the_api_only(listing):
    for path in ("/", "/account/sign-in", "/studio/posts", "/livez"):
        assert not allowed(await listing.get(path, headers={"origin": FRIEND}))


@pytest.mark.parametrize(
    "origin", ["*", "null", "app.example.org", "https://a.example/", "https://*.a"]
)
def test_a_list_names_whole_origins(origin):
    with pytest.raises(SettingsError, match="STRIVE_CORS_ORIGINS"):
        load_settings({"STRIVE_CORS_ORIGINS": f"{FRIEND},{origin}"})
