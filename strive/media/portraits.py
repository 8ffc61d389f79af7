"""Pictures that people have of themselves: made small and square, one for each person.

It lies under the id of the person, so that the next one takes its place, and nothing is left of
any when the person goes. What a camera writes into a file (where, when, with what) is left out.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyvips
from starlette.responses import Response
from starlette.routing import Route

from strive.media.errors import MediaRefused
from strive.media.limits import MediaLimits
from strive.media.measuring import measure
from strive.media.sniffing import AVIF, GIF, JPEG, PNG, WEBP
from strive.media.spooling import spooled
from strive.platform.errors import NotFound
from strive.platform.privacy import Person, Reach, Record
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import MEDIA
from strive.platform.storage import is_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

    from starlette.requests import Request

    from strive.platform.storage import Storage

SIDE: Final = 256  # pixels: twice what the largest place shows
BYTES_MAX: Final = 10 * 1024 * 1024
STORE: Final = "people/*"
URL: Final = "/media/people/{name}"
KEPT: Final = "private, max-age=86400"
"""By the browser that shows it: an address names one picture, and no cache that others share."""

_LIMITS: Final = MediaLimits(
    image_bytes_max=BYTES_MAX, drawing_bytes_max=BYTES_MAX, other_bytes_max=BYTES_MAX
)
_KINDS: Final = (JPEG, PNG, WEBP, AVIF, GIF)
_VERSION_DIGITS: Final = 8


class Portraits:
    """The pictures of people, in the object storage."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def keep(self, user_id: str, source: bytes | AsyncIterable[bytes]) -> str:
        """Make a picture that of somebody; return the address it is shown at.

        Raises:
            MediaRefused: It is no picture, or broken.
            MediaTooLarge: It has too many bytes or pixels; nothing was decoded.
        """
        try:
            made = await _made_of(source)
        except MediaRefused as error:  # of whose many kinds few are pictures
            raise MediaRefused(_WANTED) from error
        await self._storage.put(_key(user_id), made, WEBP.content_type)
        version = hashlib.sha256(made).hexdigest()[:_VERSION_DIGITS]
        return f"{URL.format(name=_name(user_id))}?v={version}"

    async def read(self, user_id: str) -> bytes | None:
        """Return somebody's picture, None if they have none."""
        key = _key(user_id)
        if not is_key(key) or await self._storage.head(key) is None:
            return None
        return b"".join([chunk async for chunk in self._storage.read(key)])

    async def remove(self, user_id: str) -> bool:
        """Remove somebody's picture; False if they have none."""
        if await self._storage.head(_key(user_id)) is None:
            return False
        await self._storage.delete(_key(user_id))
        return True

    def routes(self) -> list[Route]:
        """Return the route that shows them; it goes before that of kept files."""
        return limited([Route(URL, self._show)], MEDIA)

    def reach(self) -> Reach:
        """Return how the picture of a person is given out and erased."""

        async def export(person: Person) -> AsyncIterator[Record]:
            if person.id and (content := await self.read(person.id)):
                yield {"file": f"files/{_FILE}", "bytes": len(content)}

        async def files(person: Person) -> AsyncIterator[tuple[str, bytes]]:
            if person.id and (content := await self.read(person.id)):
                yield _FILE, content

        async def erase(person: Person) -> int:
            return int(await self.remove(person.id)) if person.id else 0

        return Reach(STORE, export, erase, files)

    async def _show(self, request: Request) -> Response:
        user_id, _, extension = request.path_params["name"].rpartition(".")
        content = await self.read(user_id) if extension == "webp" and user_id else None
        if content is None:
            raise NotFound("There is no such picture.")
        headers = {"cache-control": KEPT}
        return Response(content, headers=headers, media_type=WEBP.content_type)


_FILE: Final = "picture.webp"
_WANTED: Final = "A picture is a JPEG, PNG, WebP, AVIF or GIF file that is whole."


async def _made_of(source: bytes | AsyncIterable[bytes]) -> bytes:
    async with spooled(source, _LIMITS) as file:
        if file.file_type not in _KINDS:
            raise MediaRefused(_WANTED)
        await asyncio.to_thread(measure, file.path, file.file_type, _LIMITS)
        return await asyncio.to_thread(_made, file.path)


def _name(user_id: str) -> str:
    return f"{user_id}.webp"


def _key(user_id: str) -> str:
    return f"people/{_name(user_id)}"


def _made(path: Path) -> bytes:
    """Cut a square out of the middle of what matters; blocking, so run it in a thread."""
    try:
        image = pyvips.Image.thumbnail(
            str(path),
            SIDE,
            height=SIDE,
            crop="attention",
            output_profile="srgb",
            fail_on="truncated",
        )
        made: bytes = image.webpsave_buffer(Q=84, keep="none")
    except pyvips.Error as error:  # whose text may be of another thread's image
        raise MediaRefused(_WANTED) from error
    return made
