"""security.md 33, 36, 41: on the wire, no request hides in another, and no header breaks out."""

from __future__ import annotations

import pytest
from served import Served, serving

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HOST = b"Host: localhost\r\n"
REFUSED = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "a list of lengths": b"Content-Length: 5, 6\r\n\r\nhello",
    "a length with a sign": b"Content-Length: +5\r\n\r\nhello",
    "a negative length": b"Content-Length: -1\r\n\r\n",
    "a length in another base": b"Content-Length: 0x5\r\n\r\nhello",
    "an endless length": b"Content-Length: 99999999999999999999999\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked and then something": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\nX: y\r\n z\r\n\r\n0\r\n\r\n",
    "a null byte": b"X: a\0b\r\n\r\n",
    "a return alone": b"X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "no name": b": x\r\n\r\n",
    "a chunk of no size": b"Transfer-Encoding: chunked\r\n\r\nz\r\n\r\n",
    "a chunk with a sign": b"Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
    "an endless chunk": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
    "a chunk that overflows": b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
}
LINES = {
    "a space in the target": b"GET /a b HTTP/1.1\r\n",
    "two spaces": b"GET  / HTTP/1.1\r\n",
    "a version of its own": b"GET / HTTP/1.1.1\r\n",
    "no version": b"GET /\r\n",
    "a method with a space": b"GE T / HTTP/1.1\r\n",
    "bytes in the target": b"GET /\x01 HTTP/1.1\r\n",
}


@pytest.fixture(scope="module")
def site(settings, strive):
    with serving(settings) as served:
        yield served


def statuses(answer: bytes) -> list[int]:
    parts = answer.split(b"HTTP/1.1 ")[1:]
    return [int(part[:3]) for part in parts]


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED)
def test_a_body_of_doubtful_length_is_refused_and_nothing_after_it_is_read(site: Served, fields):
    answer = site.send(b"POST /api/v1/posts HTTP/1.1\r\n" + HOST + fields + HIDDEN)
    assert b"/hidden" not in answer
    assert len(statuses(answer)) <= 1
    assert all(400 <= status < 500 for status in statuses(answer))


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_broken_first_line_is_refused(site: Served, line):
    answer = site.send(line + HOST + b"\r\n" + HIDDEN)
    assert statuses(answer) in ([400], [])


def test_of_length_and_chunks_the_chunks_count(site: Served):
    """RFC 9112, section 6.3: what a front that goes by the length would hide is read as it is."""
    both = b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    answer = site.send(b"POST /api/v1/posts HTTP/1.1\r\n" + HOST + both + HIDDEN)
    assert statuses(answer) in ([400], [401], [401, 404])


@pytest.mark.parametrize("method", [b"TRACE", b"TRACK", b"CONNECT", b"DEBUG"])
def test_no_method_sends_the_request_back(site: Served, method):
    head = b" / HTTP/1.1\r\n" + HOST + b"X-Secret: canary\r\nConnection: close\r\n\r\n"
    answer = site.send(method + head)
    assert statuses(answer)[0] in {400, 405, 501}
    assert b"canary" not in answer


@pytest.mark.parametrize(
    "target",
    [
        b"/x%0d%0aSet-Cookie:%20a=b",
        b"/blog/x%0aLocation:%20//evil.example",
        b"/search?q=x%0d%0aX-Evil:%201",
        b"/studio/posts?next=%0d%0aX-Evil:1",
    ],
)
def test_no_address_adds_a_header(site: Served, target):
    answer = site.send(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    head = answer.partition(b"\r\n\r\n")[0].lower()
    names = {line.partition(b":")[0] for line in head.split(b"\r\n")}
    assert not names & {b"set-cookie", b"x-evil"}
    assert b"evil.example" not in head or b"%0a" in head


def test_nothing_tells_what_serves(site: Served):
    for target in (b"/", b"/nothing-here", b"/api/v1/posts?page=x"):
        answer = site.send(b"GET " + target + b" HTTP/1.0\r\n" + HOST + b"\r\n").lower()
        for word in (
            b"granian",
            b"starlette",
            b"python/",
            b"uvicorn",
            b"traceback",
            b"x-powered-by",
        ):
            assert word not in answer
