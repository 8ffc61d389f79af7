from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.content.importing.errors import BadExport
from strive.content.importing.markdown.front_matter import split_front_matter


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: A\n---\n",
        "---\r\ntitle: A\r\n---\r\n",
        "\ufeff---\ntitle: A\n...\n",
        "+++\ntitle = 'A'\n+++\n",
        '{\n  "title": "A"\n}\n',
        "---toml\ntitle = 'A'\n---\n",
        '---json\n{\n"title": "A"\n}\n---\n',
        "---yaml\ntitle: A\n---\n",
    ],
)
def test_yaml_toml_and_json_heads_are_read(head):
    text = (head + "\nBody\n").replace("\r\n", "\n")
    assert split_front_matter(text) == ({"title": "A"}, "Body\n")


def test_yaml_values_stay_as_written():
    data, _ = split_front_matter("---\ntitle: No\nslug: 007\ndate: 2024-13-40\nx: 1_000\n---\n")
    assert data == {"title": "No", "slug": "007", "date": "2024-13-40", "x": "1_000"}


def test_a_text_without_a_head_is_all_body():
    assert split_front_matter("Hello\n---\nno: head\n---\n") == ({}, "Hello\n---\nno: head\n---\n")
    assert split_front_matter("---- \nrule")[0] == {}
    rules = "---\n\nA sentence between two rules\n\n---\n\nMore\n"
    assert split_front_matter(rules) == ({}, rules)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n",
        "---\n- a\n---\n",
        "---\na: [\n---\n",
        "---\n\x00\n---\n",
        "---\n? [a]\n: b\n---\n",
        "---\na: " + "[" * 60_000 + "\n---\n",
        "---\na: &a [x, x]\n" + "\n".join(f"k{n}: [*a, *a]" for n in range(20)) + "\n---\n",
        "---\n" + "a: b\n" * 60_000 + "---\n",
        "+++\na = \n+++\n",
        "+++\na = " + "[" * 5_000 + "\n+++\n",
        '{\n "a": \n}\n',
        "---js\nconst title = 'A';\n---\n",
        "+++\n" + ".".join("a" * 60_000) + " = 1\n+++\n",
    ],
    ids=lambda text: text[:14].replace("\n", "/"),
)
def test_a_head_that_cannot_be_read_is_refused_by_name(text):
    with pytest.raises(BadExport):
        split_front_matter(text)


heads = st.sampled_from(["---\n", "+++\n", "{\n", ""])
lines = st.text(alphabet="ab:-[]{}&*!|>#'\"%@`?,\n\t =0129+\x00é", max_size=60)


@given(heads, lines, heads, lines)
def test_reading_a_head_fails_with_bad_export_only(opening, head, closing, body):
    try:
        data, _ = split_front_matter(opening + head + "\n" + closing + body)
    except BadExport:
        return
    assert isinstance(data, dict)
