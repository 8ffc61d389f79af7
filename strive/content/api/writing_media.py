"""Files by API: uploaded, and those that are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta, Struct
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts import cursors
from strive.accounts.authentication import principal_of
from strive.accounts.principal import Scope, require
from strive.content.api import writing_shapes as shapes
from strive.content.api.writing_drafts import NOTHING
from strive.content.listing import LIMIT_MAX
from strive.kit.clock import Clock
from strive.media import Asset, Media
from strive.media.asset import is_asset_id
from strive.media.limits import MediaLimits
from strive.platform.errors import Invalid, NotFound
from strive.platform.web import private
from strive.platform.web.bodies import take_up_to
from strive.platform.web.forms import NotAForm
from strive.platform.web.parameters import Parameters

ALT_CHARACTERS_MAX: Final = 2_000
AROUND_BYTES: Final = 65_536  # what a form adds to a file
_CHUNK_BYTES: Final = 1_048_576


class MediaQuery(Struct, frozen=True, kw_only=True):
    """Which files, and where the list goes on."""

    q: Annotated[str, Meta(max_length=200, description="Words of the name or what it shows")] = ""
    cursor: Annotated[str, Meta(max_length=1_000, description="`meta.nextCursor`")] = ""
    limit: Annotated[int, Meta(ge=1, le=LIMIT_MAX, description="How many at most")] = 50


FILES: Final = Parameters(MediaQuery)


@dataclass(frozen=True, slots=True)
class Uploads:
    """Takes files in, and tells which there are."""

    media: Media
    clock: Clock

    async def list_media(self, request: Request) -> Response:
        """Kept files, the last one first; with `q` those that have each of its words."""
        require(principal_of(request), Scope.MEDIA_WRITE)
        asked = FILES.read(request.scope)
        before = cursors.moment_of(asked.cursor) if asked.cursor else None
        found = await self.media.latest(asked.q, before, asked.limit + 1)
        files = found[: asked.limit]
        last = files[-1] if len(found) > asked.limit else None
        following = cursors.of_moment(last.created_at, last.id) if last else None
        shown = [shaped(file) for file in files]
        return private.answer(shown, now=self.clock.now(), nextCursor=following)

    async def get_media(self, request: Request) -> Response:
        """One kept file."""
        NOTHING.read(request.scope)
        require(principal_of(request), Scope.MEDIA_WRITE)
        file_id = str(request.path_params["id"])
        file = await self.media.by_id(file_id) if is_asset_id(file_id) else None
        if file is None:
            raise NotFound("There is no such file.")
        return private.answer(shaped(file), now=self.clock.now())

    async def create_media(self, request: Request) -> Response:
        """Keep a file; the same bytes a second time give the file that is there already.

        A form (`multipart/form-data`) with the `file`, and with `alt`: what an image shows, for
        those who do not see it. Images, sound, video, PDF, ZIP and office documents are kept; what
        is in the file decides what it is, and a name that says otherwise is corrected.
        """
        NOTHING.read(request.scope)
        require(principal_of(request), Scope.MEDIA_WRITE)
        take_up_to(request.scope, MediaLimits().other_bytes_max + AROUND_BYTES)
        async with upload_form(request) as form:
            file, alt = form.get("file"), form.get("alt", "")
            if not isinstance(file, UploadFile) or not isinstance(alt, str):
                raise Invalid("The form needs a file named file; alt is text.")
            if len(alt) > ALT_CHARACTERS_MAX:
                raise Invalid(f"The alternative text has {ALT_CHARACTERS_MAX} characters at most.")
            name = file.filename or "file"
            asset = await self.media.keep(chunks(file), name, alt=alt.strip(), rename=True)
        shape, headers = shaped(asset, alt.strip()), {"location": asset.url}
        return private.answer(shape, now=self.clock.now(), status=201, headers=headers)


def shaped(asset: Asset, alt: str = "") -> shapes.MediaShape:
    """Shape a kept file; `alt` goes before what was said when it was kept first."""
    return shapes.MediaShape(
        id=asset.id,
        url=asset.url,
        name=asset.name,
        content_type=asset.content_type,
        size=asset.size,
        width=asset.width or None,
        height=asset.height or None,
        alt=alt or asset.alt,
    )


@asynccontextmanager
async def upload_form(request: Request) -> AsyncIterator[FormData]:
    """Read a form with one file, which goes to the disk as it arrives; gone afterwards."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise NotAForm("A file is sent as a form: multipart/form-data.")
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=65_536) as form:
            yield form
    except (MultiPartException, HTTPException, UnicodeError) as error:
        raise Invalid("The form cannot be read.") from error


async def chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """Read a file that came with a form, part by part."""
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk
