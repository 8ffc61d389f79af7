from __future__ import annotations

import asyncio
import os

import pytest

from strive.local.output import LINE_BYTES_MAX, read_lines


async def lines_of(data: bytes) -> list[str]:
    reading, writing = os.pipe()
    lines: list[str] = []
    heard = asyncio.create_task(read_lines(reading, lines.append))
    await asyncio.to_thread(os.write, writing, data)
    os.close(writing)
    await heard
    return lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one\ntwo\n", ["one", "two"]),
        (b"no end", ["no end"]),
        (b"dos\r\n\n", ["dos", ""]),
        (b"\xff\xc3\xa9\n", ["\ufffdé"]),
    ],
)
async def test_lines_are_handed_on(data, lines):
    assert await lines_of(data) == lines


async def test_an_overlong_line_comes_in_bounded_pieces():
    lines = await lines_of(b"x" * LINE_BYTES_MAX * 3 + b"\nafter\n")
    assert lines[-1] == "after"
    assert sum(map(len, lines[:-1])) == LINE_BYTES_MAX * 3
    assert max(map(len, lines)) <= 2 * LINE_BYTES_MAX
