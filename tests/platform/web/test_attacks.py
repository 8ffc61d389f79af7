"""Slow and greedy clients against a really served site: others are served, connections freed."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from attacked import PATIENCE_S, Site, limited_site
from limited_site import HEAD_TIMEOUT_S, PACE, STALLED_S

pytestmark = pytest.mark.slow

ATTACKERS = 200


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with limited_site() as running:
        yield running


@contextlib.contextmanager
def attacking(site: Site, sent: bytes, *, receive_bytes: int = 0) -> Iterator[list[socket.socket]]:
    """Hold connections on which so much was sent, and nothing is read."""
    with contextlib.ExitStack() as stack:
        attackers = [stack.enter_context(site.connect(receive_bytes)) for _ in range(ATTACKERS)]
        for attacker in attackers:
            attacker.sendall(sent)
        yield attackers


def is_unharmed(site: Site, calm_ms: float) -> bool:
    """Tell whether others wait less than twice as long; the machine may have others to serve."""
    return any(site.page_ms() < 2 * calm_ms for _ in range(10))


def until_freed(site: Site, limit_s: float) -> None:
    """Wait until the site has let go of all connections."""
    until = time.monotonic() + limit_s
    while site.connections():
        assert time.monotonic() < until
        time.sleep(0.05)


POST = b"POST /measure HTTP/1.1\r\nHost: x\r\n"
ATTACKS = {
    "nothing": b"",
    "the beginning of HTTP/2": b"PR",
    "half a head": b"GET /page HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "half a body": POST + b"Content-Length: 9000\r\n\r\nab",
    "half a chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
}


@pytest.mark.parametrize("sent", ATTACKS.values(), ids=ATTACKS)
def test_senders_that_stop_harm_nobody_and_are_cut_off(site, sent):
    calm_ms = site.page_ms()
    with attacking(site, sent):
        assert is_unharmed(site, calm_ms)
        until_freed(site, HEAD_TIMEOUT_S + PACE.idle_s + 4)


def test_readers_that_stop_harm_nobody_and_are_cut_off(site):
    calm_ms = site.page_ms()
    request = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(site.connect(4_096)) for _ in range(10)]
        for reader in readers:
            reader.sendall(request)
        assert is_unharmed(site, calm_ms)
        until_freed(site, STALLED_S + HEAD_TIMEOUT_S + 4)


def test_a_head_that_trickles_is_cut_off(site):
    started = time.monotonic()
    with site.connect() as connection, contextlib.suppress(OSError):
        connection.sendall(b"GET /page HTTP/1.1\r\n")
        while time.monotonic() - started < PATIENCE_S:
            connection.sendall(b"X-Slow: a\r\n")
            time.sleep(0.05)
    assert time.monotonic() - started < HEAD_TIMEOUT_S + 2


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n"
        + b"".join(b"X%d: a\r\n" % n for n in range(200))
        + b"\r\n",
    ],
    ids=["a long field", "many fields"],
)
def test_a_head_that_is_too_large_is_refused(site, request_):
    assert site.ask(request_).startswith(b"HTTP/1.1 431 ")


def test_a_body_that_says_it_has_a_gigabyte_is_refused_at_once(site):
    answer = site.ask(
        b"POST /measure HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 1_000
    )
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_body_without_end_is_refused_and_memory_stays_flat(site):
    before_mb = site.memory_mb()
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    with site.connect() as connection:
        connection.sendall(
            b"POST /measure HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 1_000_000_000:
                connection.sendall(chunk)
                sent += len(chunk)
        with contextlib.suppress(OSError):
            assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")
    assert sent < 20_000_000, "what fits into buffers on the way"
    assert site.memory_mb() - before_mb < 20


def test_a_body_that_stops_is_answered_408(site):
    with site.connect() as connection:
        connection.sendall(b"POST /measure HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 408 ")
