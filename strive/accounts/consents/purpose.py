"""What people can be asked: declared in code by whoever needs an answer; pure.

By default nothing in Strive needs consent, so nobody is asked for any. What does (a newsletter,
a service of somebody else) declares a `Purpose` beside itself, the application puts them together
(`strive/app/privacy.py`), and looks at `Consents.allows` before it does anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from strive.accounts.errors import PurposeNotFound
from strive.kit.slugs import is_slug

VERSION_CHARACTERS: Final = 16


class Kind(StrEnum):
    """What silence means."""

    CONSENT = "consent"  # no, until somebody agrees
    OPT_OUT = "opt-out"  # yes, until somebody objects


@dataclass(frozen=True)
class Purpose:
    """A statement that somebody may make and take back.

    Attributes:
        name: In addresses, a slug. It stays: what was recorded goes by it.
        title: In a few words.
        text: All that is shown, in plain text. Whoever changes it asks anew.
        kind: Whether the statement agrees or objects.
    """

    name: str
    title: str
    text: str
    kind: Kind = Kind.CONSENT

    @cached_property
    def version(self) -> str:
        """What tells this wording from every other."""
        words = f"{self.kind}\n{self.title}\n{self.text}"
        return hashlib.sha256(words.encode()).hexdigest()[:VERSION_CHARACTERS]


class Purposes:
    """All purposes of the application."""

    def __init__(self, declared: Iterable[Purpose]) -> None:
        self._by_name: dict[str, Purpose] = {}
        for purpose in declared:
            if not is_slug(purpose.name) or purpose.name in self._by_name:
                raise ValueError(f"The purpose {purpose.name!r} is no slug, or declared twice.")
            self._by_name[purpose.name] = purpose

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._by_name.values())

    def find(self, name: str) -> Purpose:
        """Return a purpose; raises `PurposeNotFound`."""
        if name not in self._by_name:
            raise PurposeNotFound("Nobody is asked about anything of this name.")
        return self._by_name[name]


DO_NOT_SELL: Final = Purpose(
    "do-not-sell",
    "Do not sell or share my personal information",
    "Do not sell my personal information, and do not share it for advertising across sites. "
    "Nothing of the kind is done here. This wish is kept, so that it would hold if that changed.",
    Kind.OPT_OUT,
)
"""The opt-out that California's law (CCPA) gives everybody; also said by Global Privacy Control."""

PURPOSES: Final = (DO_NOT_SELL,)
"""What accounts ask about."""
