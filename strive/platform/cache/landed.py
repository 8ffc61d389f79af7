"""What became of asking the application."""

from __future__ import annotations

from dataclasses import dataclass, field

from strive.platform.cache.http.fields import Fields
from strive.platform.cache.stored import Stored


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a fetch whose answer was gathered.

    Attributes:
        stored: What answers.
        status: `Cache-Status` for whoever fetched.
        reason: Why the origin was asked.
        fwd_status: What it answered, 0 when it did not.
        own: Fields for whoever fetched alone.
        was_stored: Whether the bytes were in the cache before.
        is_failure: Whether it is an error of the origin.
        is_shareable: Whether it may answer others than the one it was fetched for.
    """

    stored: Stored
    status: bytes
    reason: str
    fwd_status: int
    own: Fields = field(default_factory=list)
    was_stored: bool = False
    is_failure: bool = False
    is_shareable: bool = True
