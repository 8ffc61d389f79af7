"""What the data cache holds, in the process and in Valkey."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import msgspec

T = TypeVar("T")

VALUE_BYTES_MAX: Final = 1024 * 1024  # of what is shared; it has to pass within milliseconds
NIL: Final = b"\xc0"  # None in msgpack


@dataclass(slots=True, eq=False)
class Item(Generic[T]):
    """A value, and until when it is good for what, on the clock of ages in seconds.

    Attributes:
        value: The value; None is one too.
        fresh_until: Until when it is simply used.
        stale_until: Until when it is used in need.
        fetched_in_s: How long it took to fetch.
        stamp: What of purges was known before it was fetched.
        tags: What it is purged by.
        size: About how many bytes it takes.
        checked: The last purge it was compared with.
    """

    value: T
    fresh_until: float
    stale_until: float
    fetched_in_s: float
    stamp: int
    tags: tuple[str, ...]
    size: int
    checked: int = -1


class Record(msgspec.Struct, array_like=True):
    """An item as it lies in Valkey; `fresh_s` and `stale_s` count from `written`, Unix time."""

    value: msgspec.Raw
    written: float
    fresh_s: float
    stale_s: float
    fetched_in_s: float
    stamp: int
    tags: tuple[str, ...]


encode = msgspec.msgpack.Encoder().encode
decode_record = msgspec.msgpack.Decoder(Record).decode


@lru_cache(512)
def decoder_of(type_: Any) -> msgspec.msgpack.Decoder[Any]:
    """Return what reads a type."""
    return msgspec.msgpack.Decoder(type_)
