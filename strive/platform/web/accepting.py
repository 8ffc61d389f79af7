"""What an asker would rather have: JSON or a page (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from typing import Final

_WEIGHT: Final = re.compile(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)


def prefers_json(accept: str) -> bool:
    """Tell whether an `Accept` header asks for JSON rather than HTML; in doubt it does not."""
    ranges = dict(map(_weighed, accept.split(",")))
    return _quality(ranges, "application/json") > _quality(ranges, "text/html")


def _quality(ranges: dict[str, float], media_type: str) -> float:
    """Return the weight of the range that fits most closely, 0 if none does."""
    whole_type = f"{media_type.partition('/')[0]}/*"
    return next((ranges[name] for name in (media_type, whole_type, "*/*") if name in ranges), 0.0)


def _weighed(text: str) -> tuple[str, float]:
    """Return a media range with its weight; one that cannot be read counts for nothing."""
    name, *parameters = text.split(";")
    weights = [parameter for parameter in parameters if parameter.lstrip().lower().startswith("q")]
    weight = _WEIGHT.fullmatch(weights[0]) if weights else None
    quality = float(weight[1]) if weight else float(not weights)
    return name.strip().lower(), quality
