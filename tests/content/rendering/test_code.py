"""Blocks of code."""

from __future__ import annotations

from strive.content.rendering.code import HIGHLIGHTED_CHARACTERS_MAX


def test_code_is_coloured_by_classes_and_reached_by_keys(markdown):
    found = markdown("```python\nx = 1 < 2\n```")
    assert found.startswith('<figure class="code" data-language="python"><pre tabindex="0">')
    assert '<span class="n">x</span>' in found
    assert "&lt;" in found
    assert "style=" not in found


def test_a_title_is_its_caption_and_lines_can_be_marked(markdown):
    found = markdown('```python title="a < b.py" {2}\nx = 1\ny = 2\n```')
    assert "<figcaption>a &lt; b.py</figcaption>" in found
    assert found.count('class="hll"') == 1


def test_an_unknown_language_is_shown_plain(markdown):
    assert "<code>a &lt;b&gt;\n</code>" in markdown("```\na <b>\n```")
    assert '<code class="language-klingon">nuqneH\n</code>' in markdown("```klingon\nnuqneH\n```")


def test_only_long_lines_make_it_wide(markdown):
    assert 'class="code"' in markdown("```\n" + "x" * 64 + "\n```")
    assert 'class="code wide"' in markdown("```\nshort\n" + "x" * 65 + "\n```")


def test_a_very_long_block_is_not_coloured(markdown):
    lines = "x = 1\n" * (HIGHLIGHTED_CHARACTERS_MAX // 5)
    assert "<span" not in markdown(f"```python\n{lines}```")


def test_code_of_other_systems_is_understood(html):
    for source in (
        "<pre class='wp-block-code'><code lang='css' class='language-css'>a { }</code></pre>",
        "<pre class='brush: css'>a { }</pre>",
    ):
        assert 'data-language="css"' in html(source)
