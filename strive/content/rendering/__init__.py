"""Rendering of bodies, once, when they are saved: pure, no I/O.

source -> tree (parsing, markdown, portable_text) -> meaning -> structure -> headings
       -> HTML -> sanitizer, which has the last word
"""

from __future__ import annotations

import re
from typing import Final

from strive.content.post import BODY_BYTES_MAX, Body, Format, Image, Rendered
from strive.content.rendering.errors import BodyInvalid, BodyTooLarge
from strive.content.rendering.headings import settle_headings
from strive.content.rendering.markdown import parse_markdown
from strive.content.rendering.meaning import ImageOf, apply_meaning
from strive.content.rendering.parsing import parse_html
from strive.content.rendering.picture import picture, picture_element
from strive.content.rendering.plain import plain_text
from strive.content.rendering.portable_text import parse_portable_text
from strive.content.rendering.providers import FRAME_SOURCES
from strive.content.rendering.reading import count_words, excerpt_of, reading_minutes
from strive.content.rendering.sanitizer import sanitized
from strive.content.rendering.structure import settle_structure
from strive.content.rendering.tree import Element, to_html, walk

__all__ = [
    "FRAME_SOURCES",
    "VERSION",
    "BodyInvalid",
    "BodyTooLarge",
    "ImageOf",
    "count_words",
    "excerpt_of",
    "picture",
    "picture_element",
    "reading_minutes",
    "render",
]

VERSION: Final = 3  # raise it when the same body renders differently
_MARKS_MAX: Final = 200_000  # characters that make a parser stop and think
_MARK = re.compile(r"[<&\[\]*_`!|\\\n\x80-\xbf]")  # the last are slow in the sanitizer
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PARSERS: Final = {
    Format.MARKDOWN: parse_markdown,
    Format.HTML: parse_html,
    Format.PORTABLE_TEXT: parse_portable_text,
}


def _unknown(_: str) -> Image | None:
    return None


def render(body: Body, image_of: ImageOf = _unknown) -> Rendered:
    """Return a body ready for reading: safe, valid HTML, its text, contents and length.

    Characters that text cannot hold (NUL, other controls, lone surrogates) become U+FFFD.

    Args:
        body: The text as its author wrote it.
        image_of: Tells what is known of the picture at an address: its measures, its alt text.

    Raises:
        BodyTooLarge: The source has more than `BODY_BYTES_MAX` bytes of UTF-8.
        BodyInvalid: The source is not what its format says, or nests too deep.
    """
    source = body.source.replace("\r\n", "\n").replace("\r", "\n")
    if not source.isascii() or not source.isprintable():
        source = _UNPRINTABLE.sub("\ufffd", source)
    _refuse_excess(source, body.format)
    root = _PARSERS[body.format](source)
    apply_meaning(root, image_of)
    settle_structure(root)
    elements = list(walk(root))
    headings = settle_headings(elements)
    _hurry_first_picture(root)
    text = plain_text(root)
    html = sanitized(to_html(root)).strip()
    return Rendered(html, text, headings, count_words(text), VERSION)


def _refuse_excess(source: str, written_in: Format) -> None:
    size = len(source.encode())
    if size > BODY_BYTES_MAX:
        message = f"The text has {size:,} bytes; at most {BODY_BYTES_MAX:,} are kept in one post."
        raise BodyTooLarge(message)
    if written_in is Format.PORTABLE_TEXT or size <= _MARKS_MAX:
        return
    if len(_MARK.findall(source)) > _MARKS_MAX:
        message = f"The text has more than {_MARKS_MAX:,} pieces of markup; split it into posts."
        raise BodyTooLarge(message)


def _hurry_first_picture(root: Element) -> None:
    """A picture that opens the text is seen at once, so it does not wait to be near."""
    first = next((child for child in root.children if isinstance(child, Element)), None)
    if first is not None:
        pictures = (e for e in (first, *walk(first)) if e.tag == "img")
        opening = next(pictures, None)
        if opening is not None:
            opening.attributes.pop("loading", None)
