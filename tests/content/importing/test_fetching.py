"""Media that an export only names, fetched from where the old site stood."""

from __future__ import annotations

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from strive.content.importing.engine import import_content
from strive.content.importing.report import Report, Result
from strive.content.importing.run import Options
from strive.platform.errors import Invalid
from strive.platform.fetch import Fetcher
from tests.content.importing.conftest import Silence, entries_of
from tests.content.importing.kept import POST, count, post_at


@pytest_asyncio.fixture
async def old_site(picture):
    """A site that still stands; it counts what it is asked for."""
    asked: list[str] = []
    answers = {
        "/ok.png": lambda: web.Response(body=picture, content_type="text/plain"),
        "/page.png": lambda: web.Response(text="<html>", content_type="image/png"),
        "/empty.png": web.Response,
        "/away.png": lambda: web.Response(
            status=302, headers={"Location": "http://169.254.169.254/x"}
        ),
        "/home.png": lambda: web.Response(status=302, headers={"Location": "file:///etc/passwd"}),
    }

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return answers.get(request.path, lambda: web.Response(status=404))()

    app = web.Application()
    app.router.add_get("/{name:.*}", answer)
    async with TestServer(app) as server:
        server.asked = asked
        yield server


@pytest.fixture
def fetch(target):
    """Import a folder of posts, fetching what they show."""

    async def fetch(path, url: str, *allowed: str) -> Report:
        async with Fetcher(allow_hosts=frozenset(allowed)) as fetcher:
            here = type(target)(**{**vars(target), "fetcher": fetcher})
            return await import_content("markdown", path, here, Options(url=url), Silence())

    return fetch


def missing(report: Report) -> dict[str, str]:
    found = [entry for entry in entries_of(report) if entry.kind == "media"]
    assert {entry.result for entry in found} <= {Result.MISSING}
    return {entry.item: entry.reason for entry in found}


async def test_a_picture_of_the_old_site_is_fetched_once_and_shown_from_here(
    fetch, target, folder, old_site
):
    url = str(old_site.make_url("/"))
    text = f"![x](/ok.png) ![y]({url}ok.png?v=1) ![z](https://far.example/ok.png)"
    report = await fetch(folder({"posts/a.md": POST.format("A", text)}), url, "127.0.0.1")
    source = (await post_at(target, "a")).body.source
    assert missing(report) == {}
    assert source.count("(/media/") == 2
    assert "https://far.example/ok.png" in source
    assert await count(target, "assets") == 1
    assert (await target.content.redirects.find("/ok.png")).target.startswith("/media/")
    old_site.asked.clear()
    assert (await fetch(folder({}), url, "127.0.0.1")).nothing_changed
    assert old_site.asked == []


async def test_what_cannot_be_had_is_told_and_the_post_kept(fetch, target, folder, old_site):
    names = ("gone", "page", "empty", "away", "home")
    text = " ".join(f"![x](/{name}.png)" for name in names)
    url = str(old_site.make_url("/"))
    report = await fetch(folder({"posts/a.md": POST.format("A", text)}), url, "127.0.0.1")
    told = missing(report)
    assert "answered 404" in told["/gone.png"]
    assert "no kind that is kept" in told["/page.png"]
    assert "is empty" in told["/empty.png"]
    assert "169.254.169.254 is not a public address" in told["/away.png"]
    assert "home.png" in " ".join(told)
    assert "passwd" not in " ".join(told.values()).replace("file:///etc/passwd", "")
    assert await count(target, "assets") == 0
    assert (await post_at(target, "a")).body.source == f"{text}\n"


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://localhost:1/", "http://[::1]/", "http://2130706433/",
     "http://0x7f.1/", "http://[::ffff:127.0.0.1]/"],
)  # fmt: skip
async def test_an_old_site_on_a_private_network_is_not_asked(fetch, target, folder, old_site, url):
    report = await fetch(folder({"posts/a.md": POST.format("A", "![x](/ok.png)")}), url)
    assert list(missing(report)) == ["/ok.png"]
    assert await count(target, "assets") == 0
    assert old_site.asked == []


@pytest.mark.parametrize("url", ["old.example", "ftp://old.example/", "file:///etc/", "http://"])
async def test_an_old_site_that_has_no_address_on_the_web_is_refused(fetch, folder, url):
    with pytest.raises(Invalid, match="--url"):
        await fetch(folder({"posts/a.md": POST.format("A", "x")}), url)
