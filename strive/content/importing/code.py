"""Code in Markdown, set aside while the rest of the text is rewritten; pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import Final

from strive.content.importing.shield import Shield

_FENCE: Final = re.compile(r"^(?:[ \t>]*)(`{3,}+|~{3,}+)[^\n]*\n", re.MULTILINE)
_BACKTICKS: Final = re.compile(r"`+")


def without_code(text: str, shield: Shield) -> str:
    """Return a text (without null bytes) with marks in place of its fenced and inline code."""
    return _without_spans(_without_fences(text, shield), shield)


def _without_fences(text: str, shield: Shield) -> str:
    parts: list[str] = []
    at = 0
    while found := _FENCE.search(text, at):
        mark = found[1]
        closing = re.compile(rf"^[ \t>]*{re.escape(mark)}{mark[0]}*[ \t]*$", re.MULTILINE)
        end = closing.search(text, found.end())
        stop = end.end() if end else len(text)
        parts += text[at : found.start()], shield.keep(text[found.start() : stop])
        at = stop
    return "".join(parts) + text[at:]


def _without_spans(text: str, shield: Shield) -> str:
    """Set aside what stands between equally long runs of backticks in one paragraph."""
    runs = [found.span() for found in _BACKTICKS.finditer(text)]
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for start, end in runs:
        starts[end - start].append(start)
    parts: list[str] = []
    at = 0
    for start, end in runs:
        same = starts[end - start]
        place = bisect_right(same, start)
        if start < at or place == len(same) or "\n\n" in text[end : same[place]]:
            continue
        stop = same[place] + end - start
        parts += text[at:start], shield.keep(text[start:stop])
        at = stop
    return "".join(parts) + text[at:]
