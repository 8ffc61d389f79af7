"""HTML of any quality, and the cards of Ghost and WordPress."""

from __future__ import annotations

import html5lib
import pytest

from strive.content.post import Body, Format
from strive.content.rendering import BodyInvalid, render

MENDED = {
    "<p>a<p>b": "<p>a</p><p>b</p>",
    "<b>a<i>b</b>c": "<p><b>a<i>b</i></b>c</p>",
    "one\n\ntwo": "<p>one</p>\n<p>two</p>",
    "<p>a<div>b</div>c</p>": "<p>a</p><div>b</div><p>c</p>",
    "<li>a</li>": "<div>a</div>",
    "<ul><li>a<ul><li>b</ul></ul>": "<ul><li>a<ul><li>b</li></ul></li></ul>",
    "<table><tr><td>a": "<table><tbody><tr><td>a</td></tr></tbody></table>",
    "<center>a</center>": "<div>a</div>",
    "<font color=red>a</font>": "<p>a</p>",
    "a &amp; b &copy; &#x1F600;": "<p>a &amp; b \xa9 \U0001f600</p>",
    "<p></p><p> </p><p>a</p>": "<p>a</p>",
    "<ruby>漢<rt>kan</rt></ruby>": "<p><ruby>漢<rt>kan</rt></ruby></p>",
    "<b><rt>kan</rt></b>": "<p><b><span>kan</span></b></p>",
    "<details><p>a</p></details>": "<div><p>a</p></div>",
}
CARDS = {
    "<div class='kg-card kg-callout-card'><div class='kg-callout-text'>a</div></div>": (
        '<aside class="callout" role="note">'
    ),
    "<div class='kg-card kg-toggle-card'><div class='kg-toggle-heading'><h4>A</h4></div>"
    "<div class='kg-toggle-content'><p>b</p></div></div>": "<details><summary>A</summary>",
    "<div class='kg-card kg-button-card'><a href='/x' class='kg-btn kg-btn-accent'>Go</a></div>": (
        '<a href="/x" class="button">Go</a>'
    ),
    "<a class='kg-bookmark-container' href='/x'><div class='kg-bookmark-title'>A</div></a>": (
        '<div class="bookmark-title">A</div>'
    ),
    "<div class='wp-caption alignright'><img src='/a.png' alt=''>"
    "<p class='wp-caption-text'>b</p></div>": "<figcaption>b</figcaption>",
    "<figure class='wp-block-pullquote'><blockquote>a</blockquote></figure>": (
        '<figure class="pullquote">'
    ),
    "<div class='wp-block-columns'><div class='wp-block-column'>a</div></div>": (
        '<div class="columns"><div class="column">a</div></div>'
    ),
    "<p style='text-align: center'>a</p>": '<p class="align-center">a</p>',
    "<video src='/a.mp4' autoplay></video>": "controls",
}


@pytest.mark.parametrize("source", MENDED)
def test_what_is_broken_is_mended(html, source):
    assert MENDED[source] in html(source)


@pytest.mark.parametrize("source", CARDS)
def test_cards_become_what_they_mean(html, source):
    assert CARDS[source] in html(source)
    assert "kg-" not in html(source)
    assert "wp-" not in html(source)


@pytest.mark.parametrize("source", [*MENDED, *CARDS])
def test_the_result_is_well_formed(html, source):
    page = f"<!doctype html><html><head><title>t</title></head><body>{html(source)}</body></html>"
    html5lib.HTMLParser(strict=True).parse(page)


def test_elements_nested_too_deep_are_refused():
    with pytest.raises(BodyInvalid):
        render(Body("<div>" * 500 + "x", Format.HTML))
