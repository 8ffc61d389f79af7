"""Pages that say what went wrong, and what could be read instead."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request

from strive.content.listing import PostFilter
from strive.content.pages.head import Head
from strive.content.site import Site
from strive.platform.database import DatabaseUnavailable
from strive.platform.web.context import request_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strive.content.pages.website import Website
    from strive.content.post import PostSummary

SUGGESTIONS = 5
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
REFUSALS_LAST = timedelta(seconds=1)
WORDS_CHARACTERS_MAX = 80
_TITLES = {
    400: "This address does not work",
    401: "Please sign in first",
    403: "Not for everyone",
    404: "This page is not here",
    405: "This address is only for reading",
    409: "That cannot be done now",
    413: "That is too much",
    429: "A little slower, please",
    503: "Back in a moment",
}
_NOT_DONE = "That could not be done"
_Pages = dict[tuple[int, str], str]


class ErrorPages:
    """Renders the error pages of the site; stays readable with the database away."""

    def __init__(self, website: Website) -> None:
        self._website = website
        self._site = Site()  # as it was last read, so that an outage still shows the right name
        self._refusals: tuple[datetime, _Pages] = (website.clock.now(), {})

    async def page(self, request: Request, status: int, message: str) -> str:
        """Return the page for an error; shaped for `platform.web.errors.ErrorPage`.

        Who is turned away may ask on all the same: such a page is made once a second for all.
        """
        if status not in REFUSED:
            return await self._page(request, status, message)
        refusals = self._refusals_of_this_second()
        if (status, message) not in refusals:
            anywhere = Request({**request.scope, "path": ""})
            refusals[status, message] = await self._page(anywhere, status, message)
        return refusals[status, message]

    def _refusals_of_this_second(self) -> _Pages:
        now = self._website.clock.now()
        since, refusals = self._refusals
        if not since <= now < since + REFUSALS_LAST:
            refusals = {}
            self._refusals = now, refusals
        return refusals

    async def _page(self, request: Request, status: int, message: str) -> str:
        title = _title(status, str(request.scope.get("method", "GET")))
        head = Head(title=title, no_index=True)
        try:
            self._site = await self._website.content.site.get()
            if status == HTTPStatus.NOT_FOUND:
                return await self._not_found(request, head, message)
        except DatabaseUnavailable:
            pass  # the plain page below needs no database
        return self._website.render(
            request,
            self._site,
            "error.html",
            head,
            status=status,
            title=title,
            message="" if message == HTTPStatus(status).phrase else message,
            request_id=request_id.get() if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "",
        )

    async def _not_found(self, request: Request, head: Head, message: str) -> str:
        last_part = str(request.scope["path"]).rpartition("/")[2]
        similar = await self._website.content.posts.suggestions(last_part, SUGGESTIONS)
        return self._website.render(
            request,
            self._site,
            "not_found.html",
            head,
            status=HTTPStatus.NOT_FOUND.value,
            title=head.title,
            message=message,
            words=_words(last_part),
            similar=bool(similar),
            suggestions=similar or await self._latest(),
        )

    async def _latest(self) -> Sequence[PostSummary]:
        return (await self._website.content.posts.after(PostFilter(), limit=SUGGESTIONS)).items


def _title(status: int, method: str) -> str:
    """Return the title of an error; what is wrong with a form is not its address."""
    if status == HTTPStatus.BAD_REQUEST and method not in {"GET", "HEAD"}:
        return _NOT_DONE
    return _TITLES.get(status, "Something went wrong")


def _words(slug: str) -> str:
    """Return what a reader might search for, judging by the address."""
    letters = "".join(character if character.isalnum() else " " for character in slug)
    return " ".join(letters.split())[:WORDS_CHARACTERS_MAX]
