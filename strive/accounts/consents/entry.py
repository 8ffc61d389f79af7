"""A statement somebody made or took back, as it is kept; pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct, field

from strive.accounts.consents.purpose import Kind, Purpose


class Source(StrEnum):
    """How it was said."""

    PAGE = "page"
    API = "api"
    SIGNAL = "gpc"  # Global Privacy Control: the browser says it with each request
    IMPORT = "import"


class Entry(Struct, frozen=True, rename="camel", kw_only=True):
    """One giving or withdrawing; never changed.

    `person` is `user:` and their id. `number` counts the entries of a person about a purpose, from
    1; the last one holds. `version` names the words that were shown. `address` is cut off so far
    that it names no person.
    """

    id: str = field(name="_id")
    person: str
    purpose: str
    number: int
    is_given: bool
    version: str
    at: datetime
    source: Source
    device: str = ""
    address: str = ""


class Wording(Struct, frozen=True, rename="camel", kw_only=True):
    """Words that were shown, kept once under their version."""

    version: str = field(name="_id")
    purpose: str
    kind: Kind
    title: str
    text: str
    shown_since: datetime


class Choice(NamedTuple):
    """How somebody stands to a purpose: their last entry, and the words it is about."""

    purpose: Purpose
    entry: Entry | None
    wording: Wording | None

    @property
    def is_given(self) -> bool:
        """Tell whether the statement holds.

        Whoever agreed to other words than those of today has not agreed to these; an objection
        holds whatever the words.
        """
        if self.entry is None or not self.entry.is_given:
            return False
        return self.purpose.kind is Kind.OPT_OUT or self.entry.version == self.purpose.version


def of_user(user_id: str) -> str:
    """Return the `person` of a user."""
    return f"user:{user_id}"
