"""Names of classes an author may use, and what those of Ghost and WordPress become."""

from __future__ import annotations

import re
from typing import Final

OWN: Final = frozenset(
    """
    align-center align-left align-right bookmark button buttons callout callout-caution
    callout-important callout-note callout-tip callout-warning center column columns file
    full gallery lead left pullquote right toggle wide
    """.split()  # noqa: SIM905 - a list of names reads best as lines
)
DROPPED: Final = frozenset(  # not for readers: what works with Ghost's script only
    {
        "kg-audio-player",
        "kg-signup-card",
        "kg-toggle-card-icon",
        "kg-video-overlay",
        "kg-video-player-container",
        "markdown-alert-title",  # in English only; the kind of callout is in its class
    }
)
MARKERS: Final = frozenset(  # say what an element is while it is transformed, and go no further
    {"embed-wrapper", "tweet", "caption", "toggle-heading", "toggle-content"}
)
_FOREIGN: Final = {
    "aligncenter": "center",
    "alignfull": "full",
    "alignleft": "left",
    "alignright": "right",
    "alignwide": "wide",
    "blocks-gallery-grid": "gallery",
    "has-text-align-center": "align-center",
    "has-text-align-left": "align-left",
    "has-text-align-right": "align-right",
    "is-style-callout": "callout",
    "kg-align-center": "align-center",
    "kg-bookmark-author": "bookmark-author",
    "kg-bookmark-card": "bookmark",
    "kg-bookmark-container": "bookmark-link",
    "kg-bookmark-content": "bookmark-content",
    "kg-bookmark-description": "bookmark-description",
    "kg-bookmark-icon": "bookmark-icon",
    "kg-bookmark-metadata": "bookmark-metadata",
    "kg-bookmark-publisher": "bookmark-publisher",
    "kg-bookmark-thumbnail": "bookmark-thumbnail",
    "kg-bookmark-title": "bookmark-title",
    "kg-btn": "button",
    "kg-callout-card": "callout",
    "kg-callout-emoji": "callout-emoji",
    "kg-callout-text": "callout-text",
    "kg-file-card": "file",
    "kg-file-card-caption": "file-caption",
    "kg-file-card-container": "file-link",
    "kg-file-card-filename": "file-name",
    "kg-file-card-filesize": "file-size",
    "kg-file-card-title": "file-title",
    "kg-gallery-card": "gallery",
    "kg-toggle-card": "toggle",
    "kg-toggle-content": "toggle-content",
    "kg-toggle-heading": "toggle-heading",
    "kg-width-full": "full",
    "kg-width-wide": "wide",
    "markdown-alert": "callout",
    "markdown-alert-caution": "callout-caution",
    "markdown-alert-important": "callout-important",
    "markdown-alert-note": "callout-note",
    "markdown-alert-tip": "callout-tip",
    "markdown-alert-warning": "callout-warning",
    "contains-task-list": "tasks",
    "footnote-backref": "footnote-back",
    "task-list-item": "task",
    "twitter-tweet": "tweet",
    "twitter-video": "tweet",
    "wp-block-button__link": "button",
    "wp-block-buttons": "buttons",
    "wp-block-column": "column",
    "wp-block-columns": "columns",
    "wp-block-embed__wrapper": "embed-wrapper",
    "wp-block-file": "file",
    "wp-block-gallery": "gallery",
    "wp-block-pullquote": "pullquote",
    "wp-caption": "caption",
    "wp-caption-text": "caption",
}
_GENERATED: Final = frozenset(  # what we make ourselves
    {"footnote-back", "footnote-ref", "footnotes", "task", "tasks", "unknown-block"}
)
_LANGUAGE = re.compile(r"(?:language|lang)-[\w+#.-]{1,30}", re.ASCII)
_BRUSH = re.compile(r"brush:\s*([\w+#.-]{1,30})", re.ASCII)


def reduced(names: str) -> str:
    """Return the classes that mean something here, in our words."""
    kept: dict[str, None] = {}
    for name in names.split():
        ours = _FOREIGN.get(name)
        if ours:
            kept[ours] = None
        elif name in OWN or name in _GENERATED or _LANGUAGE.fullmatch(name):
            kept[name] = None
    if brush := _BRUSH.search(names):
        kept[f"language-{brush[1]}"] = None
    return " ".join(kept)
