"""WordPress's shortcodes as HTML; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from typing import Final, NamedTuple

from strive.content.importing.shield import Shield

_SHORTCODE: Final = re.compile(r"\[(/?)([a-zA-Z][\w-]{0,60})((?:[\s=:][^\[\]<>]{0,2000})?)(/?)\]")
_ESCAPED: Final = re.compile(r"\[(\[/?[a-zA-Z][\w-]{0,60}[^\[\]]{0,2000}\])\]")
_PAIR: Final = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|([^\s"']+)"""
)
_CODE: Final = re.compile(
    r"\[(code|sourcecode|php|css|js|python|bash|html|xml|sql)\b[^\[\]]{0,500}\]", re.IGNORECASE
)
_IMAGE: Final = re.compile(
    r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)\s*(.*)", re.DOTALL | re.IGNORECASE
)
_PAIRED_MAX: Final = 100_000


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
    parts: list[str] = []
    at = 0
    while found := _CODE.search(text, at):
        end = text.find(f"[/{found[1]}]", found.end(), found.end() + _PAIRED_MAX)
        if end < 0:
            parts.append(text[at : found.end()])
            at = found.end()
            continue
        named = _attributes(found[0][1:-1].partition(" ")[2])
        language = named.get("language") or named.get("lang") or found[1].lower()
        kind = "" if language in ("code", "sourcecode") else f' class="language-{escape(language)}"'
        code = escape(unescape(text[found.end() : end].strip("\r\n")), quote=False)
        parts += text[at : found.start()], shield.keep(f"<pre><code{kind}>{code}</code></pre>")
        at = end + len(found[1]) + 3
    return "".join(parts) + text[at:]


def _captions(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("[caption", at)) >= 0:
        head = text.find("]", start)
        end = text.find("[/caption]", start, start + _PAIRED_MAX)
        if head < 0 or end < head:
            parts.append(text[at : start + 1])
            at = start + 1
            continue
        image = _IMAGE.match(text[head + 1 : end])
        named = _attributes(text[start + len("[caption") : head])
        words = named.get("caption") or (image[2].strip() if image else "")
        shown = image[1] if image else text[head + 1 : end]
        caption = f"<figcaption>{words}</figcaption>" if words else ""
        parts += text[at:start], f"<figure>{shown}{caption}</figure>"
        at = end + len("[/caption]")
    return "".join(parts) + text[at:]


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
