"""Object storage: a local folder, S3, Google Cloud Storage or Azure, behind one small class.

Every process of a deployment sees the same objects. A write is atomic: a reader sees the whole
object or none, also when the writer dies half-way.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from unicodedata import category

from obstore.exceptions import BaseError
from obstore.store import LocalStore

from strive.kit.clock import to_millisecond
from strive.platform.errors import Invalid, NotFound, Unavailable
from strive.platform.storage_url import open_store, without_secrets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from obstore import GetOptions, ObjectMeta
    from obstore.store import ObjectStore

KEY_BYTES_MAX: Final = 1_000  # S3 takes 1,024
CHUNK_BYTES: Final = 256 * 1024

_NAME_BYTES_MAX: Final = 250  # a file system takes 255, of which a temporary name needs some
_PART_BYTES: Final = 5 * 1024 * 1024  # the least S3 takes as a part of a multipart upload
_PARTS_AT_ONCE: Final = 4  # so that one upload holds at most 20 MB
_LISTED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What is known of an object without reading it; `etag` is the storage's own, with quotes."""

    key: str
    size: int
    etag: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object opened for reading: `chunks` yields its bytes from `start` up to `end`."""

    info: ObjectInfo
    start: int
    end: int
    chunks: AsyncIterator[bytes]


class Storage:
    """Objects by key: names of letters, digits and `._-`, in folders by `/`.

    Every method raises `Unavailable` when the storage cannot be reached or refuses, and `Invalid`
    for a key that is not one (so that no key reaches outside the storage).
    """

    def __init__(self, store: ObjectStore, url: str) -> None:
        self._store = store
        self.url = url

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the storage at a URL; nothing is contacted yet.

        Args:
            url: `file:///folder` (made when missing), `s3://bucket/prefix`, `gs://bucket/prefix`
                or `az://account/container/prefix`. For other S3-compatible services, add
                `?endpoint=https://host&region=…`; an `http://` endpoint goes without TLS.
                Credentials come from the cloud's usual environment variables or the machine's
                role, never from the URL.

        Raises:
            Invalid: The URL is not understood, or the folder cannot be made.
        """
        try:
            return cls(open_store(url), url)
        except (BaseError, OSError, ValueError) as error:
            shown, why = without_secrets(url), _first_line(error)
            raise Invalid(f"The storage {shown!r} cannot be opened: {why}") from error

    async def put(
        self, key: str, data: bytes | AsyncIterator[bytes] | Path, content_type: str
    ) -> None:
        """Write an object, or replace it, in one atomic step and in bounded memory.

        Args:
            key: Where.
            data: The bytes, a stream of them, or a file. An error raised by the stream passes
                through, and nothing is written.
            content_type: Kept with the object where the storage has a place for it.
        """
        attributes = None if isinstance(self._store, LocalStore) else {"Content-Type": content_type}
        checked = _checked(key)
        _refuse_missing_file(data)
        try:
            await self._store.put_async(
                checked,
                data,
                attributes=attributes,
                chunk_size=_PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )
        except BaseError as error:
            raise _unavailable(error) from error
        except FileNotFoundError as error:
            if error.errno is not None:  # Python's own: raised by the stream
                raise
            raise _unavailable(error) from error

    async def head(self, key: str) -> ObjectInfo | None:
        """Return what is known of an object, None when there is none."""
        try:
            return _info(await self._store.head_async(_checked(key)))
        except FileNotFoundError:
            self._refuse_missing_folder()
            return None
        except BaseError as error:
            raise _unavailable(error) from error

    async def get(self, key: str, start: int = 0, end: int | None = None) -> StoredObject:
        """Open an object for reading, or a part of it.

        Args:
            key: Which.
            start: The first byte wanted, 0-based.
            end: The first byte no longer wanted; None or past the end for all the rest.

        Raises:
            NotFound: There is no such object.
            Invalid: The range is empty or begins behind the end of the object.
            Unavailable: The storage is away; also raised by `chunks`, half-way.
        """
        checked = _checked(key)
        if start < 0 or (end is not None and end <= start):
            raise Invalid(f"The range {start}-{end} of {key!r} is empty")
        options: GetOptions = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        try:
            result = await self._store.get_async(checked, options=options)
        except FileNotFoundError as error:
            self._refuse_missing_folder()
            raise NotFound(f"There is no object {key!r}") from error
        except BaseError as error:
            await self._refuse_start_behind_end(key, start)
            raise _unavailable(error) from error
        stream = result.stream(min_chunk_size=CHUNK_BYTES)
        return StoredObject(_info(result.meta), *result.range, _mapped(stream))

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes of an object, or of a part of it; errors are those of `get`."""
        stored = await self.get(key, start, end)
        async for chunk in stored.chunks:
            yield chunk

    async def delete(self, key: str) -> None:
        """Remove an object; removing what is not there is no error."""
        with suppress(FileNotFoundError):
            try:
                await self._store.delete_async(_checked(key))
            except BaseError as error:
                raise _unavailable(error) from error

    async def list(self, prefix: str = "") -> AsyncIterator[ObjectInfo]:
        """Yield the objects in a folder and all folders below, in no particular order.

        Args:
            prefix: A folder as in `media/ab`, without a slash at its end; "" for everything.
        """
        folder = _checked(prefix) if prefix else None
        try:
            async for page in self._store.list(folder, chunk_size=_LISTED_AT_ONCE):
                for meta in page:
                    yield _info(meta)
        except BaseError as error:
            raise _unavailable(error) from error

    async def ping(self) -> None:
        """Return when the storage answers, raise `Unavailable` otherwise."""
        self._refuse_missing_folder()
        async for _ in self.list():
            return

    def _refuse_missing_folder(self) -> None:
        """Tell a folder that is away (not mounted, say) from one without the object."""
        if isinstance(self._store, LocalStore):
            folder = self._store.prefix
            if folder is None or not os.access(folder, os.W_OK | os.X_OK):
                raise Unavailable(f"The folder {folder} is away or not writable")

    async def _refuse_start_behind_end(self, key: str, start: int) -> None:
        """Tell a range that cannot be from a storage that is away: both look the same."""
        if start and (info := await self.head(key)) and start >= info.size:
            raise Invalid(f"{key!r} has {info.size} bytes, there is none at {start}")


def is_key(text: str) -> bool:
    """Tell whether a text can be the key of an object."""
    return len(text.encode(errors="replace")) <= KEY_BYTES_MAX and all(
        map(_is_name, text.split("/"))
    )


def _checked(key: str) -> str:
    """Return the key, or raise `Invalid` when it is not one."""
    if not is_key(key):
        raise Invalid(f"{key[:80]!r} is not a key of an object: letters, digits and ._- in folders")
    return key


def _is_name(text: str) -> bool:
    """Tell whether a text can be one part of a key: a letter or digit of any script, or `._-`."""
    return (
        text != ""
        and not text.startswith(".")
        and len(text.encode(errors="replace")) <= _NAME_BYTES_MAX
        and all(character in "._-" or category(character)[0] in "LNM" for character in text)
    )


def _info(meta: ObjectMeta) -> ObjectInfo:
    """Take over what obstore knows of an object."""
    modified = to_millisecond(meta["last_modified"])
    return ObjectInfo(meta["path"], meta["size"], meta["e_tag"] or "", modified)


async def _mapped(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the chunks; a storage that goes away half-way is `Unavailable` like any other."""
    try:
        async for chunk in stream:
            yield bytes(chunk)
    except BaseError as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> Unavailable:
    """Say in one line what obstore says in thirty."""
    return Unavailable(f"The object storage does not answer: {_first_line(error)}")


def _refuse_missing_file(data: object) -> None:
    """Tell a file that is missing from a storage that is: both look the same to obstore."""
    if isinstance(data, Path) and not data.is_file():
        raise FileNotFoundError(ENOENT, "There is no such file", str(data))


def _first_line(error: Exception) -> str:
    """Leave out obstore's dump of its inner state."""
    return str(error).partition("\n")[0]
