"""Imported texts as Markdown: it renders to the same."""

from __future__ import annotations

import json

import pytest

from strive.content.post import Body, Format
from strive.content.rendering import render
from strive.content.studio.as_markdown import markdown_of
from strive.platform.errors import Invalid

HTML = [
    "<h2>Two words</h2><p>One <strong>two </strong>three <em>four</em>.</p>",
    '<p>A <a href="/blog/x" title="t">link</a> and <code>a`b</code> and 1 * 2 * 3 [x] a_b_c.</p>',
    "<ul><li>one</li><li>two<ul><li>in</li></ul></li></ul><ol><li>first</li><li>second</li></ol>",
    "<blockquote><p>said</p><p>again</p></blockquote><hr><p>after</p>",
    '<pre><code class="language-python">x = 1\n\ny = `2`\n</code></pre>',
    '<figure><img src="/media/a.png" alt="An a"><figcaption>Below</figcaption></figure>',
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
    "<p>line<br>break</p><p>- no list</p><p># no heading</p><p>1. no number</p>",
    "<details><summary>More</summary><p>Hidden</p></details>",
    "<p>&lt;b&gt; is no tag &amp; never was</p>",
]


@pytest.mark.parametrize("source", HTML)
def test_html_renders_to_the_same_text(source):
    markdown = markdown_of(Body(source, Format.HTML))
    before, after = render(Body(source, Format.HTML)), render(Body(markdown))
    assert after.text.split() == before.text.split()
    assert [h.text for h in after.headings] == [h.text for h in before.headings]
    for tag in ("<li", "<strong", "<em", "<a ", "<code", "<img", "<td", "<blockquote", "<br"):
        assert after.html.count(tag) == before.html.count(tag), (tag, markdown)


def test_portable_text_renders_to_the_same_text():
    blocks = [
        {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "Head"}]},
        {
            "_type": "block",
            "markDefs": [{"_key": "l", "_type": "link", "href": "https://example.com"}],
            "children": [
                {"_type": "span", "text": "Go "},
                {"_type": "span", "text": "there", "marks": ["l", "strong"]},
            ],
        },
        {"_type": "block", "listItem": "bullet", "children": [{"_type": "span", "text": "one"}]},
    ]
    source = json.dumps(blocks)
    markdown = markdown_of(Body(source, Format.PORTABLE_TEXT))
    before, after = render(Body(source, Format.PORTABLE_TEXT)), render(Body(markdown))
    assert after.text.split() == before.text.split()
    assert "https://example.com" in after.html


def test_what_is_markdown_stays_as_it_is_and_what_is_nothing_is_refused():
    assert markdown_of(Body("*as* it is")) == "*as* it is"
    with pytest.raises(Invalid):
        markdown_of(Body("{", Format.PORTABLE_TEXT))
