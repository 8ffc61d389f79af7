"""Claims about looking around: the site itself says what there is, and load stays on it."""

from __future__ import annotations

import pytest

from strive.operations.loadtest.errors import NoSite
from strive.operations.loadtest.survey import survey

INDEX = (
    "<sitemapindex><sitemap><loc>https://blog.example/sitemaps/sections.xml</loc></sitemap>"
    "<sitemap><loc>https://blog.example/sitemaps/posts-1.xml</loc></sitemap></sitemapindex>"
)
SECTIONS = "".join(
    f"<url><loc>https://blog.example{path}</loc></url>"
    for path in ("", "/blog", "/blog/archive", "/authors/ada")
)
POSTS = "".join(
    f"<url><loc>https://blog.example/blog/{name}</loc></url>" for name in ("old", "new")
)
HOME = '<link href="/static/site.a1.css"><script src="/static/site.b2.js"></script><a href="/x">'
PAGES = {
    "/": HOME,
    "/sitemap.xml": INDEX,
    "/sitemaps/sections.xml": SECTIONS,
    "/sitemaps/posts-1.xml": POSTS,
}


def serving(pages: dict[str, str]):
    async def answer(path: str) -> bytes:
        if path not in pages:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = pages[path].encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    return answer


async def test_what_may_be_asked_for_is_what_the_site_names(site):
    site.answer = serving(PAGES)
    kinds = {kind.name: kind.paths for kind in (await survey(site.target)).kinds}
    assert kinds["post"] == ("/blog/new", "/blog/old"), "the newest first"
    assert kinds["list"] == ("/blog", "/authors/ada")
    assert kinds["asset"] == ("/static/site.a1.css", "/static/site.b2.js")
    assert "/api/v1/posts/new" in kinds["api"]
    assert set(site.asked) == set(PAGES), "wherever its links lead, it is asked itself"


async def test_a_sitemap_of_one_file_will_do(site):
    site.answer = serving({"/": HOME, "/sitemap.xml": SECTIONS + POSTS})
    kinds = {kind.name: kind.paths for kind in (await survey(site.target)).kinds}
    assert kinds["post"] == ("/blog/new", "/blog/old")


async def test_a_site_without_posts_is_told_how_to_get_some(site):
    site.answer = serving({"/": HOME, "/sitemap.xml": SECTIONS})
    with pytest.raises(NoSite, match="strive demo load"):
        await survey(site.target)


async def test_a_site_that_answers_otherwise_is_none(site):
    site.answer = serving({"/": HOME})
    with pytest.raises(NoSite, match=r"sitemap\.xml answers 404, not 200"):
        await survey(site.target)


async def test_where_nobody_answers_there_is_no_site(site, unused_tcp_port):
    site.port = unused_tcp_port
    with pytest.raises(NoSite, match="No site answers at"):
        await survey(site.target)
