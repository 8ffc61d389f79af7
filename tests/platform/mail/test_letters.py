"""Claims of letters: both forms say the same, and no text adds a field (security.md 36)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.platform.errors import Invalid
from strive.platform.mail import Letter, Words
from strive.platform.mail.letter import message_of

AT = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
TEMPLATE = """Subject: Hello {{ name }}

Dear {{ name }},
this is one paragraph.

[Do it]({{ link }})

- Small print.
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> Words:
    folder = tmp_path_factory.mktemp("words")
    (folder / "mail").mkdir()
    (folder / "mail/hello.txt").write_text(TEMPLATE)
    (folder / "mail/bare.txt").write_text("No subject\n\nText")
    frame = (
        "{% for p in paragraphs %}<p class={{ p.kind }} title='{{ p.address }}'>{{ p.text }}</p>"
    )
    (folder / "mail/letter.html").write_text(frame + "{% endfor %}")
    return Words([folder])


def sent(letter: Letter, **more):
    given = {"sender": "news@example.org", "sender_name": "The Tide", "at": AT, **more}
    return message_of(letter, **given)


def test_text_and_html_say_the_same(words):
    letter = words.letter("hello", "a@example.org", {"name": "Ada", "link": "https://x.org/?a=1"})
    assert letter.subject == "Hello Ada"
    assert letter.text == (
        "Dear Ada, this is one paragraph.\n\nDo it:\nhttps://x.org/?a=1\n\nSmall print.\n"
    )
    assert "<p class=button title='https://x.org/?a=1'>Do it</p>" in letter.html
    assert "<p class=small title=''>Small print.</p>" in letter.html


def test_what_people_typed_is_text_in_html(words):
    typed = {"name": "<b>[Win](https://evil.org)</b>", "link": "https://x.org"}
    letter = words.letter("hello", "a@example.org", typed)
    assert "<b>" not in letter.html
    assert letter.html.count("class=button") == 1


@given(st.text())
def test_no_name_adds_a_field_or_a_paragraph(words, name):
    letter = words.letter("hello", "a@example.org", {"name": name, "link": "https://x.org"})
    message = sent(letter)
    assert sorted(message.keys()) == [
        "Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Subject", "To",
    ]  # fmt: skip
    assert letter.text.count("\n\n") == 2
    assert b"\nBcc:" not in bytes(message).partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "wrong",
    ["a@example.org\r\nBcc: b@example.org", "a@example.org\nBcc: b", "a", "@", "a@b@c\0", "<a>@b"],
)
def test_an_address_that_is_none_is_refused(wrong):
    letter = Letter(to=wrong, subject="S", text="T", html="<p>T</p>")
    with pytest.raises(Invalid):
        sent(letter)


@pytest.mark.parametrize("wrong", ["Hi\r\nBcc: b@example.org", "Hi\nX: y", "Hi\x0bX"])
def test_a_subject_or_name_of_two_lines_is_refused(wrong):
    with pytest.raises(Invalid):
        sent(Letter(to="a@example.org", subject=wrong, text="T", html=""))
    with pytest.raises(Invalid):
        sent(Letter(to="a@example.org", subject="S", text="T", html=""), sender_name=wrong)


def test_a_template_without_subject_is_a_mistake(words):
    with pytest.raises(ValueError, match="subject"):
        words.letter("bare", "a@example.org", {})
