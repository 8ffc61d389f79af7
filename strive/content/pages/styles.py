"""The style sheet that carries the site's accent colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strive.content.pages import accent
from strive.content.pages.conditional import respond
from strive.platform.cache import plan
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def accent_style(request: Request) -> Response:
    """Answer with the style sheet for the colour in the address."""
    colour = accent.accent_of(request.path_params["colour"])
    if colour is None:
        raise NotFound("There is no such style sheet.")
    css = accent.style_sheet(colour).encode()
    return respond(request, css, "text/css; charset=utf-8", plan.STYLE)
