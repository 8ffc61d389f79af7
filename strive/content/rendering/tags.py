"""Which elements and attributes an author may use, and how HTML nests them."""

from __future__ import annotations

from typing import Final

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
VOID: Final = frozenset({"br", "col", "hr", "img", "input", "source", "track", "wbr"})

_PLAIN_BLOCKS: Final = (
    "address article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5"
    " h6 header hr li ol p pre section summary table ul"
)
BLOCKS: Final = frozenset(_PLAIN_BLOCKS.split())
TABLE_PARTS: Final = frozenset({"caption", "col", "colgroup", "tbody", "td", "tfoot", "th"}) | {
    "thead",
    "tr",
}
_INLINE: Final = (
    "abbr b bdi bdo br cite code dfn em i kbd mark picture rp rt ruby s samp small span strong sub"
    " sup u var wbr"
)

GLOBAL_ATTRIBUTES: Final = frozenset({"class", "dir", "id", "lang", "style"})  # style: see layout
_MEDIA: Final = frozenset({"height", "poster", "src", "title", "width"})
_OWN_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "a": frozenset({"aria-label", "href", "hreflang", "rel", "role", "title"}),
    "abbr": frozenset({"title"}),
    "audio": _MEDIA,
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "data": frozenset({"value"}),
    "del": frozenset({"cite", "datetime"}),
    "div": frozenset({"role"}),
    "details": frozenset({"open"}),
    "dfn": frozenset({"title"}),
    "iframe": frozenset({"data-src", "src", "title"}),
    "img": frozenset({"alt", "data-lazy-src", "data-src", "height", "src", "title", "width"}),
    "input": frozenset({"checked", "type"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "pre": frozenset({"data-lines", "data-title"}),
    "q": frozenset({"cite"}),
    "script": frozenset({"src"}),  # only to recognise a Gist
    "section": frozenset({"role"}),
    "source": frozenset({"media", "src", "type"}),
    "td": frozenset({"align", "colspan", "rowspan"}),
    "th": frozenset({"align", "colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"kind", "label", "src", "srclang"}),
    "video": _MEDIA,
}
KNOWN: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys((*BLOCKS, *TABLE_PARTS, *_INLINE.split()), GLOBAL_ATTRIBUTES),
    **{tag: GLOBAL_ATTRIBUTES | own for tag, own in _OWN_ATTRIBUTES.items()},
}
RENAMED: Final = {
    "acronym": "abbr",
    "center": "div",
    "main": "div",
    "strike": "s",
    "tt": "code",
}
_SKIPPED: Final = (  # with all they contain
    "script style template textarea title select svg math noscript noembed noframes xmp object"
    " applet canvas iframe head"
)
SKIPPED: Final = frozenset(_SKIPPED.split())
KEPT_EMPTY: Final = frozenset({"iframe", "script"})  # their address may be worth keeping

_CELL: Final = frozenset({"td", "th"})
_WITHIN_CELL: Final = frozenset({"td", "th", "caption", "table"})
_TABLE: Final = frozenset({"table"})
_ROWS: Final = frozenset({"thead", "tbody", "tfoot", "caption", "colgroup"})
_NO_BOUNDARY: Final[frozenset[str]] = frozenset()

# What a start tag ends by itself: (the elements ended, the elements that shield them).
ENDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    **dict.fromkeys(BLOCKS, (frozenset({"p"}), _WITHIN_CELL)),
    **dict.fromkeys(HEADINGS, (HEADINGS | {"p"}, _WITHIN_CELL | {"blockquote", "div", "li"})),
    "li": (frozenset({"li", "p"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd", "p"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd", "p"}), frozenset({"dl"})),
    "a": (frozenset({"a"}), _WITHIN_CELL),
    "td": (_CELL | _ROWS - {"thead", "tbody", "tfoot"}, _TABLE),
    "th": (_CELL | _ROWS - {"thead", "tbody", "tfoot"}, _TABLE),
    "tr": (frozenset({"tr", "caption", "colgroup"}), _TABLE),
    **dict.fromkeys(_ROWS, (_ROWS | {"tr"}, _TABLE)),
    "rt": (frozenset({"rt", "rp"}), frozenset({"ruby"})),
    "rp": (frozenset({"rt", "rp"}), frozenset({"ruby"})),
}
