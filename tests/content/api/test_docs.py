"""`/api/docs` in a real browser, under the policy of the site."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from browser import complaints_of, opened_browser
from playwright.async_api import Page, Route

pytestmark = pytest.mark.slow


@pytest_asyncio.fixture
async def page(client) -> AsyncIterator[Page]:
    """A page whose requests the application itself answers; others fail."""

    async def answer(route: Route) -> None:
        request = route.request
        if not request.url.startswith("https://example.com/"):
            await route.abort()
            return
        given = await client.request(request.method, request.url, headers=request.headers)
        headers = {name: value for name, value in given.headers.items() if name != "content-length"}
        await route.fulfill(status=given.status_code, headers=headers, body=given.content)

    async with opened_browser() as browser:
        page = await browser.new_page(base_url="https://example.com")
        await page.route("**/*", answer)
        yield page


async def test_the_documentation_opens_quietly_and_asks_no_other_site(page, client, content):
    complaints, asked = complaints_of(page), []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/api/docs")
    await page.locator(".opblock").first.wait_for()
    shown = await page.locator(".opblock").count()
    described = (await client.get("/api/openapi.json")).json()["paths"]
    assert shown == sum(len(methods) for methods in described.values())
    assert complaints == []
    assert all(url.startswith(("https://example.com/api/", "data:")) for url in asked)


async def test_an_operation_can_be_tried_there(page, publish):
    await publish("Keeping the light")
    complaints = complaints_of(page)
    await page.goto("/api/docs")
    operation = page.locator("#operations-posts-getPost")
    await operation.locator(".opblock-summary-control").click()
    await operation.get_by_role("button", name="Execute").click()
    body = operation.locator(".live-responses-table .response-col_description code").first
    answer = json.loads(await body.inner_text())
    assert answer["data"]["title"] == "Keeping the light", "the example of the document"
    assert complaints == []


async def test_its_files_are_sent_whole_whatever_part_is_asked_for(client, content):
    whole = await client.get("/api/docs/swagger-ui.css")
    assert whole.status_code == 200
    for asked in ("bytes=0-1", "bytes=5-1", "lines=1", "bytes=999999999-"):
        answer = await client.get("/api/docs/swagger-ui.css", headers={"range": asked})
        assert (answer.status_code, len(answer.content)) == (200, len(whole.content))


@pytest.mark.parametrize("name", ["../__init__.py", "..%2f__init__.py", "none.js", "%00", "a%5Cb"])
async def test_no_other_file_is_sent(client, content, name):
    answer = await client.get(f"/api/docs/{name}")
    assert answer.status_code == 404
    assert answer.json()["success"] is False
