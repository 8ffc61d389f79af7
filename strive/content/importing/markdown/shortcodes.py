"""Hugo's shortcodes in plain Markdown; pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Final

_SHORTCODE: Final = re.compile(
    r"\{\{(?P<open>[<%])\s*(?P<inside>.{0,2000}?)\s*(?P<close>[>%])\}\}", re.DOTALL
)
_ESCAPED: Final = re.compile(r"\{\{([<%])/\*(.{0,2000}?)\*/([>%])\}\}", re.DOTALL)
_HIGHLIGHT: Final = re.compile(
    r"\{\{[<%]\s*highlight\s+(\S+).{0,500}?[>%]\}\}\n?(.{0,100000}?)\n?\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
_VIDEO_PAGES: Final = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}


def expand_shortcodes(body: str, notes: list[str]) -> str:
    """Write known shortcodes as Markdown; keep what others enclose, and note their names."""
    if "{{" not in body:
        return body
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(f"{{{{{found[1]}{found[2]}{found[3]}}}}}")
        return f"\x00{len(kept) - 1}\x00"

    body = _ESCAPED.sub(keep, body.replace("\x00", ""))
    body = _HIGHLIGHT.sub(r"```\1\n\2\n```", body)
    unknown: dict[str, None] = {}
    body = _SHORTCODE.sub(lambda found: _expanded(found["inside"], unknown), body)
    if unknown:
        notes.append(f"shortcodes left out: {', '.join(unknown)}")
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], body)


def _expanded(inside: str, unknown: dict[str, None]) -> str:
    if inside.startswith("/"):
        return ""
    try:
        name, *words = shlex.split(inside.removesuffix("/")) or [""]
    except ValueError:  # a quotation mark that is never closed
        name, words = inside.split(maxsplit=1)[0], []
    named = dict(
        word.split("=", 1) for word in words if "=" in word and not word.startswith("http")
    )
    plain = [word for word in words if "=" not in word]
    if name in _VIDEO_PAGES:
        number = named.get("id") or (plain[0] if plain else "")
        return f"\n{_VIDEO_PAGES[name].format(number)}\n"
    if name in _WRITERS:
        return _WRITERS[name](named, plain)
    unknown[name] = None
    return ""


def _figure(named: dict[str, str], plain: list[str]) -> str:
    source = named.get("src") or (plain[0] if plain else "")
    caption = named.get("caption") or named.get("title", "")
    title = ' "{}"'.format(caption.replace('"', "\u201d")) if caption else ""
    image = f"![{named.get('alt', '')}](<{source}>{title})"
    return f"[{image}](<{named['link']}>)" if named.get("link") else image


def _post(named: dict[str, str], plain: list[str]) -> str:
    user, number = (named.get("user", ""), named.get("id", "")) if named else ([*plain, "", ""])[:2]
    return f"\nhttps://twitter.com/{user or 'i'}/status/{number or user}\n"


def _gist(_: dict[str, str], plain: list[str]) -> str:
    return f"\nhttps://gist.github.com/{'/'.join(plain[:2])}\n"


def _reference(named: dict[str, str], plain: list[str]) -> str:
    path = named.get("path") or (plain[0] if plain else "")
    return path if path.startswith(("/", ".", "#")) or "/" not in path else f"/{path}"


_WRITERS: Final[dict[str, Callable[[dict[str, str], list[str]], str]]] = {
    "figure": _figure,
    "tweet": _post,
    "twitter": _post,
    "x": _post,
    "gist": _gist,
    "ref": _reference,
    "relref": _reference,
}
