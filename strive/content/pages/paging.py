"""Numbered pages in addresses: `?page=2`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from strive.content.listing import PAGE_MAX
from strive.content.pages.urls import with_query
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from starlette.requests import Request

_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


class Numbered(Protocol):
    """A page of anything: `content.listing.Page` and `content.search.SearchPage` are ones."""

    @property
    def total(self) -> int:
        """Number of items on all pages."""

    @property
    def page(self) -> int:
        """The number of this page, from 1."""

    @property
    def pages(self) -> int:
        """How many pages there are."""

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""

    @property
    def has_prev(self) -> bool:
        """Whether one comes before."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader is among the pages; `previous` and `next` are links, "" when there is none."""

    number: int
    total: int
    items: int
    previous: str
    next: str
    href: str


def page_number(request: Request) -> int:
    """Return the page asked for, 1 when none is.

    Raises:
        NotFound: It is no number from 1 to `PAGE_MAX`.
    """
    text = request.query_params.get("page", "1")
    if not _NUMBER.fullmatch(text) or int(text) > PAGE_MAX:
        raise NotFound("Pages are numbered from 1; this one does not exist.")
    return int(text)


def pager(page: Numbered, path: str, **parameters: str) -> Pager:
    """Return the links around a page of a list read at `path` (with other parameters).

    Raises:
        NotFound: The page lies behind the last one.
    """
    if page.page > max(page.pages, 1):
        raise NotFound(f"The list has {page.pages} pages; there is no page {page.page}.")

    def href(number: int) -> str:
        return with_query(path, **parameters, page="" if number == 1 else number)

    return Pager(
        number=page.page,
        total=page.pages,
        items=page.total,
        previous=href(page.page - 1) if page.has_prev else "",
        next=href(page.page + 1) if page.has_next else "",
        href=href(page.page),
    )
