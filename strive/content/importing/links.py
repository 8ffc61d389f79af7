"""Addresses in a body, found and rewritten in place, whatever it is written in; pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any, Final

import msgspec

from strive.content.importing.code import without_code
from strive.content.importing.limits import NESTING_MAX
from strive.content.importing.shield import Shield
from strive.content.post import Body, Format

Replace = Callable[[str, bool], str]
"""Given an address and whether it is shown there (a picture) or led to, returns the new one."""

_TAG: Final = re.compile(r"<(a|area|img|source|video|audio|track|embed)\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""\s(src|href|poster|srcset|sizes)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""",
    re.IGNORECASE,
)
_SHOWN: Final = frozenset({"src", "poster"})
_DROPPED: Final = frozenset({"srcset", "sizes"})  # Strive makes its own sizes

_PLACE: Final = r"(<[^<>\n]*>|[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)"
_IMAGE: Final = re.compile(rf"(!\[[^\[\]]{{0,1000}}\]\(\s*){_PLACE}")
_INLINE: Final = re.compile(rf"(\]\(\s*){_PLACE}")
_DEFINITION: Final = re.compile(
    rf"^([ ]{{0,3}}\[[^\[\]\n]{{1,500}}\]:[ \t]*\n?[ \t]*){_PLACE}", re.MULTILINE
)
_AUTOLINK: Final = re.compile(r"<(https?://[^\s<>]+)>")

_SHOWN_KEYS: Final = frozenset({"src"})
_ASSET_TYPES: Final = ("image", "file", "video", "audio", "picture", "figure", "asset")


def rewrite(body: Body, replace: Replace) -> Body:
    """Return a body with every address replaced by what `replace` returns for it."""
    if body.format is Format.HTML:
        return Body(_html(body.source, replace), body.format)
    if body.format is Format.MARKDOWN:
        return Body(_markdown(body.source, replace), body.format)
    return Body(_blocks(body.source, replace), body.format)


def addresses_in(body: Body) -> list[tuple[str, bool]]:
    """Return each address of a body once, with whether it is shown there."""
    found: dict[tuple[str, bool], None] = {}

    def note(address: str, shown: bool) -> str:  # noqa: FBT001 - the signature of `Replace`
        found[address, shown] = None
        return address

    rewrite(body, note)
    return list(found)


def _html(source: str, replace: Replace) -> str:
    def attribute(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name in _DROPPED:
            return ""
        written = next(value for value in found.groups()[1:] if value is not None)
        address = unescape(written).strip()
        new = replace(address, name in _SHOWN)
        return found[0] if new == address else f' {found[1]}="{escape(new)}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), source)


def _markdown(source: str, replace: Replace) -> str:
    shield = Shield()
    text = without_code(source.replace("\x00", ""), shield)

    def place(shown: bool) -> Callable[[re.Match[str]], str]:  # noqa: FBT001 - picture or link
        def write(found: re.Match[str]) -> str:
            address = found[2].removeprefix("<").removesuffix(">")
            new = replace(unescape(address), shown)
            if new == unescape(address):
                return found[0]
            return found[1] + (f"<{new}>" if re.search(r"[\s()]", new) else new)

        return write

    def link(found: re.Match[str]) -> str:
        new = replace(found[1], False)
        return found[0] if new == found[1] else f"[{found[1]}]({new})"

    text = _IMAGE.sub(lambda found: shield.keep(place(shown=True)(found)), text)
    text = _INLINE.sub(place(shown=False), text)
    text = _DEFINITION.sub(place(shown=False), text)
    text = _AUTOLINK.sub(link, text)
    text = _html(text, replace)
    return shield.restore(text)


def _blocks(source: str, replace: Replace) -> str:
    try:
        blocks = msgspec.json.decode(source)
        return msgspec.json.encode(_walked(blocks, replace, "", NESTING_MAX)).decode()
    except (msgspec.DecodeError, RecursionError):
        return source  # which the rendering refuses


def _walked(value: Any, replace: Replace, name: str, depth: int) -> Any:
    if isinstance(value, list) and depth:
        return [_walked(entry, replace, name, depth - 1) for entry in value]
    if not isinstance(value, dict) or not depth:
        return value
    is_asset = any(kind in f"{value.get('_type', '')} {name}".lower() for kind in _ASSET_TYPES)
    return {
        key: replace(entry, key != "href")
        if isinstance(entry, str)
        and (key == "href" or key in _SHOWN_KEYS or (key == "url" and is_asset))
        else _walked(entry, replace, key, depth - 1)
        for key, entry in value.items()
    }
