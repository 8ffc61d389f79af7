"""Finding and keeping stored responses: in the process first, then where processes share them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from strive.platform.cache.answering import covers
from strive.platform.cache.asked import Asked, Key
from strive.platform.cache.http.varying import selection
from strive.platform.cache.memory import Memory
from strive.platform.cache.purges import Purges, State
from strive.platform.cache.stored import Resource, Stored

_ERRORS: Final = 400  # statuses from here on


class SecondLevel(Protocol):
    """A store that many processes share. Failing, it has nothing and takes nothing."""

    async def get(self, asked: Asked) -> Stored | None:
        """Return what a request selects, with `born` on the clock of ages of this process."""
        ...

    def put(self, key: Key, stored: Stored) -> None:
        """Store a response soon, without being waited for."""
        ...


class Library:
    """What a page cache has stored."""

    def __init__(
        self,
        memory: Memory[Key, Resource],
        purges: Purges,
        second_level: SecondLevel | None,
        *,
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self.purges = purges
        self.now = now
        self.wall = wall
        self._memory = memory
        self._second_level = second_level

    def find(self, asked: Asked) -> Stored | None:
        """Return the newest response in this process that a request selects."""
        kept = self._memory.find(asked.key)
        if kept is None:
            return None
        for stored in kept.value.variants:
            if stored.selection == selection(asked.fields, stored.names) and covers(stored, asked):
                if self.state(stored) is State.GONE:
                    self.remove(asked.key, stored)
                    return None
                kept.uses += 1
                return stored
        return None

    async def find_shared(self, asked: Asked, known: Stored | None) -> Stored | None:
        """Return what other processes stored that a request selects, and keep it here too.

        None when it is older than what is `known` here.
        """
        if self._second_level is None:
            return None
        stored = await self._second_level.get(asked)
        if stored is None or self.state(stored) is State.GONE or not covers(stored, asked):
            return None
        if known is not None and stored.received < known.received:
            return None
        self._keep_here(asked.key, stored)
        return stored

    def has(self, key: Key) -> bool:
        """Tell whether this process has any response of an address."""
        return self._memory.find(key) is not None

    def names_of(self, key: Key) -> tuple[bytes, ...]:
        """Return the request fields that the newest response of an address varies on."""
        kept = self._memory.find(key)
        return kept.value.variants[0].names if kept and kept.value.variants else ()

    def keep(self, key: Key, stored: Stored) -> bool:
        """Store a response, unless it was purged since it was asked for.

        Errors are not shared: whoever asks for a million addresses that lead nowhere would push
        pages out of Valkey.
        """
        if self.state(stored) is not State.CURRENT:
            return False
        self._keep_here(key, stored)
        is_shared = stored.part is None and stored.status < _ERRORS
        if self._second_level is not None and is_shared:
            self._second_level.put(key, stored)
        return True

    def remove(self, key: Key, stored: Stored) -> None:
        """Take a response out of this process."""
        kept = self._memory.find(key)
        if kept is None:
            return
        kept.value.remove(stored)
        if kept.value.variants:
            self._memory.put(key, kept.value, _size(key, kept.value))
        else:
            self._memory.drop(key)

    def state(self, stored: Stored) -> State:
        """Tell what purges have left of a response."""
        if stored.checked == self.purges.sequence:
            return State.CURRENT
        state = self.purges.state(stored.stamp, stored.tags)
        if state is State.CURRENT:
            stored.checked = self.purges.sequence
        return state

    def grown(self, key: Key) -> None:
        """Count the size of an address anew, after codings were made."""
        kept = self._memory.find(key)
        if kept is not None:
            self._memory.put(key, kept.value, _size(key, kept.value))

    def _keep_here(self, key: Key, stored: Stored) -> None:
        kept = self._memory.find(key)
        resource = kept.value if kept is not None else Resource()
        resource.add(stored)
        self._memory.put(key, resource, _size(key, resource))


def renewed(stored: Stored, **changes: object) -> Stored:
    """Return a stored response after it was found right: its bytes and codings stay."""
    new = replace(stored, checked=-1, forms={}, **changes)  # type: ignore[arg-type]
    new.adopt(stored.codings)
    return new


def _size(key: Key, resource: Resource) -> int:
    """Return how many bytes of memory a resource takes, with the address it is found by."""
    return resource.size + 2 * len(key.url)
