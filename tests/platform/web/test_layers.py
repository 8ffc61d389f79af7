"""Claims of the layers every request passes: context, headers, errors, paths."""

from __future__ import annotations

import pytest
from asgi import ask

SECURITY_HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(), microphone=(), camera=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/show", "/show/", "/none", "/fail/bug", "/api/fail/database"])
async def test_every_response_has_the_security_headers(get, path):
    response = await get(path)
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["server"] == "", "left out, the server would name itself"


async def test_hsts_is_sent_over_https_only(get):
    assert "strict-transport-security" not in (await get("/show")).headers
    secure = await get("/show", x_forwarded_proto="https")
    assert secure.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_every_response_has_an_id_and_its_timing(get):
    first, second = await get("/show"), await get("/none")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert first.headers["server-timing"].startswith("total;dur=")


async def test_an_id_is_taken_from_a_trusted_proxy_only(get):
    trusted = await get("/show", x_request_id="abcdef-123456")
    assert trusted.headers["x-request-id"] == "abcdef-123456"
    untrusted = await get("/show", peer="203.0.113.9", x_request_id="abcdef-123456")
    assert untrusted.headers["x-request-id"] != "abcdef-123456"
    hostile = await get("/show", x_request_id="<script>alert(1)</script>")
    assert "script" not in hostile.headers["x-request-id"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # not a proxy of ours: not believed
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        ("127.0.0.1", "1.1.1.1, nonsense, 10.0.0.3", "10.0.0.3"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "fe80::1%<b>", "127.0.0.1"),  # a zone is any text at all
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
async def test_the_client_is_the_last_address_no_proxy_of_ours_vouches_for(
    get, peer, forwarded, seen
):
    response = await get("/show", peer=peer, x_forwarded_for=forwarded)
    assert response.text.split()[0] == seen


async def test_proxies_may_each_send_a_line_of_their_own(layers):
    lines = [(b"x-forwarded-for", b"1.1.1.1, 198.51.100.7"), (b"x-forwarded-for", b"10.0.0.3")]
    answer = await ask(layers, b"/show", headers=lines)
    assert answer.body.split()[0] == b"198.51.100.7"


@pytest.mark.parametrize(
    ("path", "target"),
    [("/show/", "/show"), ("/show/a/?q=1", "/show/a?q=1"), ("/show/%C3%A9/", "/show/%C3%A9")],
)
async def test_an_address_with_a_trailing_slash_redirects_for_good(get, path, target):
    response = await get(path)
    assert (response.status_code, response.headers["location"]) == (308, target)


@pytest.mark.parametrize("path", ["//evil.example/", "/%2F%2Fevil.example/", "/\\evil.example/"])
async def test_no_address_redirects_to_another_site(get, path):
    response = await get(f"http://site.example{path}")
    location = response.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("path", ["/show/%00", "/show/" + "a" * 3000, "/show?" + "q" * 9000])
async def test_impossible_addresses_are_refused(get, path):
    assert (await get(path)).status_code in {400, 404}


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("conflict", 409, "conflict"),
        ("away", 503, "unavailable"),
        ("database", 503, "unavailable"),
        ("bug", 500, "internal_error"),
    ],
)
async def test_a_program_gets_failures_in_the_envelope(get, how, status, code):
    response = await get(f"/api/fail/{how}")
    body = response.json()
    assert response.status_code == status
    assert (body["success"], body["error"]["code"]) == (False, code)
    assert body["timestamp"].endswith("Z")
    assert "nobody may see" not in response.text


async def test_a_person_gets_failures_as_a_page(get):
    response = await get("/fail/bug", accept="text/html")
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1>500" in response.text
    assert "nobody may see" not in response.text


async def test_an_api_client_elsewhere_is_known_by_what_it_accepts(get):
    assert (await get("/none", accept="application/json")).json()["error"]["code"] == "not_found"


async def test_caches_are_told_that_the_form_of_a_failure_depends_on_what_is_accepted(get):
    assert (await get("/none", accept="text/html")).headers["vary"] == "Accept"


async def test_the_host_does_not_decide_the_form(layers):
    answer = await ask(layers, b"/none", headers=[(b"host", b"x/api/")])
    assert answer.header(b"content-type").startswith(b"text/html")


@pytest.mark.parametrize("path", ["/api", "/api/none"])
async def test_below_api_a_failure_is_always_in_the_envelope(get, path):
    response = await get(path, accept="text/html")
    assert response.json()["error"] == {"message": "Not Found", "code": "not_found"}


async def test_what_is_away_says_when_to_ask_again(get):
    assert (await get("/fail/away")).headers["retry-after"] == "7"


async def test_a_wrong_method_is_told_which_are_right(get):
    response = await get("/show", method="DELETE")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_options_lists_the_methods(get):
    response = await get("/show", method="OPTIONS")
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_options_of_the_server_as_a_whole(layers):
    assert (await ask(layers, b"*", "OPTIONS")).status == 204
    assert (await ask(layers, b"*")).status == 404


async def test_head_has_the_headers_of_get_and_no_body(get):
    head, full = await get("/show", method="HEAD"), await get("/show")
    assert head.content == b""
    assert head.headers["content-length"] == full.headers["content-length"]
