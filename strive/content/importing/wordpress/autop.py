"""Paragraphs for text of WordPress's classic editor, which keeps blank lines instead; pure."""

from __future__ import annotations

import re
from typing import Final

from strive.content.importing.shield import Shield

# Taken as they are: their insides need no paragraphs.
_WHOLE: Final = re.compile(
    r"<(pre|script|style|textarea|ul|ol|dl|table|figure|h[1-6]|p|form|video|audio|iframe|object)\b",
    re.IGNORECASE,
)
# Their tags stand alone, their insides get paragraphs.
_HOLDER: Final = re.compile(
    r"(</?(?:address|article|aside|blockquote|center|details|div|fieldset|figcaption|footer|header"
    r"|hr|li|main|nav|noscript|section|summary|td|th|tr|tbody|thead|tfoot|ul|ol|table|p|pre)\b"
    r"[^<>]*>)",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(r"\n{2,}")
_BREAK: Final = re.compile(r"<br\s{0,9}/?>$", re.IGNORECASE)


def with_paragraphs(text: str) -> str:
    """Return a classic-editor text with `<p>` and `<br>` where it has blank lines and line ends.

    Lists, tables, headings, `<pre>` and paragraphs that are there already stay as they are.
    """
    shield = Shield()
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    text = shield.keep_between(text, _WHOLE, r"</{}\s*>")
    text = re.sub("(\x00\\d+\x00)", r"\n\n\1\n\n", text)
    text = _HOLDER.sub(r"\n\n\1\n\n", text)
    text = re.sub(r"\n[ \t]+(?=\n)", "\n", text)
    parts = (part.strip() for part in _ALONE.split(text))
    return shield.restore("\n".join(_wrapped(part) for part in parts if part))


def _wrapped(part: str) -> str:
    if part.startswith("\x00") or _HOLDER.fullmatch(part):
        return part
    *lines, last = part.split("\n")
    ended = (f"{_BREAK.sub('', line.rstrip())}<br>\n" for line in lines)
    return f"<p>{''.join(ended)}{last}</p>"
