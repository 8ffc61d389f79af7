"""Claims about one connection: it finds where each answer ends, however it is cut on its way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.operations.loadtest.wire import Answer, Wire

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWERS = {
    "plain": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, b""),
    "in small letters": (b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno", 404, b""),
    "empty": (b"HTTP/1.1 304 Not Modified\r\n\r\n", 304, b""),
    "cached": (
        b"HTTP/1.1 200 OK\r\nCache-Status: Strive; hit; ttl=9\r\nContent-Length: 1\r\n\r\nx",
        200,
        b"strive; hit; ttl=9",
    ),
    "chunked": (
        CHUNKED + b"5\r\nhello\r\n0\r\n\r\n",
        200,
        b"",
    ),
    "with an end in its middle": (
        CHUNKED + b"9\r\n0\r\n\r\nhell\r\n0\r\n\r\n",
        200,
        b"",
    ),
    "with extensions and trailers": (
        CHUNKED + b"A;name=x\r\n0123456789\r\n0\r\nDigest: y\r\n\r\n",
        200,
        b"",
    ),
}


class Heard:
    def __init__(self) -> None:
        self.answers: list[tuple[float, Answer]] = []
        self.losses: list[tuple[float | None, str]] = []

    def answered(self, _wire, due, answer) -> None:
        self.answers.append((due, answer))

    def lost(self, _wire, due, reason) -> None:
        self.losses.append((due, reason))


@pytest.mark.parametrize(("raw", "status", "cache"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_told_once_whole(raw, status, cache):
    heard = Heard()
    wire = Wire(heard)
    wire.ask(b"GET / HTTP/1.1\r\n\r\n", 7.0)
    wire.data_received(raw)
    assert heard.answers == [(7.0, Answer(status, cache, len(raw)))]


@given(
    st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=4),
    st.lists(st.integers(1, 30), min_size=1, max_size=20),
)
def test_answers_are_found_however_they_are_cut(names, sizes):
    heard = Heard()
    wire = Wire(heard)
    for turn, name in enumerate(names):
        raw, status, cache = ANSWERS[name]
        wire.ask(b"GET / HTTP/1.1\r\n\r\n", float(turn))
        place = cut = 0
        while place < len(raw):
            assert len(heard.answers) == turn, "not before its end"
            size = sizes[cut % len(sizes)]
            wire.data_received(raw[place : place + size])
            place, cut = place + size, cut + 1
        assert heard.answers[turn] == (float(turn), Answer(status, cache, len(raw)))


def test_a_connection_that_ends_says_which_request_it_owed():
    heard = Heard()
    wire = Wire(heard)
    wire.ask(b"GET / HTTP/1.1\r\n\r\n", 3.0)
    wire.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
    wire.connection_lost(ConnectionResetError())
    assert heard.losses == [(3.0, "ConnectionResetError")]


def test_one_that_owes_nothing_says_so():
    heard = Heard()
    wire = Wire(heard)
    wire.ask(b"GET / HTTP/1.1\r\n\r\n", 3.0)
    wire.data_received(ANSWERS["plain"][0])
    wire.connection_lost(None)
    assert heard.losses == [(None, "closed by the site")]
