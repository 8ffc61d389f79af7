"""The register of personal data: what each store holds about people, why, and for how long (SEC-4).

Each package declares its own stores; the application puts the declarations together. The record of
processing activities (GDPR Art. 30) is made from them. A store without a declaration fails a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from strive.platform.privacy.ending import End, in_words
from strive.platform.privacy.fields import Fields
from strive.platform.privacy.reach import Beyond, OwnReach


class Where(StrEnum):
    """What kind of store it is."""

    COLLECTION = "collection"
    VALKEY = "valkey"
    STORAGE = "storage"
    LOG = "log"


class Basis(StrEnum):
    """What allows holding personal data (GDPR Art. 6(1))."""

    CONSENT = "consent, Art. 6(1)(a)"
    CONTRACT = "contract, Art. 6(1)(b)"
    INTERESTS = "legitimate interests, Art. 6(1)(f)"


class Whose(StrEnum):
    """Whom it is about."""

    READERS = "everybody who visits"
    MEMBERS = "people with an account"
    MAKERS = "people who write and work here, and those they write of"


@dataclass(frozen=True, slots=True)
class Holding:
    """A store and the personal data in it.

    Attributes:
        where: What kind of store.
        name: Of the collection, keys, folder or log; `*` stands for any part of it.
        data: What it holds about people, in plain words.
        why: What for.
        basis: What allows it.
        kept: For how long.
        reach: How what it holds about one person is given out and erased.
        whose: Whom it is about.
        ends: The times in `kept`, for programs.
    """

    where: Where
    name: str
    data: str
    why: str
    basis: Basis
    kept: str
    reach: Fields | OwnReach | Beyond | None = field(default=None, kw_only=True)
    whose: Whose = field(default=Whose.MEMBERS, kw_only=True)
    ends: tuple[End, ...] = field(default=(), kw_only=True)
    is_personal: bool = field(default=True, init=False)


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """A store that holds nothing about people, and why that is so."""

    where: Where
    name: str
    reason: str
    is_personal: bool = field(default=False, init=False)


Declared = Holding | NotPersonal

STAYS: Final = "as long as there is the publication"
_COLUMNS: Final = ("Store", "Personal data", "Purpose", "Legal basis", "Kept")


class Register:
    """All declarations of the application, each store in one of them."""

    def __init__(self, declared: Iterable[Declared]) -> None:
        self._declared = tuple(declared)
        seen: set[tuple[Where, str]] = set()
        for entry in self._declared:
            if (entry.where, entry.name) in seen:
                raise ValueError(f"{entry.where} {entry.name} is declared twice.")
            seen.add((entry.where, entry.name))

    @property
    def holdings(self) -> list[Holding]:
        """The stores with personal data."""
        return [entry for entry in self._declared if isinstance(entry, Holding)]

    @property
    def others(self) -> list[NotPersonal]:
        """The stores without."""
        return [entry for entry in self._declared if isinstance(entry, NotPersonal)]

    def about(self, whose: Whose) -> list[Holding]:
        """Return the stores with data about some people."""
        return [entry for entry in self.holdings if entry.whose is whose]

    def with_time(self, name: str, time: timedelta | None) -> Register:
        """Return the register with another time for what a job removes; None: it stays."""

        def changed(entry: Declared) -> Declared:
            if not isinstance(entry, Holding) or entry.name != name:
                return entry
            (end,) = entry.ends
            if time is None:
                return replace(entry, kept=STAYS, ends=())
            kept = entry.kept.replace(in_words(end.after), in_words(time))
            return replace(entry, kept=kept, ends=(replace(end, after=time),))

        return Register(map(changed, self._declared))

    def find(self, where: Where, name: str) -> Declared | None:
        """Return the declaration of a store."""
        for entry in self._declared:
            if entry.where is where and fnmatchcase(name, entry.name):
                return entry
        return None

    def missing(self, where: Where, names: Iterable[str]) -> list[str]:
        """Return those of some stores that nothing is declared of, in order."""
        return sorted({name for name in names if self.find(where, name) is None})

    def for_programs(self) -> dict[str, list[Mapping[str, str]]]:
        """Return the record of processing as plain values."""
        return {
            "personal": [
                {
                    "where": each.where.value,
                    "name": each.name,
                    "data": each.data,
                    "why": each.why,
                    "basis": each.basis.value,
                    "kept": each.kept,
                }
                for each in self.holdings
            ],
            "notPersonal": [
                {"where": each.where.value, "name": each.name, "reason": each.reason}
                for each in self.others
            ],
        }

    def as_markdown(self) -> str:
        """Return the record of processing for people."""
        personal = [
            (_store(each), each.data, each.why, each.basis.value, each.kept)
            for each in self.holdings
        ]
        others = [(_store(each), each.reason) for each in self.others]
        parts = [
            "# Record of processing",
            _table(_COLUMNS, personal),
            "## Stores without personal data",
            _table(("Store", "Why not"), others),
        ]
        return "\n\n".join(parts) + "\n"


def _store(entry: Declared) -> str:
    return f"{entry.where.value} `{entry.name}`"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in lines
    )
