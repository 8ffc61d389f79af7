"""How to get at what a store holds about one person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct

Record = Mapping[str, Any]
"""Something a store holds about a person, as plain values: text, numbers, times, lists, objects."""


class Person(Struct, frozen=True, kw_only=True):
    """Whom data is about, by all that stores know people by.

    Attributes:
        id: Of the account, "" for somebody without.
        email: In its normalized form.
        name: As they call themselves, "" if not known.
        author_id: The author they write as, "" for none.
        avatar_url: Their picture, "" for none.
        other_emails: Addresses they are about to change to.
        alias: What stands for them in what has to stay after they are erased.
    """

    id: str = ""
    email: str
    name: str = ""
    author_id: str = ""
    avatar_url: str = ""
    other_emails: tuple[str, ...] = ()
    alias: str = ""

    @property
    def emails(self) -> tuple[str, ...]:
        """All addresses that are theirs."""
        return (self.email, *self.other_emails)


class Reach(Struct, frozen=True):
    """A store's hands: what they give out and take away.

    Attributes:
        store: The name of the holding.
        export: Yields what the store holds about a person, in order.
        erase: Takes it out, or the person out of it; returns from how many entries. It may be
            called again after it failed half-way, and finds the rest.
        files: Yields files that the store holds about a person, by name; each fits into memory.
    """

    store: str
    export: Callable[[Person], AsyncIterator[Record]]
    erase: Callable[[Person], Awaitable[int]]
    files: Callable[[Person], AsyncIterator[tuple[str, bytes]]] | None = None


class OwnReach(Struct, frozen=True):
    """Says that the feature itself gives the `Reach` of a store."""


class Beyond(Struct, frozen=True):
    """Says why a store gives out and erases nothing of its own."""

    reason: str
