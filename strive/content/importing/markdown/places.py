"""What a file's place in the folder tells: date, slug, kind, language, and its old addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

SUFFIXES: Final = frozenset({".md", ".markdown", ".mdx", ".mdown", ".html", ".portabletext"})

_CONTENT_ROOTS: Final = ("src/content/", "src/pages/", "content/", "src/")
_BUNDLE: Final = frozenset({"index", "_index"})
_DATED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_](.+)")
_LANGUAGE: Final = re.compile(r"(.+)\.([a-z]{2}(?:-[A-Za-z]{2,4})?)")
_HIDDEN: Final = frozenset({"_posts", "_drafts", "_pages"})
_PAGE_FOLDERS: Final = frozenset({"pages", "_pages", "page"})


@dataclass(frozen=True)
class Place:
    """Where a text file lies. `path` is relative to the folder given, with forward slashes."""

    path: str
    folder: tuple[str, ...]  # below the content's root, without a bundle's own folder
    name: str  # of the file or bundle, without date, language and suffix
    date: str = ""
    language: str = ""
    bundle: bool = False
    section_page: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether it lies where Jekyll keeps drafts."""
        return "_drafts" in self.folder

    @property
    def is_post(self) -> bool:
        """Whether it lies where Jekyll keeps posts."""
        return bool({"_posts", "_drafts"} & set(self.folder))

    @property
    def is_page(self) -> bool:
        """Whether it lies where pages are kept."""
        return bool(_PAGE_FOLDERS & set(self.folder)) or self.path.startswith("src/pages/")

    @property
    def base(self) -> str:
        """What relative addresses in it are resolved against: the folder of the file."""
        folder = self.path.rpartition("/")[0]
        return f"/{folder}/" if folder else "/"

    @property
    def aliases(self) -> tuple[str, ...]:
        """Names of the file by which links mean it."""
        long, short = f"/{self.path}", f"/{_below_root(self.path)}"
        names = [long, short, long.rpartition(".")[0], short.rpartition(".")[0]]
        return tuple(dict.fromkeys(name.removesuffix("/index") or "/" for name in names))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where generators show it if nothing else is set."""
        folder = [part.lstrip("_") for part in self.folder if part not in _HIDDEN]
        plain = "/".join(["", *folder, self.name])
        if not self.date:
            return (plain,)
        dated = "/".join(["", *folder, *self.date.split("-"), self.name])
        if "_posts" in self.folder:
            return (f"{dated}.html", dated)
        return (plain, "/".join(["", *folder, f"{self.date}-{self.name}"]))


def place_of(path: str) -> Place:
    """Read a path such as `content/posts/2024-05-01-hello/index.fr.md`."""
    pure = PurePosixPath(_below_root(path))
    stem, language = pure.stem, ""
    if found := _LANGUAGE.fullmatch(stem):
        stem, language = found.groups()
    parts = list(pure.parts[:-1])
    bundle, section_page = stem == "index" and bool(parts), stem == "_index"
    name = parts.pop() if bundle or (section_page and parts) else stem
    date = ""
    if dated := _DATED.fullmatch(name):
        year, month, day, name = dated.groups()
        date = f"{year}-{int(month):02}-{int(day):02}"
    return Place(path, tuple(parts), name, date, language, bundle, section_page)


def _below_root(path: str) -> str:
    for root in _CONTENT_ROOTS:
        if path.startswith(root):
            return path.removeprefix(root)
    return path
