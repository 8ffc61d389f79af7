"""A store in the process, bounded by bytes, that a crawl of cold things does not empty.

Its order of eviction is S3-FIFO (Yang et al., SOSP 2023): what is new waits in a small queue and
leaves with it unless it is used again, so a million addresses asked for once pass through a tenth
of the memory, and what is hot stays in the rest. A hit only counts up a number.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SMALL_SHARE: Final = 0.1
USES_MAX: Final = 3
USES_TO_STAY: Final = 2
_LEFT: Final = -1  # the size of what is not kept any more
_ABSENT: Final = object()


class Kept(Generic[K, V]):
    """Something kept, and how often it was used of late; count up `uses` when it is."""

    __slots__ = ("is_main", "key", "size", "uses", "value")

    def __init__(self, key: K, value: V, size: int) -> None:
        self.key = key
        self.value = value
        self.size = size
        self.uses = 0
        self.is_main = False


class Memory(Generic[K, V]):
    """Values by key, up to a number of bytes."""

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.evicted = 0
        self._kept: dict[K, Kept[K, V]] = {}
        self._small: deque[Kept[K, V]] = deque()
        self._main: deque[Kept[K, V]] = deque()
        self._small_bytes = 0
        self._main_bytes = 0
        self._places_left = 0  # in the queues, of what was dropped
        self._ghosts: OrderedDict[int, None] = OrderedDict()  # hashes of keys that left unused
        self.find = self._kept.get
        """Returns what is kept under a key, or None. (A plain dictionary look-up, for speed.)"""

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._small_bytes + self._main_bytes

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of some bytes in place of what was under its key, if it fits at all."""
        before = self._kept.get(key)
        if size > self.bytes_max:
            self.drop(key)
        elif before is not None:
            self._account(before, size - before.size)
            before.value, before.size = value, size
        else:
            self._admit(Kept(key, value, size))
        self._shrink()

    def drop(self, key: K) -> None:
        """Forget what is under a key."""
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._account(kept, -kept.size)
            kept.size = _LEFT
            self._places_left += 1
            if self._places_left > len(self._kept) + 1_000:
                self._close_up()

    def clear(self) -> None:
        """Forget everything."""
        for key in list(self._kept):
            self.drop(key)

    def _admit(self, kept: Kept[K, V]) -> None:
        kept.is_main = self._ghosts.pop(hash(kept.key), _ABSENT) is None
        self._kept[kept.key] = kept
        (self._main if kept.is_main else self._small).append(kept)
        self._account(kept, kept.size)

    def _account(self, kept: Kept[K, V], size: int) -> None:
        if kept.is_main:
            self._main_bytes += size
        else:
            self._small_bytes += size

    def _shrink(self) -> None:
        while self.size > self.bytes_max:
            if self._small and self._small_bytes > self.bytes_max * SMALL_SHARE:
                self._leave_small(self._small.popleft())
            elif self._main:
                self._leave_main(self._main.popleft())
            else:
                self._leave_small(self._small.popleft())

    def _close_up(self) -> None:
        self._small = deque(kept for kept in self._small if kept.size != _LEFT)
        self._main = deque(kept for kept in self._main if kept.size != _LEFT)
        self._places_left = 0

    def _leave_small(self, kept: Kept[K, V]) -> None:
        if kept.size == _LEFT:
            self._places_left -= 1
            return
        if kept.uses >= USES_TO_STAY:
            self._small_bytes -= kept.size
            kept.is_main, kept.uses = True, 0
            self._main.append(kept)
            self._main_bytes += kept.size
            return
        self._evict(kept)
        self._ghosts[hash(kept.key)] = None
        while len(self._ghosts) > max(len(self._kept), 1_000):
            self._ghosts.popitem(last=False)

    def _leave_main(self, kept: Kept[K, V]) -> None:
        if kept.size == _LEFT:
            self._places_left -= 1
            return
        if kept.uses > 0:
            kept.uses = min(kept.uses, USES_MAX) - 1
            self._main.append(kept)
        else:
            self._evict(kept)

    def _evict(self, kept: Kept[K, V]) -> None:
        del self._kept[kept.key]
        self._account(kept, -kept.size)
        kept.size = _LEFT
        self.evicted += 1
