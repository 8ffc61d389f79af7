"""Archives unpacked into a folder, with nothing trusted: names, links, sizes, ratios."""

from __future__ import annotations

import gzip
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final, Self

from strive.content.importing.errors import BrokenExport, NotThisFormat, UnsafeArchive
from strive.content.importing.limits import (
    CHUNK_BYTES,
    RATIO_FREE_BYTES,
    RATIO_MAX,
    UNPACKED_BYTES_MAX,
    UNPACKED_FILES_MAX,
)
from strive.content.importing.workspace import temporary_folder

_NAME_CHARACTERS_MAX: Final = 1_000
_TAR_BLOCK_BYTES: Final = 512
_TAR_HEADER_BYTES_MAX: Final = 1_000_000
_DISK_RESERVE_BYTES: Final = 500_000_000
_DAMAGE: Final = (
    tarfile.TarError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression zipfile does not know
    RuntimeError,  # an encrypted member of a zip
)


@contextmanager
def as_folder(path: Path, workspace: Path) -> Iterator[Path]:
    """Give an export as a folder: itself, or unpacked below `workspace` for the time being.

    A single uncompressed file is given as the file itself.

    Raises:
        NotThisFormat: There is nothing at this path that could be read.
        BrokenExport: The archive ends early, is damaged, or cannot be laid down here.
        UnsafeArchive: It holds links, paths leading out of it, or far too much data.
    """
    if path.is_dir() or not (unpack := _unpacker(path)):
        yield path
        return
    with temporary_folder(workspace, "unpacked") as folder:
        try:
            unpack(path, _Basket(folder, path))
        except _DAMAGE as error:
            raise BrokenExport(f"{path.name} ends early or is damaged: {error}") from error
        except OSError as error:  # a name no file can have, a full disk
            raise BrokenExport(f"{path.name} cannot be unpacked: {error.strerror}") from error
        yield folder


class _Basket:
    """Where members land; counts what arrives and refuses what no honest archive holds."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self._folder = folder
        free = shutil.disk_usage(folder).free - _DISK_RESERVE_BYTES
        by_ratio = max(RATIO_FREE_BYTES, archive.stat().st_size * RATIO_MAX)
        self._bytes_max = min(UNPACKED_BYTES_MAX, by_ratio, max(free, 0))
        self._bytes = 0
        self._files = 0

    def add(self, name: str, source: IO[bytes]) -> None:
        """Write one member, under a name checked part by part."""
        target = self._folder.joinpath(*safe_parts(name))
        self._files += 1
        if self._files > UNPACKED_FILES_MAX:
            raise UnsafeArchive(f"the archive holds more than {UNPACKED_FILES_MAX:,} files")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                while data := source.read(CHUNK_BYTES):
                    self.count(len(data))
                    file.write(data)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise UnsafeArchive(f"“{name}” is both a file and a folder in the archive") from error

    def count(self, size: int) -> None:
        """Take note of unpacked bytes; raises `UnsafeArchive` when there are too many."""
        self._bytes += size
        if self._bytes > self._bytes_max:
            raise UnsafeArchive(
                f"the archive unpacks to more than {self._bytes_max:,} bytes: "
                "more than its size or the free disk space allows"
            )


def safe_parts(name: str) -> tuple[str, ...]:
    """Split a member's name into path parts; raises `UnsafeArchive` if it leads anywhere else."""
    parts = PurePosixPath(name).parts
    if (
        not parts
        or len(name) > _NAME_CHARACTERS_MAX
        or any(part == ".." or "\\" in part or "\0" in part or ":" in part for part in parts)
        or parts[0] == "/"
    ):
        raise UnsafeArchive(f"“{name[:100]}” is not a path inside the archive")
    return parts


def _unpacker(path: Path) -> Callable[[Path, _Basket], None] | None:
    if not path.is_file():
        raise NotThisFormat(f"there is no file or folder {path}")
    try:
        with path.open("rb") as file:
            head = file.read(_TAR_BLOCK_BYTES)
    except OSError as error:
        raise NotThisFormat(f"{path} cannot be read: {error.strerror}") from error
    if head.startswith(b"\x1f\x8b"):
        return _untar_gzip if _holds_tar(path) else _gunzip
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _unzip
    return _untar_plain if _is_tar(head) else None


def _holds_tar(path: Path) -> bool:
    try:
        with gzip.open(path) as file:
            return _is_tar(file.read(_TAR_BLOCK_BYTES))
    except _DAMAGE as error:
        raise BrokenExport(f"{path.name} ends early or is damaged: {error}") from error


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _untar_gzip(path: Path, basket: _Basket) -> None:
    with gzip.open(path) as file:
        _untar(file, basket)  # type: ignore[arg-type] # GzipFile reads as IO[bytes] does


def _untar_plain(path: Path, basket: _Basket) -> None:
    with path.open("rb") as file:
        _untar(file, basket)


def _untar(file: IO[bytes], basket: _Basket) -> None:
    with tarfile.open(fileobj=file, mode="r|", tarinfo=_Member) as archive:
        for member in archive:
            if member.isdir():
                safe_parts(member.name)
                continue
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or member.issparse():
                raise UnsafeArchive(f"“{member.name}” in the archive is a link or a device")
            basket.add(member.name, content)
    while data := file.read(CHUNK_BYTES):  # to the end, where gzip keeps its checksum
        basket.count(len(data))


class _Member(tarfile.TarInfo):
    """A header whose extension (a long name, say) may not fill the memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        extends = member.type not in (*tarfile.REGULAR_TYPES, tarfile.DIRTYPE)
        if extends and member.size > _TAR_HEADER_BYTES_MAX:
            raise UnsafeArchive("the archive holds a header of unreasonable length")
        return member


def _unzip(path: Path, basket: _Basket) -> None:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                safe_parts(member.filename)
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                raise UnsafeArchive(f"“{member.filename}” in the archive is a link")
            with archive.open(member) as content:
                basket.add(member.filename, content)


def _gunzip(path: Path, basket: _Basket) -> None:
    with gzip.open(path) as file:
        basket.add(path.stem or "data", file)  # type: ignore[arg-type] # as above
