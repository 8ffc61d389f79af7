"""The last word on what is safe: an allow-list applied to everything that is rendered.

nh3 parses as browsers do, so what it lets through means the same to them (no mutation XSS).
"""

from __future__ import annotations

from typing import Final

import nh3

from strive.content.rendering.addresses import SCHEMES
from strive.content.rendering.tags import GLOBAL_ATTRIBUTES, KEPT_EMPTY, KNOWN

_SOURCE_ONLY: Final = frozenset({"align", "data-lazy-src", "data-lines", "data-src", "data-title"})
_MEDIA: Final = frozenset({"controls", "playsinline", "preload"})
_FOCUSABLE: Final = frozenset({"aria-label", "role", "tabindex"})
_OURS: Final[dict[str, frozenset[str]]] = {
    "a": frozenset({"aria-hidden", "tabindex"}),
    "aside": frozenset({"role"}),
    "audio": _MEDIA,
    "div": _FOCUSABLE,
    "figure": frozenset({"data-embed", "data-embed-kind", "data-embed-src", "data-language"}),
    "img": frozenset({"decoding", "fetchpriority", "loading", "sizes", "srcset"}),
    "pre": frozenset({"tabindex"}),
    "video": _MEDIA,
}
_TAGS: Final = (KNOWN.keys() - KEPT_EMPTY) | {"label"}
_ATTRIBUTES: Final = {
    tag: set(
        (KNOWN.get(tag, GLOBAL_ATTRIBUTES) | _OURS.get(tag, frozenset())) - _SOURCE_ONLY - {"style"}
    )
    for tag in _TAGS
}
_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style"},
    attributes={"*": set(GLOBAL_ATTRIBUTES - {"style"}), **_ATTRIBUTES},
    link_rel=None,  # ours is set where a link leaves the site
    set_tag_attribute_values={"input": {"disabled": "", "type": "checkbox"}},
    url_schemes=set(SCHEMES),
    url_relative="pass_through",
)


def sanitized(html: str) -> str:
    """Return HTML with only what the allow-list has; done twice it changes nothing more."""
    return _CLEANER.clean(html)
