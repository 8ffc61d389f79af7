"""Whatever is written, what comes out is safe, and HTML."""

from __future__ import annotations

import json
import time

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.content.post import BODY_BYTES_MAX, Body, Format
from strive.content.rendering import BodyInvalid, BodyTooLarge, render
from strive.content.rendering.sanitizer import sanitized

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=/account><input name=password><button>Sign in</button></form>",
    "<style>body { display: none }</style>",
    "<p style='position: fixed; inset: 0'>x</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<base href=//evil.test/>",
    "<object data=//evil.test></object><embed src=//evil.test>",
    "<div class=masthead id=content onclick=alert(1)>x</div>",
    '[x](javascript:alert(1)) ![x](data:text/html,x) <a id="x" name="y">',
    "```html onmouseover=alert(1)\n<script>alert(1)</script>\n```",
]
ELEMENTS = {
    "a", "abbr", "aside", "audio", "b", "blockquote", "body", "br", "code", "dd", "del", "details",
    "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "head", "hr", "html", "img",
    "input", "label", "li", "mark", "ol", "p", "pre", "q", "s", "section", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul", "video",
}  # fmt: skip
ATTRIBUTES = {
    "alt", "aria-hidden", "aria-label", "checked", "class", "controls", "data-embed",
    "data-embed-src", "data-language", "decoding", "dir", "disabled", "href", "id", "lang",
    "loading", "rel", "role", "src", "tabindex", "title", "type", "width", "height",
}  # fmt: skip
PIECES = st.sampled_from([
    *ATTACKS, "<p>", "</p>", "<b>", "</i>", "<table><td>", "<li>", "</ul>", "<h2 id=a>", "text",
    "\n\n", "# x\n", "- [ ] y\n", "> q\n", "|a|b|\n|-|-|\n", "[^1]", "\n[^1]: n\n", "`", "```\n",
    "<!--", "\x00", "\u202e", "😀", "https://youtu.be/dQw4w9WgXcQ\n\n", "<blockquote>", "<a href=/>"
])  # fmt: skip
NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | PIECES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["_type", "children", "text", "marks", "markDefs", "url", "html", "code"]
            ),
            inner | st.sampled_from(["block", "span", "image", "html", "code", "table"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


def is_safe(html: str) -> bool:
    document = html5lib.parse(html, namespaceHTMLElements=False)
    for element in document.iter():
        addresses = (element.get("href", ""), element.get("src", ""))
        if element.tag not in ELEMENTS or not set(element.keys()) <= ATTRIBUTES:
            return False
        if any(url.lstrip().lower().startswith(("javascript:", "data:")) for url in addresses):
            return False
    return True


@pytest.mark.parametrize("source", ATTACKS)
def test_nothing_acts(html, markdown, source):
    assert is_safe(html(source)), html(source)
    assert is_safe(markdown(source)), markdown(source)


def test_classes_and_ids_of_the_page_are_not_for_texts(html):
    found = html("<h2 id=content class='masthead callout'>x</h2><a href=#content>y</a>")
    assert 'id="content-2" class="callout"' in found or 'class="callout" id="content-2"' in found
    assert 'href="#content-2"' in found


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from([Format.HTML, Format.MARKDOWN]))
def test_any_text_is_rendered_safely_and_once_for_all(source, written_in):
    rendered = render(Body(source, written_in))
    assert is_safe(rendered.html)
    assert sanitized(rendered.html) == rendered.html


@given(st.lists(NODES, max_size=4))
def test_any_portable_text_is_rendered_safely(blocks):
    assert is_safe(render(Body(json.dumps(blocks), Format.PORTABLE_TEXT)).html)


@pytest.mark.parametrize("source", ["{", "{}", '"text"', "[" * 10_000, "1"])
def test_what_is_no_portable_text_is_refused(source):
    with pytest.raises(BodyInvalid):
        render(Body(source, Format.PORTABLE_TEXT))


def test_a_body_too_large_is_refused():
    with pytest.raises(BodyTooLarge, match="at most 2,000,000"):
        render(Body("x" * (BODY_BYTES_MAX + 1), Format.MARKDOWN))


@pytest.mark.parametrize(
    "unit",
    ["<div>", "> ", "[", "*a", "`", "<b><p>", "![", "<a href=/>", "</p>", "<!--", "- ", "~~", "&"],
)
def test_no_text_takes_long(unit):
    start = time.perf_counter()
    for written_in in (Format.HTML, Format.MARKDOWN):
        try:
            render(Body(unit * (60_000 // len(unit)), written_in))
        except (BodyInvalid, BodyTooLarge):
            continue
    assert time.perf_counter() - start < 5, "quadratic, most likely"


def test_characters_that_no_text_can_hold_are_replaced(markdown):
    assert markdown("a\x00b\x0bc\ud800d") == "<p>a\ufffdb\ufffdc\ufffdd</p>"
