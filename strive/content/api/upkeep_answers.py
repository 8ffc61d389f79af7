"""What the endpoints of upkeep have in common: who asks, and how they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.authentication import principal_of
from strive.accounts.principal import Principal, Scope, require
from strive.content.api.shaping import Shaping
from strive.content.api.writing_drafts import NOTHING
from strive.content.rules import is_id
from strive.content.upkeep import Upkeep
from strive.kit.clock import Clock
from strive.kit.slugs import is_slug
from strive.media import Media
from strive.platform.errors import NotFound
from strive.platform.web import private


@dataclass(frozen=True, slots=True)
class Answers:
    """What the endpoints stand on; each group of them is a small class that holds this."""

    upkeep: Upkeep
    media: Media
    shaping: Shaping
    clock: Clock

    def success(self, data: Any, *, status: int = 200, **meta: Any) -> Response:
        """Answer with something that no cache keeps."""
        return private.answer(data, now=self.clock.now(), status=status, **meta)


def who(
    request: Request, scope: Scope = Scope.SITE_WRITE, *, takes_query: bool = False
) -> Principal:
    """Return who asks and may; a query where there is none to take is refused."""
    if not takes_query:
        NOTHING.read(request.scope)
    return require(principal_of(request), scope)


def name_of(request: Request, parameter: str, what: str) -> str:
    """Return the slug or id in the address; raises `NotFound` for what can be none."""
    text = str(request.path_params[parameter])
    if not (is_id(text) or is_slug(text)):
        raise NotFound(f"There is no such {what}.")
    return text
