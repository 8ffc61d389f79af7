"""Hugo's shortcodes in plain Markdown; pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Final

from strive.content.importing.code import without_code
from strive.content.importing.shield import Shield
from strive.content.importing.spans import rewrite_between

_SHORTCODE: Final = re.compile(r"\{\{[<%]((?:(?![>%]\}\}|\{\{)[\s\S]){0,2000})[>%]\}\}")
_ESCAPED: Final = re.compile(r"\{\{([<%])/\*((?:(?!\*/[>%]\}\}|\{\{)[\s\S]){0,2000})\*/([>%])\}\}")
_HIGHLIGHT: Final = (
    re.compile(r"\{\{[<%]\s*highlight\s+(\w[\w+#.-]{0,50})[^{}]{0,500}[>%]\}\}\n?"),
    re.compile(r"\n?\{\{[<%]\s*/\s*highlight\s*[>%]\}\}"),
)
_VIDEO_PAGES: Final = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}


def expand_shortcodes(body: str, notes: list[str], *, in_code: bool = True) -> str:
    """Write known shortcodes as Markdown; keep what others enclose, and note their names.

    Hugo expands them `in_code`, too; in texts of other systems those there are examples.
    """
    if "{{" not in body:
        return body
    shield = Shield()
    body = body.replace("\x00", "")
    if not in_code:
        body = without_code(body, shield)
    body = _ESCAPED.sub(lambda found: shield.keep(f"{{{{{found[1]}{found[2]}{found[3]}}}}}"), body)
    body = rewrite_between(body, *_HIGHLIGHT, lambda opening, code: f"```{opening[1]}\n{code}\n```")
    unknown: dict[str, None] = {}
    body = _SHORTCODE.sub(lambda found: _expanded(found[1].strip(), unknown), body)
    if unknown:
        notes.append(f"shortcodes left out: {', '.join(unknown)}")
    return shield.restore(body)


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
