"""WordPress's block comments taken off, leaving the HTML between them; pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Final

import msgspec

# In the JSON of a block WordPress writes angle brackets as escapes.
_COMMENT: Final = re.compile(r"<!--\s*(/?)wp:([a-z][\w/-]*)\s*(\{[^<>]*\})?\s*(/?)-->\n?")
_EMBED: Final = re.compile(
    r"<figure[^<>]*\bwp-block-embed\b[^<>]*>\s*<div[^<>]*>\s*([^\s<>]+)\s*</div>(.{0,2000}?)</figure>",
    re.DOTALL,
)
_REFERENCE: Final = re.compile(r'"ref"\s*:\s*(\d+)')
_MARKERS: Final = re.compile(r"<!--\s*(?:more\b[^<>]{0,500}?|nextpage|noteaser)\s*-->")
_QUIET: Final = frozenset({"more", "nextpage", "spacer", "separator"})
_NESTING_MAX: Final = 3  # of reusable blocks in each other


def has_blocks(content: str) -> bool:
    """Tell whether a text was written in the block editor."""
    return "<!-- wp:" in content


def without_blocks(
    content: str,
    reusable: Callable[[str], str],
    notes: list[str],
    *,
    footnotes: str = "",
    depth: int = 0,
) -> str:
    """Return the HTML of a block-editor text.

    Args:
        content: The text with its block comments.
        reusable: Returns the content of a reusable block by its number, "" if it is missing.
        notes: Where the names of blocks without HTML of their own are added.
        footnotes: The HTML that takes the place of the block of that name.
        depth: How many reusable blocks this one is inside of.
    """
    left_out: dict[str, None] = {}

    def replaced(found: re.Match[str]) -> str:
        closes, name, data, alone = found.groups()
        if closes or not alone:
            return ""
        number = _REFERENCE.search(data or "")
        if name == "footnotes" and footnotes:
            return footnotes
        if name == "block" and number is not None and depth < _NESTING_MAX:
            inner = reusable(number[1])
            if inner:
                return without_blocks(inner, reusable, notes, depth=depth + 1)
        if name not in _QUIET:
            left_out[name] = None
        return ""

    html = _MARKERS.sub("", _COMMENT.sub(replaced, content))
    if left_out:
        notes.append(f"blocks left out: {', '.join(left_out)}")
    return _EMBED.sub(_linked, html).strip()


def footnotes_of(listed: str) -> str:
    """Return the notes of a post, which WordPress keeps as JSON in a custom field, as HTML."""
    try:
        notes = msgspec.json.decode(listed or "[]", type=list[_Footnote])
    except msgspec.DecodeError:
        return ""
    items = "".join(
        f'<li id="{escape(note.id)}">{note.content} '
        f'<a class="footnote-back" href="#{escape(note.id)}-link">\u21a9\ufe0e</a></li>'
        for note in notes
    )
    return f'<div class="footnotes" role="doc-endnotes"><ol>{items}</ol></div>' if items else ""


class _Footnote(msgspec.Struct):
    id: str
    content: str


def without_markers(content: str) -> str:
    """Take WordPress's “more” and page breaks out of a classic text."""
    return _MARKERS.sub("", content)


def _linked(found: re.Match[str]) -> str:
    address = found[1]
    shown = address if "&amp;" in address else escape(address)
    return f'<figure><p><a href="{shown}">{shown}</a></p>{found[2].strip()}</figure>'
