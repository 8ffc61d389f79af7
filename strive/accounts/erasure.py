"""The erasure of a person as it is kept; pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from strive.platform.privacy import Person


class Asked(StrEnum):
    """Who asked for an erasure."""

    OWN = "own"
    STAFF = "staff"
    COMMAND = "command"


class Erasure(Struct, frozen=True, rename="camel", kw_only=True):
    """An erasure under way or done; once done it is a receipt, which tells of nobody.

    Attributes:
        id: Of the receipt, not to be guessed: whoever has it may look at it.
        asked: By whom it was asked for.
        asked_by: The id of who asked for somebody else, "" for oneself or a command.
        asked_at: When, in UTC.
        finished_at: When nothing was left, None until then.
        person: Who is erased, None as soon as they are.
        counts: From how many entries the person was taken, by store.
        waits_for: Stores that could not be reached in the last attempt.
        told: Whether the person was told by mail when it was done.
    """

    id: str = field(name="_id")
    asked: Asked
    asked_by: str = ""
    asked_at: datetime
    finished_at: datetime | None = None
    person: Person | None = None
    counts: dict[str, int] = field(default_factory=dict)
    waits_for: tuple[str, ...] = ()
    told: bool = False

    @property
    def is_done(self) -> bool:
        """Tell whether nothing of the person is left."""
        return self.finished_at is not None


def alias_of(receipt: str) -> str:
    """Return what stands for an erased person; it leads to the receipt, not to the person."""
    return f"erased-{receipt[:8].lower()}"
