"""What one has linked to sign in with, by API; linking itself needs a browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api.answering import without_query
from strive.accounts.authentication import principal_of
from strive.accounts.identities import Identities
from strive.accounts.principal import require_user
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint
from strive.platform.web.private import Group, answer, told
from strive.platform.web.shapes import Shape

_PATH: Final = "/me/identities"
_AT: Final = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


class IdentityShape(Shape, frozen=True):
    """What somebody has at another site, linked to sign in with."""

    id: str
    issuer: Annotated[str, Meta(description="The address of the site")]
    name: Annotated[str, Meta(description="What the site is called here")]
    email: Annotated[str, Meta(description="The address it told when it was linked; may be empty")]
    made: datetime
    last_used: datetime | None


class Unlinked(Shape, frozen=True):
    """How many are removed."""

    removed: int


SCHEMA_TYPES: Final = (IdentityShape, Unlinked)
_EXAMPLE: Final = IdentityShape(
    id="mfrggzdfmztwq2lknnwg23tp",
    issuer="https://example.com",
    name="Google",
    email="reader@example.org",
    made=_AT,
    last_used=_AT,
)


def identity_endpoints(identities: Identities, clock: Clock) -> list[Endpoint]:
    """Return what answers, below `/api/v1`."""
    mine, group = MyIdentities(identities, clock), Group("accounts", API)
    listed = told(IdentityShape, _EXAMPLE, "List what you sign in with elsewhere", many=True)
    path = {"id": ("The id of what is linked", _EXAMPLE.id)}
    gone = told(Unlinked, Unlinked(removed=1), "Unlink it", path=path, errors=[404, 409])
    return [
        group.endpoint("GET", _PATH, mine.list_all, "listIdentities", listed),
        group.endpoint("DELETE", f"{_PATH}/{{id}}", mine.remove, "removeIdentity", gone),
    ]


@dataclass(frozen=True, slots=True)
class MyIdentities:
    """What everybody may do with what is theirs."""

    identities: Identities
    clock: Clock

    async def list_all(self, request: Request) -> Response:
        """The accounts at other sites that you sign in with, the first linked first."""
        without_query(request)
        principal = require_user(principal_of(request))
        shapes = [
            IdentityShape(
                id=each.id,
                issuer=each.issuer,
                name=self.identities.name_of(each.issuer),
                email=each.email,
                made=each.made,
                last_used=each.last_used,
            )
            for each in await self.identities.of(principal.user_id)
        ]
        return answer(shapes, now=self.clock.now())

    async def remove(self, request: Request) -> Response:
        """Have one let nobody in any more.

        You have to have signed in within ten minutes, and keep another way to sign in.
        """
        without_query(request)
        principal = require_user(principal_of(request))
        identity_id = request.path_params["id"]
        await self.identities.unlink(principal, identity_id, visit_of(request))
        return answer(Unlinked(removed=1), now=self.clock.now())
