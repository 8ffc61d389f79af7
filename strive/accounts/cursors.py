"""Where a list goes on, as text for addresses: opaque, and nothing but a place in the list."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Final

import msgspec

from strive.accounts.searching import Position
from strive.platform.errors import Invalid

_CHARACTERS_MAX: Final = 1_000
_PARTS: Final = 2


class CursorInvalid(Invalid):
    """Not the cursor of this list."""

    code = "cursor_invalid"


def of_moment(moment: datetime, id_: str) -> str:
    """Write a place in a list that goes by time."""
    return _written(moment.astimezone(UTC).isoformat(), id_)


def moment_of(cursor: str) -> tuple[datetime, str]:
    """Read what `of_moment` wrote; raises `CursorInvalid`."""
    text, id_ = _read(cursor)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CursorInvalid("This is not a cursor of this list.") from error
    if moment.tzinfo is None:
        raise CursorInvalid("This is not a cursor of this list.")
    return moment, id_


def of_position(position: Position) -> str:
    """Write a place in a list that goes by what was looked for."""
    return _written(*position)


def position_of(cursor: str) -> Position:
    """Read what `of_position` wrote; raises `CursorInvalid`."""
    return Position(*_read(cursor))


def _written(key: str, id_: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([key, id_])).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, str]:
    if len(cursor) > _CHARACTERS_MAX:
        raise CursorInvalid("This is not a cursor of this list.")
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        parts = msgspec.json.decode(raw, type=list[str])
    except (ValueError, msgspec.MsgspecError) as error:
        raise CursorInvalid("This is not a cursor of this list.") from error
    if len(parts) != _PARTS or any("\0" in part for part in parts):
        raise CursorInvalid("This is not a cursor of this list.")
    return parts[0], parts[1]
