"""Which passwords are accepted; pure (security.md 2, 3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from strive.platform.errors import Invalid

CHARACTERS_MIN: Final = 8
CHARACTERS_MAX: Final = 128
_TYPED_MAX: Final = 1_024  # normalizing may make many of one
_WORD_MIN: Final = 4


class PasswordInvalid(Invalid):
    """This password is not accepted; the message says why."""

    code = "password_invalid"


def normalized(password: str) -> str:
    """Return the form that a password has however it was typed (NFKC); nothing is cut off."""
    return unicodedata.normalize("NFKC", password[:_TYPED_MAX])


def checked_password(password: str, *, about: Iterable[str] = ()) -> str:
    """Return a password that is accepted.

    Args:
        password: As typed.
        about: Words that others guess first: the name of the site, the person's name and address.

    Raises:
        PasswordInvalid: It is too short or too long, one that many people use, or hardly more than
            one of the words.
    """
    plain = normalized(password)
    if len(plain) < CHARACTERS_MIN:
        raise PasswordInvalid(f"A password has at least {CHARACTERS_MIN} characters.")
    if len(password) > _TYPED_MAX or len(plain) > CHARACTERS_MAX:
        raise PasswordInvalid(f"A password has {CHARACTERS_MAX} characters at most.")
    key = plain.casefold()
    if key in _common() or len(set(key)) < _WORD_MIN:
        raise PasswordInvalid("Many people use this password. Please choose another.")
    core = re.sub(r"[\W\d_]+", "", key)
    if core in _words(about) or key in _words(about):
        raise PasswordInvalid("This password is easily guessed from your name or the site's.")
    return password


def _words(about: Iterable[str]) -> set[str]:
    """Return the words of some texts, alone and joined."""
    found: set[str] = set()
    for text in about:
        parts = re.findall(r"[^\W_]+", text.casefold())
        found |= {re.sub(r"\d+", "", part) for part in [*parts, "".join(parts)]}
        found.add(text.casefold())
    return {word for word in found if len(word) >= _WORD_MIN}


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Return the passwords most used and most leaked, from the list that zxcvbn brings."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= CHARACTERS_MIN)
