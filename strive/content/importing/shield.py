"""Parts of a text set aside while the rest is rewritten; pure."""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile("\x00(\\d+)\x00")


class Shield:
    """Keeps parts of one text, leaving marks (null bytes around a number) in their place."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def keep(self, part: str) -> str:
        """Set a part aside and return its mark."""
        self._kept.append(part)
        return f"\x00{len(self._kept) - 1}\x00"

    def keep_between(self, text: str, opening: re.Pattern[str], closing: str) -> str:
        """Set aside all from an opening to its closing, in time linear in the text.

        Args:
            text: Without null bytes.
            opening: Its first group is the name of what opens.
            closing: A pattern with `{}` for that name; openings never closed stay.
        """
        parts: list[str] = []
        never_closed: set[str] = set()
        at = 0
        while found := opening.search(text, at):
            name = found[1].lower()
            end = None
            if name not in never_closed:
                pattern = re.compile(closing.format(re.escape(name)), re.IGNORECASE)
                end = pattern.search(text, found.end())
            if end is None:
                never_closed.add(name)
                parts.append(text[at : found.end()])
                at = found.end()
                continue
            parts += text[at : found.start()], self.keep(text[found.start() : end.end()])
            at = end.end()
        return "".join(parts) + text[at:]

    def restore(self, text: str) -> str:
        """Put back what was set aside, also what was kept inside of something kept."""
        while "\x00" in text:
            text = _MARK.sub(lambda found: self._kept[int(found[1])], text)
        return text
