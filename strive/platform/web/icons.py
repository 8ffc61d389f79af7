"""Icons, drawn into the page by name: a page carries only those it uses (FE-2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

_ROOT = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)


class Icons:
    """The SVG files of some folders by their name; a later folder's drawing replaces another."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._bodies = {
            path.stem: _body(path.read_text("utf-8"))
            for folder in folders
            if folder.is_dir()
            for path in sorted(folder.glob("*.svg"))
        }

    def __call__(self, name: str, label: str = "") -> Markup:
        """Return the drawing: hidden from screen readers, or read as `label` where it stands alone.

        Raises `KeyError` for an unknown name: a template that asks for it is wrong.
        """
        access = (
            Markup('role="img" aria-label="{}"').format(label)
            if label
            else Markup('aria-hidden="true"')
        )
        return Markup('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>').format(
            access, self._bodies[name]
        )


def _body(svg: str) -> Markup:
    """Keep what stands inside the `<svg>` element; its files are part of the theme, so trusted."""
    inside = _ROOT.split(svg, maxsplit=1)[-1].rpartition("</svg>")[0]
    return Markup(inside.strip())  # noqa: S704 - theme files are code
