"""What the signs of Markdown become."""

from __future__ import annotations

import html5lib
import pytest

from strive.content.post import Body, Format
from strive.content.rendering import BodyInvalid, render

SIGNS = {
    "*a* **b** ~~c~~ `d`": "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>",
    "[a](/b)": '<p><a href="/b">a</a></p>',
    "[a](https://b.test)": '<p><a href="https://b.test" rel="noopener">a</a></p>',
    "See www.b.test.": '<p>See <a href="https://www.b.test" rel="noopener">www.b.test</a>.</p>',
    "(https://b.test/x_(y))": '<a href="https://b.test/x_(y)" rel="noopener">',
    "`https://b.test`": "<p><code>https://b.test</code></p>",
    "a  \nb": "<p>a<br>\nb</p>",
    "---": "<hr>",
    "> a\n>\n> > b": "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>",
    "T\n: d": "<dl>\n<dt>T</dt>\n<dd>d</dd>\n</dl>",
    "> [!NOTE]\n> a": '<aside class="callout callout-note" role="note">',
    "<kbd>S</kbd> <b>x</b>": "<p><kbd>S</kbd> <b>x</b></p>",
}


@pytest.mark.parametrize("source", SIGNS)
def test_signs_become_elements(markdown, source):
    assert SIGNS[source] in markdown(source)


@pytest.mark.parametrize(
    "source",
    [
        "- [ ] to do\n- [x] done",
        "- loose\n\n- [ ] to do\n\n  more of it\n",
        "1. [x] numbered\n   - [ ] nested",
    ],
)
def test_each_box_of_a_task_list_is_labelled_by_its_task(markdown, source):
    document = html5lib.parse(markdown(source), namespaceHTMLElements=False)
    labels = document.findall(".//label")
    assert labels
    assert len(labels) == len(document.findall(".//input"))
    for label in labels:
        box = label.find("input")
        assert box is not None
        assert box.get("disabled") is not None
        assert "".join(label.itertext()).strip()


def test_a_table_scrolls_by_itself_and_is_named_by_its_columns(markdown):
    found = markdown("| A | B |\n|:--|--:|\n| 1 | 2 |")
    assert found.startswith('<div class="table-scroll" tabindex="0" role="group" aria-label="A, B"')
    assert '<td class="align-right">2</td>' in found


def test_notes_stand_at_the_end_and_lead_back(markdown):
    found = markdown("One[^a], again[^a], two^[inline].\n\n[^a]: A *note*.")
    assert 'href="#fn-1" role="doc-noteref" id="fnref-1"' in found
    assert 'id="fnref-1-2"' in found
    assert '<div class="footnotes" role="doc-endnotes">' in found, "a section wants a heading"
    assert '<li id="fn-2">' in found
    assert found.count('role="doc-backlink"') == 3


@pytest.mark.parametrize("source", ["> " * 60 + "x", "[" * 60 + "x"])
def test_mazes_are_refused(source):
    with pytest.raises(BodyInvalid):
        render(Body(source, Format.MARKDOWN))
