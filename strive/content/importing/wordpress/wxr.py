"""WordPress's export format (WXR, an RSS 2.0 with `wp:` elements), element by element."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from strive.content.importing.errors import (
    BrokenExport,
    NotThisFormat,
    PartTooLarge,
    UnsafeArchive,
)
from strive.content.importing.limits import (
    CHUNK_BYTES,
    FIELD_BYTES_MAX,
    ITEM_BYTES_MAX,
    ITEM_PARTS_MAX,
    NESTING_MAX,
)
from strive.content.importing.text import marked_encoding, text_chunks

_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding=["']([\w.-]+)["']""")
_FORBIDDEN: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_PREFIXES: Final = (
    ("/excerpt/", "excerpt:"),
    ("wordpress.org/export/", "wp:"),
    ("purl.org/rss/1.0/modules/content", "content:"),
    ("purl.org/dc/elements", "dc:"),
)
_CHANNEL_DEPTH: Final = 2
_PROGRAMS: Final = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"})


@dataclass(slots=True)
class Element:
    """An element below the channel, with prefixes as WordPress writes them (`wp:post_id`).

    `too_large` is set instead of keeping more text than any post can have.
    """

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)
    comments: int = 0
    too_large: bool = False

    def get(self, name: str) -> str:
        """Return the text of the first child of a name, "" if there is none."""
        return next((child.text for child in self.children if child.name == name), "").strip()

    def all(self, name: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]


def elements_of(path: Path) -> Iterator[Element]:
    """Give the children of the channel one by one, in the order of the file.

    Characters that XML forbids, which old plugins leave behind, are dropped; bytes that are wrong
    in the file's encoding become U+FFFD.

    Raises:
        NotThisFormat: It is not XML, or not WXR.
        BrokenExport: It ends early, or is not well-formed.
        UnsafeArchive: It declares entities or a document type, as no export of WordPress does.
        PartTooLarge: A tag is larger than any honest one.
    """
    target = _Target()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    fed = last_found = 0
    try:
        for text in text_chunks(path, _encoding_of(path)):
            fed += len(text)
            parser.feed(_FORBIDDEN.sub("", text))
            if target.moved:
                last_found, target.moved = fed, False
            elif fed - last_found > FIELD_BYTES_MAX:
                raise PartTooLarge(
                    f"{path.name} holds a tag of more than {FIELD_BYTES_MAX:,} bytes"
                )
            yield from target.found
            target.found.clear()
        parser.close()
    except ParseError as error:
        raise _explained(path, error, target) from error
    except UnicodeError as error:
        raise BrokenExport(f"{path.name} is not in the encoding it declares: {error}") from error
    except DefusedXmlException as error:
        raise UnsafeArchive(f"{path.name} declares a document type or entities; refused") from error
    if not target.is_wxr:
        raise NotThisFormat(f"{path.name} is XML, but no export of WordPress (no wp:wxr_version)")


class _Target:
    """Builds elements as the parser reads; keeps none of them itself."""

    def __init__(self) -> None:
        self.found: list[Element] = []
        self.moved = False
        self.is_wxr = False
        self.depth = 0
        self._open: list[Element] = []
        self._texts: list[str] = []
        self._text_size = self._item_size = self._item_parts = self._ignored = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.moved = True
        self.depth += 1
        if self.depth > NESTING_MAX:
            raise PartTooLarge(f"the XML is nested more than {NESTING_MAX} deep")
        if self.depth <= _CHANNEL_DEPTH:
            return
        name = _prefixed(tag)
        if self._ignored or name == "wp:comment":
            self._ignored += 1
            return
        if not self._open:
            self._item_size = self._item_parts = 0
        self._item_parts += 1 + len(attributes)
        self._item_size += sum(map(len, attributes.values()))
        if self._open and self._is_too_large():
            self._ignored += 1
            return
        element = Element(name, dict(attributes))
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)
        self._clear()

    def data(self, text: str) -> None:
        self.moved = True
        if not self._open or self._ignored:
            return
        self._text_size += len(text)
        self._item_size += len(text)
        if self._is_too_large():
            self._texts.clear()
            return
        self._texts.append(text)

    def end(self, _: str) -> None:
        self.moved = True
        self.depth -= 1
        if self._ignored:
            self._ignored -= 1
            if self._open and not self._ignored:
                self._open[-1].comments += not self._open[0].too_large
        elif self._open:
            element = self._open.pop()
            element.text = "".join(self._texts) if not element.children else ""
            self._clear()
            if not self._open:
                self.is_wxr = self.is_wxr or element.name == "wp:wxr_version"
                self.found.append(element)

    def _is_too_large(self) -> bool:
        """Tell whether what is open has more than any post can have, and mark it if so."""
        too_large = (
            self._text_size > FIELD_BYTES_MAX
            or self._item_size > ITEM_BYTES_MAX
            or self._item_parts > ITEM_PARTS_MAX
        )
        self._open[0].too_large = self._open[0].too_large or too_large
        return too_large

    def close(self) -> None:
        """Nothing is left to hand over."""

    def _clear(self) -> None:
        self._texts, self._text_size = [], 0


def _prefixed(tag: str) -> str:
    if not tag.startswith("{"):
        return tag
    space, _, name = tag[1:].partition("}")
    return next((prefix + name for part, prefix in _PREFIXES if part in space), name)


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    marked = marked_encoding(head)
    if not marked and not head.lstrip().startswith(b"<"):
        raise NotThisFormat(f"{path.name} is not XML")
    declared = _DECLARED.search(head)
    name = marked or (declared[1].decode() if declared else "utf-8")
    if not marked and name.lower().startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs")):
        name = "utf-8"  # the declaration itself was read as single bytes
    try:
        found = codecs.lookup(name)
    except LookupError as error:
        raise BrokenExport(f"{path.name} is in an unknown encoding, {name}") from error
    if not getattr(found, "_is_text_encoding", True) or found.name in _PROGRAMS:
        raise BrokenExport(f"{path.name} is in {name}, which is no encoding of XML")
    return found.name


def _explained(path: Path, error: ParseError, target: _Target) -> BrokenExport | NotThisFormat:
    line = error.position[0]
    if target.depth == 0 and not target.is_wxr:
        return NotThisFormat(f"{path.name} is not XML: {error}")
    ended = "no element found" in str(error) or "unclosed" in str(error)
    what = "ends early" if ended else "is not well-formed XML"
    return BrokenExport(f"{path.name} {what}, at line {line:,}: {error}")
