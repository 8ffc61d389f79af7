"""What is known of a folder as a whole, first which program makes a site of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Final

from strive.content.importing.markdown.places import Place


class Generator(StrEnum):
    """A generator of static sites, as far as its habits matter here."""

    HUGO = "hugo"
    JEKYLL = "jekyll"
    ASTRO = "astro"
    ELEVENTY = "eleventy"
    UNKNOWN = ""

    @property
    def runs_liquid(self) -> bool:
        """Whether it runs Liquid over its texts."""
        return self in (Generator.JEKYLL, Generator.ELEVENTY)


@dataclass(frozen=True)
class Folder:
    """What is known of the whole folder.

    `permalinks` are patterns of addresses by section, "" for all. `root` is the folder of the
    host the site was in, mostly "". `language` is that of texts which name none. With `sections`,
    what lies beside them at the top are pages.
    """

    generator: Generator = Generator.UNKNOWN
    zone: tzinfo = UTC
    permalinks: Mapping[str, str] = field(default_factory=dict)
    root: str = ""
    language: str = ""
    sections: bool = False

    def is_translation(self, place: Place) -> bool:
        """Whether a file is named for another language than the site's."""
        return place.language.partition("-")[0] not in ("", self.language.partition("-")[0])


_SIGNS: Final = (
    (Generator.JEKYLL, ("_posts", "_config.yml", "_config.yaml")),
    (Generator.ASTRO, ("astro.config.*",)),
    (Generator.ELEVENTY, (".eleventy.*", "eleventy.config.*")),
    (Generator.HUGO, ("hugo.*", "config.toml", "config.yaml", "config", "archetypes")),
)


def generator_of(root: Path) -> Generator:
    """Return the generator of a site, told by the files it wants."""
    folders = (root, root.parent) if root.name == "content" else (root,)
    for generator, signs in _SIGNS:
        if any(any(folder.glob(sign)) for folder in folders for sign in signs):
            return generator
    return Generator.UNKNOWN
