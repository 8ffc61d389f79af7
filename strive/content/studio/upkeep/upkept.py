"""What the pages of upkeep need, and how they tell what is wrong with a form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import Frame
from strive.content.desk import Desk
from strive.content.errors import SlugTaken
from strive.content.post import Image
from strive.content.rules import is_id
from strive.content.store.desk import DeskStore
from strive.content.upkeep import Upkeep
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.errors import Invalid, NotFound
from strive.platform.outbox import Outbox
from strive.platform.web.forms import Form

T = TypeVar("T", bound=Struct)

Errors = dict[str, str]
"""What is wrong, by the name of the field; "" is the form as a whole."""


@dataclass(frozen=True, slots=True)
class Upkept:
    """The dependencies of the pages; each group of pages is a small class that holds this."""

    upkeep: Upkeep
    desk: Desk
    frame: Frame
    clock: Clock
    store: DeskStore
    media: Media
    outbox: Outbox

    async def page(
        self,
        request: Request,
        name: str,
        title: str,
        errors: Errors | None = None,
        status: int = 0,
        **context: Any,
    ) -> Response:
        """Show a page of upkeep; one with errors has the status 400, unless another is given."""
        return await self.frame.page(
            request,
            f"studio/{name}",
            title=title,
            status=status or (400 if errors else 200),
            errors=errors or {},
            **context,
        )

    async def picture(self, form: Form, name: str, before: Image | None) -> Image | None:
        """Return the picture a form names by address, with the measures of one that is kept."""
        url, alt = form.text(name).strip(), form.text(f"{name}_alt").strip()
        if not url:
            return None
        if before is not None and before.url == url:
            return replace(before, alt=alt)
        asset = await self.media.find(url)
        if asset is None:
            return Image(url, alt)
        return Image(asset.url, alt or asset.alt, "", asset.width, asset.height)


def faults(check: Callable[[T], None], value: T, plain: T, names: Iterable[str]) -> Errors:
    """Return what is wrong with a value by field: each is looked at among those of `plain`."""
    found: Errors = {}
    for name in names:
        try:
            check(replace(plain, **{name: getattr(value, name)}))
        except Invalid as error:
            found[name] = error.message
    return found


async def refusal(saving: Awaitable[object], place: str) -> Errors:
    """Return why something is not saved: beside its slug, or else at a place of the form."""
    try:
        await saving
    except SlugTaken as error:
        return {"slug": error.message}
    except Invalid as error:
        return {place: error.message}
    return {}


def id_of(request: Request, what: str) -> str:
    """Return the id in the address; raises `NotFound` for what can be none."""
    text = str(request.path_params["id"])
    if not is_id(text):
        raise NotFound(f"There is no such {what}.")
    return text
