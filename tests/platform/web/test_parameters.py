"""Claims of `strive.platform.web.parameters`."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, Struct, UnsetType

from strive.platform.web.parameters import NoParameters, ParameterInvalid, Parameters


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Query(Struct, frozen=True, kw_only=True):
    word: Annotated[str, Meta(min_length=1, max_length=5, description="A word", examples=["hat"])]
    page: Annotated[int, Meta(ge=1, le=9)] | UnsetType = UNSET
    colour: Colour = Colour.RED
    new: bool = False
    fields: tuple[str, ...] = ()


PARAMETERS = Parameters(Query, {"fields": ["id", "title"]})


def read(query: str) -> Query:
    return PARAMETERS.read({"query_string": query.encode("latin-1")})


def message(query: str) -> str:
    with pytest.raises(ParameterInvalid) as caught:
        read(query)
    return caught.value.message


def test_parameters_are_read_as_what_they_are():
    assert read("word=h%C3%BCt&page=9&colour=blue&new=true&fields=title,id") == Query(
        word="hüt", page=9, colour=Colour.BLUE, new=True, fields=("title", "id")
    )


def test_what_is_not_given_has_its_default():
    assert read("word=hat") == Query(word="hat")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "The parameter word is missing."),
        ("word=", "The parameter word must be a text of 1 to 5 characters."),
        ("word=longer", "The parameter word must be a text of 1 to 5 characters."),
        ("word=a%00", "The parameter word may not contain a NUL character."),
        ("word=a&page=0", "The parameter page must be a whole number from 1 to 9."),
        ("word=a&page=1.0", "The parameter page must be a whole number from 1 to 9."),
        ("word=a&page=01", "The parameter page must be a whole number from 1 to 9."),
        ("word=a&page=+1", "The parameter page must be a whole number from 1 to 9."),
        ("word=a&page=%D9%A2", "The parameter page must be a whole number from 1 to 9."),
        ("word=a&page=1" + "0" * 400, "The parameter page must be a whole number from 1 to 9."),
        ("word=a&colour=green", "The parameter colour must be one of blue, red."),
        ("word=a&colour=`$.new`", "The parameter colour must be one of blue, red."),
        ("word=a&new=1", "The parameter new must be true or false."),
        ("word=a&fields=", "The parameter fields must name some of these, each once: id, title."),
        (
            "word=a&fields=id,id",
            "The parameter fields must name some of these, each once: id, title.",
        ),
        (
            "word=a&fields=_id",
            "The parameter fields must name some of these, each once: id, title.",
        ),
        ("word=a&word=b", "The parameter 'word' is given more than once."),
        ("word=a&%77ord=b", "The parameter 'word' is given more than once."),
        ("word=%ff", "The query of the address is not UTF-8, percent-encoded."),
        ("word=\xff", "The query of the address is not UTF-8, percent-encoded."),
        (
            "word[$ne]=1",
            "There is no parameter 'word[$ne]' here; there are: word, page, colour, new, fields.",
        ),
    ],
)
def test_what_is_wrong_is_said(query, said):
    assert message(query) == said


def test_a_name_is_shown_in_part_and_on_one_line():
    said = message("word=a&" + "%0a" * 1000 + "=1")
    assert "\n" not in said
    assert len(said) < 250


def test_where_there_are_none_nothing_may_stand():
    with pytest.raises(ParameterInvalid, match="there are: none"):
        Parameters(NoParameters).read({"query_string": b"x=1"})


@given(st.binary(max_size=200))
def test_any_query_is_read_or_refused(query):
    with suppress(ParameterInvalid):
        PARAMETERS.read({"query_string": query})


@given(st.sampled_from(["word", "page", "colour", "new", "fields"]), st.text(max_size=50))
def test_any_value_is_read_or_refused(name, value):
    with suppress(ParameterInvalid):
        read(urlencode([(name, value)], errors="surrogatepass"))


def test_they_describe_themselves():
    described = {each["name"]: each for each in PARAMETERS.described()}
    assert described["word"]["required"] is True
    assert described["word"]["description"] == "A word"
    assert described["word"]["examples"] == {"hat": {"value": "hat"}}
    assert described["page"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 9}
    assert described["fields"]["explode"] is False
    assert described["fields"]["schema"]["items"] == {"type": "string", "enum": ["id", "title"]}
