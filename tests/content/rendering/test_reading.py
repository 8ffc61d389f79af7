"""The text of a body, its length, and its beginning."""

from __future__ import annotations

import pytest

from strive.content.post import Body, Format
from strive.content.rendering import count_words, excerpt_of, reading_minutes, render


def test_the_text_is_what_is_read():
    source = "## A\n\nOne [two](/x)[^1].\n\n|a|b|\n|-|-|\n|c|d|\n\n[^1]: n\n\n"
    source += "https://youtu.be/dQw4w9WgXcQ\n"
    text = render(Body(source, Format.MARKDOWN)).text
    assert text.split("\n") == ["A", "One two.", "a b", "c d", "n"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two-three it's 3.5", 4),
        ("über naïve", 2),
        ("日本語の文章", 6),
        ("สวัสดีชาวโลก", 3),
        ("— … !", 0),
    ],
)
def test_words_are_counted_as_readers_count_them(text, words):
    assert count_words(text) == words


def test_minutes_depend_on_the_language_and_are_never_none():
    assert reading_minutes(0) == 1
    assert reading_minutes(2300) == 10
    assert reading_minutes(2500, "zh-Hant") == 5


def test_an_excerpt_ends_with_a_sentence_and_skips_headings():
    text = "A heading\n" + "This is a sentence of some length, to be sure. " * 9
    found = excerpt_of(text)
    assert found.startswith("This is")
    assert found.endswith("sure.")
    assert len(found) <= 240


def test_an_excerpt_of_one_long_sentence_is_cut_between_words():
    assert set(excerpt_of("word " * 100).split()) == {"word", "word\u2026"}
