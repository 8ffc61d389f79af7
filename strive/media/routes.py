"""Kept files over HTTP: `/media/{2 digits}/{id}/{name}`, from the object storage alone."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from strive.media.asset import URL_PREFIX, is_asset_id, key_of
from strive.media.ranges import UnsatisfiableRangeError, wanted_range
from strive.media.sniffing import SVG, FileType, type_of_extension
from strive.platform.cache import plan
from strive.platform.errors import NotFound
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import MEDIA
from strive.platform.storage import is_key

if TYPE_CHECKING:
    from starlette.requests import Request

    from strive.media.keeping import Media
    from strive.platform.storage import ObjectInfo

SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def routes(media: Media) -> list[Route]:
    """Return the route of the kept files."""
    files = _Files(media)
    path = URL_PREFIX + "{fold}/{id}/{name}"
    return limited([Route(path, files.serve, methods=["GET"], name="media")], MEDIA)


class _Files:
    """GET and HEAD of a file, whole or in part. The database is not asked for one that exists."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._storage = media.storage

    async def serve(self, request: Request) -> Response:
        """Answer with the file, with 304 or 416, or with a redirect to its right name."""
        fold, asset_id, name = (request.path_params[part] for part in ("fold", "id", "name"))
        file_type = type_of_extension(name.rpartition(".")[2])
        if not is_asset_id(asset_id) or fold != asset_id[:2]:
            raise NotFound("There is no such file")
        key = key_of(asset_id, name)
        info = await self._storage.head(key) if file_type and is_key(key) else None
        if file_type is None or info is None:
            return await self._redirect(request.scope["path"])
        headers = _headers(asset_id, name, file_type, info)
        if _names_etag(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=_without_body(headers))
        if request.method == "HEAD":
            return Response(headers=headers | {"Content-Length": str(info.size)})
        return await self._send(key, info, headers, _range_header(request, headers))

    async def _send(
        self, key: str, info: ObjectInfo, headers: dict[str, str], range_header: str
    ) -> Response:
        """Stream the file or the part that is wanted of it."""
        try:
            part = wanted_range(range_header, info.size)
        except UnsatisfiableRangeError:
            unsatisfied = {"Content-Range": f"bytes */{info.size}", "Cache-Control": plan.ERROR}
            return Response(status_code=416, headers=unsatisfied)
        start, end = part or (0, info.size)
        stored = await self._storage.get(key, start, end)
        headers = headers | {"Content-Length": str(end - start)}
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{info.size}"
        return StreamingResponse(stored.chunks, 206 if part else 200, headers)

    async def _redirect(self, path: str) -> Response:
        """Lead from a name the file does not have to the one it has."""
        asset = await self._media.find(path)
        if asset is None or asset.url == quote(path):
            raise NotFound("There is no such file")
        return RedirectResponse(asset.url, status_code=308)


def _headers(asset_id: str, name: str, file_type: FileType, info: ObjectInfo) -> dict[str, str]:
    """Return what is said of the file; a drawing may hold scripts and is never active here."""
    headers = {
        "Content-Type": file_type.content_type,
        "Content-Disposition": _disposition(name, inline=file_type.inline),
        "Cache-Control": plan.ASSET,
        "ETag": f'"{asset_id}"',
        "Last-Modified": format_datetime(info.modified, usegmt=True),
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",  # shown by feed readers and in e-mails
    }
    return headers | {"Content-Security-Policy": SANDBOX} if file_type is SVG else headers


def _without_body(headers: dict[str, str]) -> dict[str, str]:
    """Return what belongs into a 304 (RFC 9110 section 15.4.5)."""
    return {name: headers[name] for name in ("ETag", "Cache-Control", "Last-Modified")}


def _disposition(name: str, *, inline: bool) -> str:
    """Return a Content-Disposition (RFC 6266); a name has nothing in it that needs quoting."""
    kind = "inline" if inline else "attachment"
    if name.isascii():
        return f'{kind}; filename="{name}"'
    extension = name.rpartition(".")[2]
    return f"{kind}; filename=\"file.{extension}\"; filename*=UTF-8''{quote(name, safe='')}"


def _names_etag(header: str, etag: str) -> bool:
    """Compare weakly with a list of entity tags, as If-None-Match asks for."""
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags


def _range_header(request: Request, headers: dict[str, str]) -> str:
    """Return the Range header, "" when If-Range says that it was meant for another version."""
    condition = request.headers.get("if-range", "")
    if condition and condition not in {headers["ETag"], headers["Last-Modified"]}:
        return ""
    return request.headers.get("range", "")
