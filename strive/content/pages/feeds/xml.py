"""XML for feeds and sitemaps, made by the standard library; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import (
    Element,
    SubElement,
    register_namespace,
    tostring,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Element", "add", "document", "register_namespace"]

# What XML 1.0 cannot hold, not even escaped (section 2.2, Char).
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(
    parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> Element:
    """Add a child; characters that XML cannot hold are left out."""
    given = {key: _possible(value) for key, value in (attributes or {}).items()}
    child = SubElement(parent, name, given)
    if text:
        child.text = _possible(text)
    return child


def document(root: Element) -> bytes:
    """Write the whole document in UTF-8."""
    body: bytes = tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)
