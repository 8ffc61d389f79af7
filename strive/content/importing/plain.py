"""Short texts of the exports without the markup that is allowed in them there; pure."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_TAGS: Final = re.compile(r"<[^<>]*>")


def plain(html: str) -> str:
    """Return the text of a title or caption in one line."""
    return " ".join(unescape(_TAGS.sub("", html)).split())


def public_name(name: str) -> str:
    """Return a name for readers: of an e-mail address, which is nobody's business, its start."""
    return name.partition("@")[0] if "@" in name and " " not in name.strip() else name
