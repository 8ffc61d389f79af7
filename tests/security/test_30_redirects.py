"""security.md 30: whatever a request says, it leads nowhere but to this site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from every_route import UNSAFE, every_route, filled, whole
from hypothesis import given
from hypothesis import strategies as st
from signed_in import BASE_URL, SAME_ORIGIN, signed_in, somebody

from strive.accounts.pages.guard import own_path
from strive.accounts.role import Role
from strive.app import build_web

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "https:evil.example",
    "http:///evil.example",
    "//localhost:8000@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%0d%0aLocation:https://evil.example",
    " //evil.example",
    "/.//evil.example",
    "//evil.example/..",
]
NAMES = ("next", "url", "redirect", "return", "returnTo", "continue", "to", "back")


def as_browsers_read(location: str) -> str:
    """Return the host that a location leads to, read as forgivingly as browsers do."""
    tidied = location.strip("\x00\x1f \t\r\n").replace("\\", "/")
    tidied = "".join(each for each in tidied if each not in "\t\r\n")
    return urlsplit(urljoin(f"{BASE_URL}/a/b", tidied)).netloc


@pytest.mark.parametrize("text", ELSEWHERE)
async def test_no_route_sends_anybody_elsewhere(strive, clock, text):
    app = build_web(whole(strive))
    asked = dict.fromkeys(NAMES, text)
    transport = httpx.ASGITransport(app)
    plain = httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=SAME_ORIGIN)
    administrator = signed_in(strive, await somebody(strive, Role.ADMINISTRATOR), app=app)
    for browser in (plain, administrator):
        async with browser as client:
            for method, path in every_route(strive):
                sent = {"params": asked}
                if method in UNSAFE:
                    sent |= {"data": asked, "headers": {"referer": text.strip().encode()}}
                answer = await client.request(method, filled(path), **sent)
                location = answer.headers.get("location", "/")
                assert as_browsers_read(location) == urlsplit(BASE_URL).netloc, (method, path)


@pytest.mark.parametrize("text", [text for text in ELSEWHERE if not text.startswith("/%0d")])
def test_what_leads_elsewhere_is_not_gone_on_to(text):
    assert own_path(text) in {"/", "/.//evil.example"}


@given(st.text(alphabet=st.characters() | st.sampled_from("/\\:@.?#\t\r\n")))
def test_any_text_leads_to_this_site(text):
    assert as_browsers_read(own_path(text)) == urlsplit(BASE_URL).netloc


@pytest.mark.parametrize("text", ["/", "/studio/posts?page=2", "/account/security#sessions"])
def test_paths_of_this_site_are_gone_on_to(text):
    assert own_path(text) == text
