"""Static files under content-hashed names, held in memory, cached for ever (FE-5)."""

from __future__ import annotations

import hashlib
import math
import mimetypes
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from strive.platform.cache import plan
from strive.platform.errors import NotFound
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import STATIC
from strive.platform.web.conditional import is_known

REVALIDATE: Final = "public, max-age=0, must-revalidate"
HASH_CHARACTERS: Final = 12
LOOK_EVERY_S: Final = 0.5

_TEXT = ("text/", "application/json", "image/svg+xml", "text/javascript")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    content_type: str
    digest: str
    modified: str


class StaticFiles:
    """The files of some folders; in a later folder a file replaces the one of the same name.

    With `watch`, changed files are noticed while running, for people who work on a theme: within
    `look_every_s`, for to look costs as much as to render half a page.
    """

    def __init__(
        self, folders: Iterable[Path], *, watch: bool = False, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        self._folders = [folder for folder in folders if watch or folder.is_dir()]
        self._look_every_s = look_every_s if watch else math.inf
        self._look_at = time.monotonic() + self._look_every_s
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._files: dict[str, StaticFile] = {}
        self._names: dict[str, str] = {}
        self._read()

    def url(self, name: str) -> str:
        """Return the address of a file by its name (`site.css`), with the hash of its content.

        Raises `KeyError` for an unknown name: a template that asks for it is wrong.
        """
        self._look()
        return f"/static/{_hashed(name, self._files[name].digest)}"

    def has(self, name: str) -> bool:
        """Tell whether there is such a file, for parts of a theme that may be left out."""
        self._look()
        return name in self._files

    def routes(self) -> list[Route]:
        """Return the route that serves the files."""
        return limited([Route("/static/{path:path}", self.serve, methods=["GET"])], STATIC)

    async def serve(self, request: Request) -> Response:
        """Answer with a file: by its hashed name for ever, by its plain name to be revalidated."""
        path = request.path_params["path"]
        plain = self._names.get(path)
        file = self._files.get(plain or path)
        if file is None:
            raise NotFound("There is no such file.")
        etag = f'"{file.digest}"'
        headers = {
            "cache-control": plan.ASSET if plain else REVALIDATE,
            "etag": etag,
            "last-modified": file.modified,
        }
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
        return Response(file.content, headers=headers, media_type=file.content_type)

    def _look(self) -> None:
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + self._look_every_s
            self._read()

    def _read(self) -> None:
        found = {
            path.relative_to(folder).as_posix(): path
            for folder in self._folders
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        stamp = tuple((str(path), path.stat().st_mtime_ns) for path in found.values())
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._files = {name: _load(path) for name, path in found.items()}
        self._names = {_hashed(name, file.digest): name for name, file in self._files.items()}


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content_type = f"{guessed}; charset=utf-8" if guessed.startswith(_TEXT) else guessed
    digest = hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]
    return StaticFile(content, content_type, digest, formatdate(path.stat().st_mtime, usegmt=True))


def _hashed(name: str, digest: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}" if dot else f"{suffix}.{digest}"
