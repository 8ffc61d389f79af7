"""Blocks of code, highlighted with CSS classes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from strive.content.rendering.tree import Element, Markup, content_of, element, escaped

HIGHLIGHTED_CHARACTERS_MAX: Final = 20_000  # of one block; a longer one is shown plain
_LINES_MAX: Final = 2_000
_MEASURE: Final = 64  # characters of a line that fit beside each other where texts are set
_LANGUAGE = re.compile(r"(?:language-|lang-|brush:\s*)([\w+#.-]{1,30})", re.ASCII)
_LINES = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_PLAIN: Final = frozenset({"", "none", "plain", "plaintext", "text", "txt"})


def code_block(pre: Element) -> Element:
    """Return a `pre` as a figure: its title as caption, focusable so that keys can scroll it.

    One with long lines is `wide`, as pictures can be. The language is told by a class
    `language-…`; `data-title` and `data-lines` (such as "1,3-5", counted from 1) are optional.
    """
    language = _language_of(pre)
    code = content_of(pre).removeprefix("\n")
    lines = _numbers(pre.attributes.get("data-lines", ""))
    shown = Markup(_highlighted(code, language, lines), code)
    attributes = {"class_": f"language-{language}"} if language else {}
    block = element("pre", element("code", shown, **attributes), tabindex="0")
    widest = max(map(len, code.expandtabs(4).split("\n")))
    figure = element("figure", block, class_="code wide" if widest > _MEASURE else "code")
    if language:
        figure.attributes["data-language"] = language
    if title := pre.attributes.get("data-title", "").strip():
        figure.children.insert(0, element("figcaption", title))
    return figure


def _language_of(pre: Element) -> str:
    inner = [child for child in pre.children if isinstance(child, Element)]
    for holder in (pre, *inner):
        if found := _LANGUAGE.search(holder.attributes.get("class", "")):
            return found[1].lower()
    return ""


def _numbers(ranges: str) -> tuple[int, ...]:
    lines: set[int] = set()
    for first, last in _LINES.findall(ranges):
        lines.update(range(int(first), min(int(last or first), int(first) + _LINES_MAX) + 1))
    return tuple(sorted(lines))[:_LINES_MAX]


def _highlighted(code: str, language: str, lines: tuple[int, ...]) -> str:
    lexer = _lexer(language)
    if lexer is None or len(code) > HIGHLIGHTED_CHARACTERS_MAX:
        return escaped(code)
    return highlight(code, lexer, _formatter(lines))


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if language in _PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=64)
def _formatter(lines: tuple[int, ...]) -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True, hl_lines=list(lines))
