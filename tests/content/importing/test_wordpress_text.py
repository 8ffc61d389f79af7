from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strive.content.importing.wordpress.autop import with_paragraphs
from strive.content.importing.wordpress.blocks import without_blocks
from strive.content.importing.wordpress.shortcodes import Attachment, Library, expand_shortcodes


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a <b>c</b>\n<h2>H</h2>\nd", "<p>a <b>c</b></p>\n<h2>H</h2>\n<p>d</p>"),
        ("<ul>\n<li>one\n\ntwo</li>\n</ul>", "<ul>\n<li>one\n\ntwo</li>\n</ul>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<div>a\n\nb</div>", "<div>\n<p>a</p>\n<p>b</p>\n</div>"),
        ("<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("<pre>never closed\n\nx", "<pre>\n<p>never closed</p>\n<p>x</p>"),
    ],
)
def test_classic_text_gets_the_paragraphs_it_means(text, html):
    assert with_paragraphs(text) == html


def test_reusable_blocks_that_contain_themselves_end():
    block = '<!-- wp:block {"ref":1} /-->x'
    assert without_blocks(block, lambda _: block, []) == "xxxx"


@given(st.text(alphabet="[]/ =\"'abcode caption gallery ids1<>\n\x00", max_size=80))
@example("[caption][caption]x[/caption]")
@example("[code]\x000\x00[/code]")
def test_no_text_makes_the_conversion_fail(text):
    html = expand_shortcodes(text, Library(lambda _: Attachment("/a.png")), [])
    assert isinstance(with_paragraphs(html), str)
