"""The media library: what is kept, more of it, what is said of each, taking one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal, Scope
from strive.content.api.writing_media import ALT_CHARACTERS_MAX, AROUND_BYTES, chunks, upload_form
from strive.content.errors import FileUsed
from strive.content.studio.upkeep.upkept import Upkept
from strive.media.asset import Asset, is_asset_id
from strive.media.errors import MediaRefused, MediaTooLarge
from strive.media.limits import MediaLimits
from strive.platform.errors import NotFound
from strive.platform.web.bodies import take_up_to
from strive.platform.web.forms import form_of

PATH: Final = "/studio/media"
SHOWN: Final = 48
_TEXT_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Library:
    """The kept files of the publication."""

    upkept: Upkept

    async def every(self, request: Request, _: Principal) -> Response:
        """Show what was kept last, some at a time."""
        return await self._list(request)

    async def add(self, request: Request, _: Principal) -> Response:
        """Keep a file, and show it, so that it can be described."""
        take_up_to(request.scope, MediaLimits().other_bytes_max + AROUND_BYTES)
        async with upload_form(request) as form:
            file, alt = form.get("file"), form.get("alt", "")
            if not isinstance(file, UploadFile) or not file.filename:
                return await self._list(request, {"file": "Choose a file."})
            words = alt.strip()[:ALT_CHARACTERS_MAX] if isinstance(alt, str) else ""
            try:
                asset = await self.upkept.media.keep(
                    chunks(file), file.filename, alt=words, rename=True
                )
            except (MediaRefused, MediaTooLarge) as error:
                return await self._list(request, {"file": error.message}, status=error.status)
        return done(f"{PATH}/{asset.id}", "added")

    async def one(self, request: Request, principal: Principal) -> Response:
        """Show a file."""
        return await self._page(request, principal, await self._found(request))

    async def describe(self, request: Request, principal: Principal) -> Response:
        """Say what an image shows."""
        asset, form = await self._found(request), await form_of(request)
        alt = form.text("alt").strip()
        if len(alt) > ALT_CHARACTERS_MAX:
            message = f"{len(alt):,} characters; {ALT_CHARACTERS_MAX:,} are the most."
            return await self._page(request, principal, asset, {"alt": message})
        await self.upkept.upkeep.describe_file(principal, asset, alt, request.scope)
        return done(f"{PATH}/{asset.id}", "saved")

    async def delete(self, request: Request, principal: Principal) -> Response:
        """Remove a file for good; one that is used only by whoever was shown where."""
        asset, form = await self._found(request), await form_of(request)
        try:
            await self.upkept.upkeep.delete_file(
                principal, asset, request.scope, even_if_used=form.text("used") == "1"
            )
        except FileUsed as error:
            wrong = {"": f"{error.message} Look where, and delete it from here."}
            return await self._page(request, principal, asset, wrong)
        return done(PATH, "deleted")

    async def _found(self, request: Request) -> Asset:
        asset_id = str(request.path_params["id"])
        asset = await self.upkept.media.by_id(asset_id) if is_asset_id(asset_id) else None
        if asset is None:
            raise NotFound("There is no such file.")
        return asset

    async def _list(
        self, request: Request, errors: dict[str, str] | None = None, status: int = 0
    ) -> Response:
        query = request.query_params
        text = " ".join(query.get("q", "").replace("\0", "").split())[:_TEXT_MAX]
        before = _position(query.get("after", ""))
        found = await self.upkept.media.latest(text, before, SHOWN + 1)
        assets = found[:SHOWN]
        return await self.upkept.page(
            request,
            "media.html",
            "Media",
            status=status,
            assets=assets,
            text=text,
            next=_address(text, assets[-1]) if len(found) > SHOWN else "",
            first=_address(text) if before else "",
            errors=errors,
        )

    async def _page(
        self,
        request: Request,
        principal: Principal,
        asset: Asset,
        errors: dict[str, str] | None = None,
    ) -> Response:
        return await self.upkept.page(
            request,
            "file.html",
            asset.name,
            file=asset,
            uses=await self.upkept.upkeep.uses_of(principal, asset),
            may_delete=principal.may(Scope.SITE_WRITE),
            errors=errors,
        )


def _position(text: str) -> tuple[datetime, str] | None:
    """Read where a list goes on; None for what is no such place."""
    moment, _, asset_id = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, asset_id) if at.tzinfo and is_asset_id(asset_id) else None


def _address(text: str, last: Asset | None = None) -> str:
    place = f"{last.created_at.isoformat()}_{last.id}" if last else ""
    given = {name: value for name, value in (("q", text), ("after", place)) if value}
    return f"{PATH}?{urlencode(given)}" if given else PATH
