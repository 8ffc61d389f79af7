"""Which systems can be imported from, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from strive.content.importing.ghost.source import GhostExport
from strive.content.importing.markdown.source import MarkdownFolder
from strive.content.importing.run import Options
from strive.content.importing.sanity.source import SanityExport
from strive.content.importing.scratch import Scratch
from strive.content.importing.source import Source
from strive.content.importing.wordpress.source import WordPressExport

_OPENERS: Final[dict[str, Callable[[Path, Scratch, Options], Source]]] = {
    "markdown": lambda path, _, options: MarkdownFolder(path, url=options.url),
    "ghost": lambda path, scratch, options: GhostExport(path, scratch, url=options.url),
    "wordpress": lambda path, scratch, options: WordPressExport(path, scratch, url=options.url),
    "sanity": lambda path, scratch, options: SanityExport(
        path, scratch, url=options.url, types=options.types
    ),
}
SYSTEMS: Final = tuple(_OPENERS)


def open_source(system: str, path: Path, scratch: Scratch, options: Options) -> Source:
    """Open an export that is a file or a folder; raises `BadExport`."""
    return _OPENERS[system](path, scratch, options)
