"""Lists of posts: which, in what order, by page number or by cursor; pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from strive.content.errors import CursorInvalid, PageInvalid
from strive.content.post import Kind, Status
from strive.platform.errors import Invalid

PAGE_MAX: Final = 1_000_000
LIMIT_MAX: Final = 100
YEARS: Final = range(1700, 9999)  # of a post; beyond them date arithmetic of readers breaks

T = TypeVar("T")
_Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Sort(StrEnum):
    """The orders a list can have; "-" is descending. Equal values are ordered by id."""

    NEWEST = "-publishedAt"
    OLDEST = "publishedAt"
    RECENTLY_UPDATED = "-updatedAt"
    LEAST_RECENTLY_UPDATED = "updatedAt"
    TITLE = "title"
    TITLE_DESCENDING = "-title"

    @property
    def field(self) -> str:
        """The document's field that is compared."""
        return self.value.removeprefix("-")

    @property
    def direction(self) -> int:
        """1 ascending, -1 descending."""
        return -1 if self.value.startswith("-") else 1


class Month(NamedTuple):
    """A month of the calendar, in the site's time zone."""

    year: int
    month: int

    def bounds(self, time_zone: str) -> tuple[datetime, datetime]:
        """Return its first moment and that of the next month, in UTC.

        Raises:
            Invalid: There is no such month, or no post could be from it.
        """
        if not (1 <= self.month <= 12 and self.year in YEARS):  # noqa: PLR2004 - months of a year
            raise Invalid(f"There is no month {self.year}-{self.month}.")
        zone = ZoneInfo(time_zone)
        start = datetime(self.year, self.month, 1, tzinfo=zone)
        end = (start + timedelta(days=32)).replace(day=1)
        return start.astimezone(UTC), end.astimezone(UTC)


class MonthCount(NamedTuple):
    """How many posts are from a month."""

    month: Month
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilter:
    """Which posts; what is empty or None does not narrow.

    `category` (with all categories below it) and `author` are ids, `tag` is a slug. With `status`
    published, which is the default, only posts that readers may see already are found.
    """

    kind: Kind | None = Kind.POST
    status: Status | None = Status.PUBLISHED
    category: str = ""
    author: str = ""
    tag: str = ""
    featured: bool | None = None
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a numbered list; past the last page `items` is empty."""

    items: Sequence[T]
    total: int
    page: int
    limit: int

    @property
    def pages(self) -> int:
        """How many pages there are; 0 for an empty list."""
        return -(-self.total // self.limit)

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.page < self.pages

    @property
    def has_prev(self) -> bool:
        """Whether a page with items comes before."""
        return 1 < self.page <= self.pages + 1


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Part of a list read by cursor; `next` is the cursor of what follows, None at the end."""

    items: Sequence[T]
    limit: int
    next: str | None


class Position(NamedTuple):
    """A place in a list: right after the post with this id and value of the sorted field."""

    sort: Sort
    value: datetime | str | None
    id: str


def check_page(page: int, limit: int) -> None:
    """Refuse what no list has.

    Raises:
        PageInvalid: `page` is not 1 to `PAGE_MAX`, or `limit` not 1 to `LIMIT_MAX`.
    """
    if not 1 <= page <= PAGE_MAX:
        raise PageInvalid(f"The page must be between 1 and {PAGE_MAX}.")
    if not 1 <= limit <= LIMIT_MAX:
        raise PageInvalid(f"The limit must be between 1 and {LIMIT_MAX}.")


def cursor_of(position: Position) -> str:
    """Write a position as text that goes into an address as it is."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def position_of(cursor: str, sort: Sort) -> Position:
    """Read a cursor.

    Whatever the text says, the result is plain values of the expected types, so a forged cursor
    can do no more than start the list somewhere else.

    Raises:
        CursorInvalid: The text is not a cursor, or is one of a list in another order.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        value: datetime | str | None
        if sort.field == "title":
            of, value, id_ = msgspec.json.decode(raw, type=tuple[Sort, str, str])
        else:
            of, value, id_ = msgspec.json.decode(raw, type=tuple[Sort, _Time | None, str])
            value = value and value.astimezone(UTC)
    except (binascii.Error, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise CursorInvalid(f"This is not a cursor of a list in the order {sort}.") from error
    if of is not sort:
        raise CursorInvalid(f"This cursor belongs to a list in another order than {sort}.")
    return Position(sort, value, id_)
