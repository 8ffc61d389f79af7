"""Patterns of old addresses, as Jekyll's `permalink` and Hugo's `[permalinks]` write them; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

_STYLES: Final = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
_PART: Final = re.compile(r":([a-z_]+)")


def expand_permalink(pattern: str, named: Mapping[str, str], at: datetime | None) -> str:
    """Write out a pattern such as `/:year/:month/:title/` or the name of one of Jekyll's styles.

    Args:
        pattern: The pattern, from a file's head or the site's settings.
        named: The values of `title`, `slug`, `section`, `categories` and so on.
        at: When the post was published, for `year`, `month`, `day` and their kin.

    Returns:
        The address, or "" when the pattern asks for something that is not known.
    """
    values = {**_times(at), "output_ext": ".html", **named}
    unknown = False

    def value(found: re.Match[str]) -> str:
        nonlocal unknown
        unknown = unknown or found[1] not in values
        return values.get(found[1], "")

    address = _PART.sub(value, _STYLES.get(pattern, pattern))
    if unknown or "{" in address:
        return ""
    return "/" + re.sub("/{2,}", "/", address).lstrip("/")


def _times(at: datetime | None) -> dict[str, str]:
    if at is None:
        return {}
    return {
        "year": f"{at:%Y}",
        "short_year": f"{at:%y}",
        "month": f"{at:%m}",
        "i_month": str(at.month),
        "day": f"{at:%d}",
        "i_day": str(at.day),
        "y_day": f"{at:%j}",
        "yearday": str(int(f"{at:%j}")),
        "week": f"{at:%V}",
        "short_day": f"{at:%a}",
        "hour": f"{at:%H}",
        "minute": f"{at:%M}",
        "second": f"{at:%S}",
    }
