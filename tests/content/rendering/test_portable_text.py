"""Portable Text, with what schemas add to it."""

from __future__ import annotations

from typing import Any

import pytest

LINK = {"_key": "l", "_type": "link", "href": "https://a.test"}
NOTE = {"_key": "n", "_type": "footnote", "text": "A note."}


def block(*children: Any, **more: Any) -> dict[str, Any]:
    spans = [{"_type": "span", "text": c} if isinstance(c, str) else c for c in children]
    return {"_type": "block", "children": spans, **more}


def marked(text: str, *marks: str) -> dict[str, Any]:
    return {"_type": "span", "text": text, "marks": list(marks)}


def item(text: str, kind: str = "bullet", level: int = 1) -> dict[str, Any]:
    return block(text, listItem=kind, level=level)


def test_styles_and_marks(portable_text):
    found = portable_text(
        [
            block("Title", style="h2"),
            block(marked("a", "strong", "em"), marked("b", "strike-through"), " c\nd"),
            block("said", style="blockquote"),
            block("", style="normal"),
        ]
    )
    assert '<h2 id="title">' in found
    assert "<p><strong><em>a</em></strong><s>b</s> c<br>d</p>" in found
    assert "<blockquote><p>said</p></blockquote>" in found
    assert "<p></p>" not in found


def test_links_and_notes(portable_text):
    found = portable_text([block(marked("x", "l"), marked("y", "n"), markDefs=[LINK, NOTE])])
    assert '<a href="https://a.test" rel="noopener">x</a>' in found
    assert 'href="#fn-1"' in found
    assert '<div class="footnotes" role="doc-endnotes">' in found


def test_lists_nest_by_their_level(portable_text):
    found = portable_text([item("a"), item("b", "number", 2), item("c"), block("end")])
    assert "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul><p>end</p>" in found


@pytest.mark.parametrize(
    ("custom", "shown"),
    [
        (
            {"_type": "image", "asset": {"url": "/a.png"}, "alt": "b", "caption": "c"},
            "<figcaption>c",
        ),
        ({"_type": "gallery", "images": [{"url": "/a.png"}, {"url": "/b.png"}]}, 'class="gallery"'),
        ({"_type": "code", "language": "python", "code": "x = 1"}, 'data-language="python"'),
        ({"_type": "table", "rows": [{"cells": ["A", "B"]}, {"cells": ["1"]}]}, "<th>A</th>"),
        ({"_type": "youtube", "url": "https://youtu.be/dQw4w9WgXcQ"}, 'data-embed="youtube"'),
        ({"_type": "callout", "tone": "warning", "text": "Hot"}, "callout callout-warning"),
        ({"_type": "divider"}, "<hr>"),
        ({"_type": "html", "html": "<b>x</b><script>y</script>"}, "<b>x</b>"),
    ],
)
def test_blocks_known_by_their_names(portable_text, custom, shown):
    found = portable_text([block("before"), custom, block("after")])
    assert shown in found
    assert found.endswith("<p>after</p>")


def test_a_block_nobody_knows_is_shown_whole(portable_text):
    found = portable_text(
        [{"_type": "recipe", "_key": "k", "name": "Soup", "steps": ["Cut", "Boil"]}]
    )
    assert found.startswith('<div class="unknown-block"><dl>')
    assert "<dt>name</dt><dd>Soup</dd>" in found
    assert "<li>Cut</li><li>Boil</li>" in found
    assert "_key" not in found


def test_members_that_are_no_blocks_are_passed_over(portable_text):
    assert portable_text([None, 1, "x", [], block("a")]) == "<p>a</p>"
    assert portable_text([]) == ""
