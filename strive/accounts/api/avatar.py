"""One's own picture by API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api import examples
from strive.accounts.api.answering import answer, me_of, without_query
from strive.accounts.api.shapes import MeShape
from strive.accounts.authentication import principal_of
from strive.accounts.avatars import BYTES_MAX, Avatars
from strive.accounts.principal import require_user
from strive.accounts.users import Users
from strive.kit.clock import Clock
from strive.platform.errors import StriveError
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint
from strive.platform.web.bodies import take_up_to
from strive.platform.web.private import Group, told

PATH: Final = "/me/avatar"
_GROUP: Final = Group("accounts", API)


class NotAnImage(StriveError):
    """The body is of another kind."""

    status = 415
    code = "unsupported_media_type"


@dataclass(frozen=True, slots=True)
class OwnAvatar:
    """Changes the picture of who asks."""

    avatars: Avatars
    users: Users
    clock: Clock

    async def put(self, request: Request) -> Response:
        """Make the body, a JPEG, PNG, WebP, AVIF or GIF file of up to 10 MB, your picture.

        It is cut to a square of 256 pixels; what a camera wrote into the file is left out.
        """
        without_query(request)
        principal = require_user(principal_of(request))
        if not request.headers.get("content-type", "").startswith("image/"):
            raise NotAnImage("Send the picture as it is: Content-Type: image/jpeg, for example.")
        take_up_to(request.scope, BYTES_MAX)
        user = await self.avatars.change(principal, request.stream(), request.scope)
        return answer(me_of(user, principal), self.clock)

    async def delete(self, request: Request) -> Response:
        """Remove your picture."""
        without_query(request)
        principal = require_user(principal_of(request))
        await self.avatars.take_away(principal, request.scope)
        user = await self.users.by_id(principal.user_id)
        return answer(me_of(user, principal), self.clock)


def avatar_endpoints(avatars: Avatars, users: Users, clock: Clock) -> list[Endpoint]:
    """Return what answers, below `/api/v1`."""
    own = OwnAvatar(avatars, users, clock)
    schema = {"type": "string", "format": "binary"}
    body = {"image/*": {"schema": schema, "example": "…"}}
    put = told(MeShape, examples.ME, "Change your picture", body=body)
    gone = told(MeShape, examples.ME, "Remove your picture")
    return [
        _GROUP.endpoint("PUT", PATH, own.put, "changeAvatar", put),
        _GROUP.endpoint("DELETE", PATH, own.delete, "removeAvatar", gone),
    ]
