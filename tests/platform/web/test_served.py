"""What a really served process sends and logs, byte by byte."""

from __future__ import annotations

import json

import pytest
from served import Served, serving

pytestmark = pytest.mark.slow
TARGETS = ["/", "/none", "/api/none", "/blog/", "/livez", "/static/none", "/?" + "a" * 9_000]


def get(served: Served, target: str, method: str = "GET") -> tuple[bytes, dict[str, str], bytes]:
    """Return the status line, the headers and the body."""
    raw = served.send(
        f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    )
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    return status, {name.lower(): value.strip() for name, _, value in pairs}, body


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target[:20])
def test_no_answer_names_what_serves_it_and_each_has_the_headers(served, target):
    _, headers, _ = get(served, target)
    assert headers["server"] == ""
    assert "x-powered-by" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-request-id"]
    assert headers["server-timing"].startswith("total;dur=")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
    ids=["a version", "a byte", "a length", "a header", "TLS"],
)
def test_what_is_no_http_is_refused_without_a_banner(served, request_):
    answer = served.send(request_)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"granian" not in answer.lower()
    assert b"python" not in answer.lower()


@pytest.mark.parametrize("target", ["/", "/none", "/api/v1/posts", "/api/none"])
def test_head_sends_no_body(served, target):
    status, headers, body = get(served, target, "HEAD")
    assert status == get(served, target)[0]
    assert int(headers["content-length"]) > 0
    assert body == b""


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/blog/", "/blog"),
        ("//evil.example/", "/evil.example"),
        ("/%2F/evil.example/", "/evil.example"),
        ("/a%0d%0aSet-Cookie:%20b/", "/a%0D%0ASet-Cookie:%20b"),
        ("http://evil.example/blog/", "/blog"),
    ],
)
def test_a_slash_at_the_end_redirects_within_the_site(served, target, location):
    status, headers, _ = get(served, target)
    assert status.split()[1] == b"308"
    assert headers["location"] == location
    assert "set-cookie" not in headers


def test_it_lives_and_is_ready(served):
    for target, status in (("/livez", "live"), ("/readyz", "ready")):
        _, headers, body = get(served, target)
        assert json.loads(body)["data"] == {"status": status}
        assert headers["cache-control"] == "no-store"


def test_a_request_is_one_line_of_the_log_under_its_id(served):
    identifier = get(served, "/%0a%7b%22event%22:%22forged%22%7d%1b[2J%c2%9b")[1]["x-request-id"]
    (line,) = served.logged(identifier)
    logged = json.loads(line)
    assert line.isprintable()
    assert logged["path"] == '/\n{"event":"forged"}\x1b[2J\x9b'
    assert (logged["event"], logged["method"], logged["status"]) == ("request", "GET", 404)
    assert logged["duration_ms"] > 0
    assert logged["db_queries"] > 0


def test_for_people_too_a_request_is_one_line(strive, settings):
    with serving(settings, STRIVE_LOG_FORMAT="pretty") as served:
        identifier = get(served, "/%0aforged%1b[2J")[1]["x-request-id"]
        (line,) = served.logged(identifier)
    assert r"\nforged\x1b[2J" in line
    assert "\x1b[2J" not in line
    assert "status" in line
