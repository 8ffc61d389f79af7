"""Identifiers."""

from __future__ import annotations

import base64
import secrets

_BYTES = 15  # 120 bits: no two alike, and 24 characters without padding


def new_id() -> str:
    """Return a new random identifier: 24 characters of a-z and 2-7.

    Random rather than ordered, so that collections keyed by it spread evenly over shards.
    """
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
