"""Methods that an address does not have, also where a mount lies around it."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
import pytest_asyncio

from strive.app import build_web
from strive.content.importing.sanity.webhook import PATH


@pytest_asyncio.fixture
async def site(strive, clock):
    """The whole application, with the webhook of Sanity, which lies beside the API."""
    settings = replace(strive.settings, sanity_webhook_secret="secret")
    transport = httpx.ASGITransport(build_web(replace(strive, settings=settings)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_an_address_for_post_alone_refuses_other_methods_and_says_so(site, method):
    refused = await site.request(method, PATH)
    assert (refused.status_code, refused.headers["allow"]) == (405, "OPTIONS, POST")
    assert method == "HEAD" or refused.json()["error"]["code"] == "method_not_allowed"


async def test_its_methods_are_told(site):
    told = await site.options(PATH)
    assert (told.status_code, told.headers["allow"]) == (204, "OPTIONS, POST")


async def test_it_answers_post_and_the_api_all_else(site):
    assert (await site.post(PATH)).json()["error"]["code"] == "signature_invalid"
    assert (await site.get(f"{PATH}/more")).json()["error"]["code"] == "not_found"
    assert (await site.get("/api/v1/site")).status_code == 200
