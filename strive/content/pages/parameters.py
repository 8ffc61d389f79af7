"""What addresses say: slugs and months; whatever else stands there leads to a page not found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strive.content.listing import YEARS, Month
from strive.kit.slugs import is_slug
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from starlette.requests import Request

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"0[1-9]|1[0-2]")


def slug_of(request: Request) -> str:
    """Return the slug in the address.

    Raises:
        NotFound: It cannot be one, so nothing has to be looked up.
    """
    slug = str(request.path_params["slug"])
    if not is_slug(slug):
        raise NotFound("There is nothing at this address.")
    return slug


def month_of(request: Request) -> Month:
    """Return the month in the address.

    Raises:
        NotFound: There is no such month in the calendar.
    """
    year, month = request.path_params["year"], request.path_params["month"]
    if not (_YEAR.fullmatch(year) and _MONTH.fullmatch(month) and int(year) in YEARS):
        raise NotFound("There is no such month.")
    return Month(int(year), int(month))
