"""security.md 31: whatever host a request names, links and stored pages are those of the site."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from asgi import ask
from every_route import every_route, filled
from published import publish

from strive.app import build_web
from strive.platform.web.hosts import hosts_of

FORGED = [
    [(b"host", b"evil.example")],
    [(b"host", b"evil.example:443")],
    [(b"host", b"localhost:8000.evil.example")],
    [(b"host", b"localhost:8000@evil.example")],
    [(b"host", b"evil.example/?")],
    [(b"host", b"localhost:8000"), (b"x-forwarded-host", b"evil.example")],
    [(b"host", b"localhost:8000"), (b"forwarded", b"host=evil.example")],
    [(b"host", b"localhost:8000"), (b"x-original-url", b"/evil.example")],
    [(b"host", b"localhost:8000"), (b"x-host", b"evil.example")],
]
CHANGING = re.compile(rb'"(timestamp|requestId|challenge)":"[^"]*"')


def said(headers) -> str:
    return b", ".join(value for _, value in headers).decode()


@pytest.mark.parametrize("headers", FORGED, ids=said)
async def test_a_forged_host_changes_no_answer(strive, headers):
    app = build_web(strive)
    await publish(strive.content, "Sample", f"Words for {len(said(headers))}.")
    for method, path in every_route(strive):
        target = filled(path).encode()
        honest = await ask(app, target, method)
        forged = await ask(app, target, method, headers)
        assert b"evil" not in forged.body + b"".join(map(b"".join, forged.headers)), path
        assert forged.status == honest.status, path
        assert forged.header(b"location") == honest.header(b"location"), path
        assert CHANGING.sub(b"", forged.body) == CHANGING.sub(b"", honest.body), path


async def test_what_was_asked_under_another_name_is_not_what_the_own_name_gets(strive):
    app = build_web(strive)
    await publish(strive.content, "Poisoned", "Words.")
    for _ in range(2):
        await ask(app, b"/blog/poisoned", headers=[(b"host", b"evil.example")])
    answer = await ask(app, b"/blog/poisoned")
    assert b"hit" not in answer.header(b"cache-status")


@pytest.fixture
def production(strive):
    def build(**settings):
        base = {"base_url": "https://blog.example.org", "production": True}
        return build_web(replace(strive, settings=replace(strive.settings, **base, **settings)))

    return build


@pytest.mark.parametrize(
    "headers",
    [
        [(b"host", b"evil.example")],
        [(b"host", b"")],
        [(b"host", b"blog.example.org.")],
        [(b"host", b"blog.example.org:8443")],
        [(b"host", b"blog.example.org"), (b"host", b"evil.example")],
    ],
    ids=said,
)
async def test_in_production_another_host_is_refused_and_nothing_kept(production, headers):
    app = production()
    for target in (b"/", b"/blog", b"/api/v1/posts", b"/static/x.css"):
        for _ in range(2):
            answer = await ask(app, target, headers=headers)
            assert answer.status == 421
            assert b"hit" not in answer.header(b"cache-status")
            assert b"evil" not in answer.body


async def test_in_production_the_site_is_known_by_its_names(production):
    app = production(allowed_hosts=("origin.example.org",))
    for host in (b"blog.example.org", b"Blog.Example.ORG:443", b"origin.example.org"):
        assert (await ask(app, b"/blog", headers=[(b"host", host)])).status == 308  # to HTTPS
    assert (await ask(app, b"/livez", headers=[(b"host", b"10.0.0.7:8000")])).status == 200
    assert (await ask(app, b"/blog", headers=[(b"host", b"localhost:8000")])).status == 308


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://Blog.example.org", {b"blog.example.org", b"blog.example.org:443"}),
        ("http://blog.example.org:80", {b"blog.example.org", b"blog.example.org:80"}),
        ("http://localhost:8000", {b"localhost:8000"}),
        ("http://[::1]", {b"[::1]", b"[::1]:80"}),
    ],
)
def test_a_default_port_may_be_said(url, hosts):
    assert hosts_of(url) == hosts
