"""security.md 14: what another site has a browser send changes nothing, on any route."""

from __future__ import annotations

import httpx
import pytest
from asgi import ask
from every_route import UNSAFE, every_route, filled, whole
from published import publish
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web
from strive.platform.web.cross_site import origin_of

OWN = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": BASE_URL},
    {"sec-fetch-site": "same-origin", "origin": BASE_URL},
]
FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "same-site", "origin": BASE_URL},
    {"sec-fetch-site": "cross-site", "origin": BASE_URL},
    {"sec-fetch-site": "Same-Origin "},
    {"sec-fetch-site": ""},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://localhost:8000.evil.example"},
    {"origin": "http://localhost:8001"},
    {"origin": "https://localhost:8000"},
    {"origin": f"{BASE_URL} https://evil.example"},
]


def told(headers: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in headers.items())


def unsafe(strive) -> list[tuple[str, str]]:
    found = [route for route in every_route(strive) if route[0] in UNSAFE]
    assert len(found) > 20
    return found


async def refused(app, method, path, headers) -> bool:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = await ask(app, path.encode(), method, encoded)
    is_api = path.startswith("/api/")
    says_so = b'"cross_site"' in answer.body if is_api else b"another site" in answer.body
    return answer.status == 403 and says_so


@pytest.mark.parametrize("headers", FOREIGN, ids=told)
async def test_every_unsafe_route_refuses_what_another_site_sends(strive, headers):
    app = build_web(whole(strive))
    for method, path in unsafe(strive):
        assert await refused(app, method, filled(path), headers), (method, path)


@pytest.mark.parametrize("headers", OWN, ids=told)
async def test_every_unsafe_route_takes_what_its_own_pages_send(strive, headers):
    app = build_web(whole(strive))
    for method, path in unsafe(strive):
        assert not await refused(app, method, filled(path), headers), (method, path)


async def test_without_either_header_the_cookie_of_a_session_is_refused(strive):
    app, name = build_web(whole(strive)), strive.accounts.cookie.name
    for method, path in unsafe(strive):
        assert await refused(app, method, filled(path), {"cookie": f"a=b; {name}=x"}), path
        assert not await refused(app, method, filled(path), {"cookie": "a=b"}), path


async def test_a_second_header_does_not_hide_behind_the_first(strive):
    app = build_web(strive)
    for name, own, foreign in [
        (b"sec-fetch-site", b"same-origin", b"cross-site"),
        (b"origin", BASE_URL.encode(), b"https://evil.example"),
    ]:
        for values in ((own, foreign), (foreign, own)):
            answer = await ask(app, b"/api/v1/posts", "POST", [(name, v) for v in values])
            assert (answer.status, b'"cross_site"' in answer.body) == (403, True)


async def test_a_program_with_a_token_needs_neither_header(strive, client):
    answer = await client.post("/api/v1/posts", headers={"authorization": "Bearer strive_x"})
    assert answer.status_code == 401


async def test_reading_is_open_to_links_from_anywhere(strive, client):
    await publish(strive.content, "Linked", "Words.")
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = await client.request(
            method, "/blog/linked", headers={"sec-fetch-site": "cross-site"}
        )
        assert answer.is_success


async def test_a_forged_form_leaves_everything_as_it_was(strive):
    editor = await somebody(strive, Role.EDITOR)
    async with signed_in(strive, editor) as browser:
        made = await browser.post(
            "/api/v1/posts", json={"title": "Mine", "body": {"source": "Words."}}
        )
        at = f"/api/v1/drafts/{made.json()['data']['id']}"
        for origin in ("cross-site", "same-site"):
            deleted = await browser.delete(at, headers={"sec-fetch-site": origin})
            assert deleted.status_code == 403
        assert (await browser.get(at)).status_code == 200


async def test_people_get_a_page_and_programs_the_envelope(client: httpx.AsyncClient):
    foreign = {"sec-fetch-site": "cross-site"}
    page = await client.post("/studio/posts/new", headers={**foreign, "accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    envelope = await client.post("/api/v1/posts", headers=foreign)
    assert envelope.json()["error"]["code"] == "cross_site"
    assert "no-store" in envelope.headers["cache-control"]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Blog.Example.org", "https://blog.example.org"),
        ("https://blog.example.org:443", "https://blog.example.org"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://zeitung-für-alle.example", "https://xn--zeitung-fr-alle-7vb.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url, origin):
    assert origin_of(url) == origin
