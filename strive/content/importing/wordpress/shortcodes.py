"""WordPress's shortcodes as HTML; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from typing import Final, NamedTuple

from strive.content.importing.shield import Shield
from strive.content.importing.spans import rewrite_between

_SHORTCODE: Final = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,60})((?:[\s=:][^\[\]<>]{0,2000})?)(/?)\]")
_ESCAPED: Final = re.compile(r"\[(\[/?[a-zA-Z][\w-]{0,60}[^\[\]]{0,2000}\])\]")
_PAIR: Final = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|([^\s"']+)"""
)
_CODE_END: Final = re.compile(
    r"\[/(code|sourcecode|php|css|js|python|bash|html|xml|sql)\]", re.IGNORECASE
)
_ANY_CODE: Final = frozenset({"code", "sourcecode"})
_CAPTION: Final = re.compile(r"\[caption((?:\s[^\]]{0,2000})?)\]")
_CAPTION_END: Final = re.compile(r"\[/caption\]")
_IMAGE: Final = re.compile(
    r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)\s*(.*)", re.DOTALL | re.IGNORECASE
)


class Attachment(NamedTuple):
    """A file of the media library."""

    url: str
    alt: str = ""
    caption: str = ""


class Library(NamedTuple):
    """The media library: a file by its number, and the pictures of a post (of this one: "")."""

    find: Callable[[str], Attachment | None]
    pictures_of: Callable[[str], Sequence[Attachment]] = lambda _: ()


Writer = Callable[[Mapping[str, str], Library], str]


def expand_shortcodes(text: str, library: Library, notes: list[str]) -> str:
    """Write known shortcodes as HTML, take others out but not what they enclose, note their names.

    Args:
        text: A post's content.
        library: The files that galleries show.
        notes: Where the names of unknown shortcodes are added.
    """
    if "[" not in text:
        return text
    shield = Shield()
    text = _ESCAPED.sub(lambda found: shield.keep(found[1]), text.replace("\x00", ""))
    text = _code(text, shield)
    text = _captions(text)
    text = re.sub(
        r"\[(?:embed|youtube|vimeo)\b[^\[\]]{0,500}\]\s*([^\[\]\s<>]+)\s*\[/(?:embed|youtube|vimeo)\]",
        lambda found: _link(unescape(found[1])),
        text,
    )
    closed = {found[2] for found in _SHORTCODE.finditer(text) if found[1]}
    unknown: dict[str, None] = {}

    def write(found: re.Match[str]) -> str:
        name, inside = found[2], found[3]
        writer = _WRITERS.get(name)
        if writer is not None:
            return "" if found[1] else writer(_attributes(inside), library)
        if name in closed or inside.strip() or "_" in name or "-" in name:
            unknown[name] = None
            return ""
        return found[0]  # “[sic]” is a word in brackets

    text = _SHORTCODE.sub(write, text)
    if unknown:
        notes.append(f"shortcodes left out: {', '.join(unknown)}")
    return shield.restore(text)


def _code(text: str, shield: Shield) -> str:
    closed = {name.lower() for name in _CODE_END.findall(text)}

    def keep(opening: re.Match[str], inside: str) -> str:
        named = _attributes(opening[0][1:-1].partition(" ")[2])
        language = named.get("language") or named.get("lang") or opening[1].lower()
        kind = "" if language in _ANY_CODE else f' class="language-{escape(language)}"'
        code = escape(unescape(inside.strip("\r\n")), quote=False)
        return shield.keep(f"<pre><code{kind}>{code}</code></pre>")

    for name in closed:
        opening = re.compile(rf"\[({name})\b[^\[\]]{{0,500}}\]", re.IGNORECASE)
        closing = re.compile(rf"\[/{name}\]", re.IGNORECASE)
        text = rewrite_between(text, opening, closing, keep)
    return text


def _captions(text: str) -> str:
    def write(opening: re.Match[str], inside: str) -> str:
        image = _IMAGE.match(inside)
        words = _attributes(opening[1]).get("caption") or (image[2].strip() if image else "")
        caption = f"<figcaption>{words}</figcaption>" if words else ""
        return f"<figure>{image[1] if image else inside}{caption}</figure>"

    return rewrite_between(text, _CAPTION, _CAPTION_END, write)


def _attributes(inside: str) -> Mapping[str, str]:
    """Read `name="value"` pairs; values without a name are numbered from "0"."""
    found: dict[str, str] = {}
    for pair in _PAIR.finditer(unescape(inside).lstrip("=:")):
        name, *quoted = pair.groups()
        value = next((text for text in quoted if text is not None), "")
        found[name.lower() if name else str(len(found))] = value
    return found


def _gallery(named: Mapping[str, str], library: Library) -> str:
    numbers = re.findall(r"\d+", named.get("ids") or named.get("include", ""))
    found = filter(None, map(library.find, numbers))
    files = list(found) if numbers else library.pictures_of(named.get("id", ""))
    return (
        f'<figure class="wp-block-gallery">{"".join(map(_pictured, files))}</figure>'
        if files
        else ""
    )


def _pictured(file: Attachment) -> str:
    caption = f"<figcaption>{escape(file.caption, quote=False)}</figcaption>"
    picture = f'<img src="{escape(file.url)}" alt="{escape(file.alt)}">'
    return f"<figure>{picture}{caption if file.caption else ''}</figure>"


def _video_page(pattern: str) -> Writer:
    def write(named: Mapping[str, str], _: Library) -> str:
        value = named.get("id") or named.get("0", "")
        return _link(value if "://" in value else pattern.format(value)) if value else ""

    return write


def _player(tag: str, kinds: tuple[str, ...]) -> Writer:
    def write(named: Mapping[str, str], _: Library) -> str:
        source = next((named[kind] for kind in ("src", *kinds) if named.get(kind)), "")
        return f'<figure><{tag} src="{escape(source)}" controls></{tag}></figure>' if source else ""

    return write


def _nothing(_: Mapping[str, str], __: Library) -> str:
    return ""


def _link(address: str) -> str:
    shown = escape(address)
    return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


_WRITERS: Final[dict[str, Writer]] = {
    "gallery": _gallery,
    "youtube": _video_page("https://www.youtube.com/watch?v={}"),
    "vimeo": _video_page("https://vimeo.com/{}"),
    "audio": _player("audio", ("mp3", "ogg", "wav", "m4a")),
    "video": _player("video", ("mp4", "webm", "m4v", "ogv")),
    "embed": _nothing,
    "caption": _nothing,
}
