"""Stretches of a text between two marks, rewritten in time linear in the text; pure."""

from __future__ import annotations

import re
from collections.abc import Callable


def rewrite_between(
    text: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    write: Callable[[re.Match[str], str], str],
) -> str:
    """Replace each stretch from an opening to the next closing, marks included.

    Args:
        text: Any text; an opening that is never closed stays, as does all after it.
        opening: A pattern that looks only a bounded way ahead.
        closing: The same for all openings.
        write: Given the opening and what is between, returns what takes their place.
    """
    parts: list[str] = []
    at = 0
    while found := opening.search(text, at):
        end = closing.search(text, found.end())
        if end is None:
            break
        parts += text[at : found.start()], write(found, text[found.end() : end.start()])
        at = end.end()
    return "".join(parts) + text[at:]
