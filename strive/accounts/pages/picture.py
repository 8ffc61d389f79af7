"""One's own picture: chosen, shown, taken away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from strive.accounts.avatars import BYTES_MAX, Avatars
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import Guarded, signed_in
from strive.accounts.pages.own_pages import OwnPages
from strive.accounts.principal import Principal
from strive.kit.clock import Clock
from strive.platform.errors import Invalid, TooLarge
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import PAGES
from strive.platform.web.bodies import take_up_to
from strive.platform.web.forms import NotAForm

PICTURE: Final = "/account/picture"
_AROUND_BYTES: Final = 65_536  # what a form adds to a file
_CHUNK_BYTES: Final = 1_048_576


def picture_routes(
    accounts: Accounts, frame: Frame, clock: Clock, avatars: Avatars
) -> list[BaseRoute]:
    """Return the page, with its limits."""
    pages = PicturePages(accounts, frame, clock, avatars)
    return limited(
        [
            Route(PICTURE, signed_in(pages.picture)),
            _post(PICTURE, pages.change),
            _post(f"{PICTURE}/remove", pages.remove),
        ],
        PAGES,
    )


def _post(path: str, handler: Guarded) -> Route:
    return Route(path, signed_in(handler), methods=["POST"])


@dataclass(frozen=True, slots=True)
class PicturePages(OwnPages):
    """For those who are in."""

    avatars: Avatars

    async def picture(self, request: Request, principal: Principal) -> Response:
        """Show the picture, and the form to choose another."""
        return await self._picture(request, principal)

    async def change(self, request: Request, principal: Principal) -> Response:
        """Take a file for the picture."""
        take_up_to(request.scope, BYTES_MAX + _AROUND_BYTES)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "multipart/form-data":
            raise NotAForm("A file is sent as a form: multipart/form-data.")
        try:
            async with request.form(max_files=1, max_fields=2, max_part_size=65_536) as form:
                file = form.get("picture")
                if not isinstance(file, UploadFile) or not file.filename:
                    return await self._picture(request, principal, "Choose a picture.", 400)
                await self.avatars.change(principal, _chunks(file), request.scope)
        except (MultiPartException, HTTPException, UnicodeError) as error:
            raise Invalid("The form cannot be read.") from error
        except (Invalid, TooLarge) as error:
            return await self._picture(request, principal, error.message, error.status)
        return done(PICTURE, "changed")

    async def remove(self, request: Request, principal: Principal) -> Response:
        """Take the picture away."""
        await self.avatars.take_away(principal, request.scope)
        return done(PICTURE, "removed")

    async def _picture(
        self, request: Request, principal: Principal, error: str = "", status: int = 0
    ) -> Response:
        user = await self.accounts.users.by_id(principal.user_id)
        return await self.show(
            request,
            "picture.html",
            "Your picture",
            errors={"picture": error} if error else None,
            status=status,
            user=user,
        )


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk
