"""Recovery codes: what lets somebody in whose second factor is lost; pure."""

from __future__ import annotations

import secrets
from typing import Final

COUNT: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another
_GROUP: Final = 4
_CHARACTERS: Final = 24  # of 31: 118 bits, so that a plain digest keeps them safe (ASVS 6.5.2)


def new_codes() -> list[str]:
    """Return a new set, as people write them down: six groups of four."""
    return [_new() for _ in range(COUNT)]


def plain(code: str) -> str:
    """Return a code without what people put between its characters; "" for what is none."""
    text = "".join(code.split()).replace("-", "").lower()
    return text if len(text) == _CHARACTERS and set(text) <= set(_ALPHABET) else ""


def _new() -> str:
    text = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))
    return "-".join(text[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP))
