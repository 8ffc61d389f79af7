"""Requests to addresses that people name: only to the public internet, bounded in every way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.platform.errors import Invalid, TooLarge, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from contextlib import AbstractAsyncContextManager
    from typing import Self


class FetchRefused(Invalid):
    """The address is not one that Strive asks: not http(s), or not public."""

    code = "address_refused"


class FetchTooLarge(TooLarge):
    """The answer has more bytes than were asked for at most, also when decompressed."""

    code = "answer_too_large"


class FetchFailed(Unavailable):
    """The other side did not answer in time or not well; `upstream_status` is 0 without one."""

    code = "fetch_failed"
    upstream_status: int


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: `url` is where it came from in the end, header names are lower case.

    `chunks` can be read once, inside the `async with`; it raises `FetchTooLarge`, `FetchFailed`.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]

    @property
    def content_type(self) -> str:
        """The media type without its parameters, lower case, "" when it is not told."""
        ...

    async def read(self) -> bytes:
        """Return the whole body."""
        ...


class Fetcher:
    """An HTTP client for addresses from outside; `async with` closes its connections."""

    def __init__(self, *, allow_hosts: frozenset[str] = frozenset()) -> None: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...

    def get(
        self,
        url: str,
        *,
        bytes_max: int,
        timeout_s: float = 30,
        headers: Mapping[str, str] | None = None,
    ) -> AbstractAsyncContextManager[Response]:
        """GET an address, following up to 3 redirects, each checked like the first.

        Raises:
            FetchRefused: The address, or one it redirects to, is not public http(s).
            FetchTooLarge: More than `bytes_max` bytes, counted after decompression.
            FetchFailed: No answer within `timeout_s`, or a status other than 2xx.
        """
        ...

    async def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], timeout_s: float = 10
    ) -> Response:
        """POST and return the answer of any status with up to 64 KB of its body, as for webhooks.

        A redirect is not followed: the sender was given the wrong address and is told so.

        Raises:
            FetchRefused: The address is not public http(s).
            FetchFailed: No answer within `timeout_s`.
        """
        ...
