"""security.md 37: no cell of an export is run by a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.kit.csv import line, stream

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\0=1"]  # noqa: RUF001 - wide


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("formula", FORMULAS, ids=repr)
def test_a_formula_becomes_text(formula):
    assert read(line(["a", formula])) == [["a", "'" + formula.replace("\0", "")]]


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_cell_begins_with_what_calculates_and_none_breaks_out(cells):
    (row,) = read(line(cells))
    assert len(row) == len(cells)
    for written, cell in zip(row, cells, strict=True):
        assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
        assert written.removeprefix("'") == cell.replace("\0", "").removeprefix("'")


def test_numbers_stay_numbers_and_nothing_stays_empty():
    assert line([-1, 2.5, None, "x,y"]) == '-1,2.5,,"x,y"\r\n'


async def test_a_long_table_comes_in_chunks():
    async def rows():
        for number in range(1_000):
            yield [number, "=danger"]

    chunks = [chunk async for chunk in stream(["number", "text"], rows())]
    assert len(chunks) > 3
    table = read(b"".join(chunks).decode())
    assert (table[0], table[-1], len(table)) == (["number", "text"], ["999", "'=danger"], 1_001)
