"""Requests to addresses that people name: only to the public internet, bounded in every way."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from strive.platform.addresses import AddressRefused, checked_url
from strive.platform.errors import TooLarge, Unavailable
from strive.platform.resolving import GuardedResolver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiohttp import ClientResponse
    from aiohttp.abc import AbstractResolver

__all__ = ["AddressRefused", "FetchFailed", "FetchTooLarge", "Fetcher", "Response"]

REDIRECTS_MAX: Final = 3
ANSWER_BYTES_MAX: Final = 64 * 1024  # of an answer to a POST

_CHUNK_BYTES: Final = 64 * 1024
_CONNECTIONS_MAX: Final = 64
_CONNECTIONS_PER_HOST_MAX: Final = 8
_CONNECT_TIMEOUT_S: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SUCCESS: Final = range(200, 300)
_HEADERS: Final = {"accept-encoding": "gzip, identity", "user-agent": "Strive"}


class FetchTooLarge(TooLarge):
    """The answer has more bytes than were asked for at most, also when decompressed."""

    code = "answer_too_large"


class FetchFailed(Unavailable):
    """The other side did not answer in time or not well; `upstream_status` is 0 without one."""

    code = "fetch_failed"

    def __init__(self, message: str, *, upstream_status: int = 0) -> None:
        super().__init__(message)
        self.upstream_status = upstream_status


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
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def read(self) -> bytes:
        """Return the whole body; of a POST, what was kept of it."""
        return b"".join([chunk async for chunk in self.chunks])


class Fetcher:
    """An HTTP client for addresses from outside; `async with` opens and closes its connections.

    Args:
        allow_hosts: Hosts on private networks that may be asked all the same, as `host` or
            `host:port` (setting `STRIVE_FETCH_ALLOW_HOSTS`).
        resolver: Where names are looked up, the system's by default.
    """

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allow_hosts = frozenset(host.lower() for host in allow_hosts)
        self._resolver = resolver
        self._session: ClientSession

    async def __aenter__(self) -> Self:
        """Open the client; it keeps connections for reuse."""
        connector = TCPConnector(
            resolver=GuardedResolver(self._resolver or ThreadedResolver(), self._allow_hosts),
            use_dns_cache=False,  # it is keyed by host only, the allow-list also by port
            limit=_CONNECTIONS_MAX,
            limit_per_host=_CONNECTIONS_PER_HOST_MAX,
        )
        self._session = ClientSession(
            connector=connector,
            auto_decompress=False,  # done below, in bounded steps
            cookie_jar=DummyCookieJar(),
            headers=_HEADERS,
            trust_env=False,  # a proxy would do the resolving, unguarded
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._session.close()

    @asynccontextmanager
    async def get(
        self,
        url: str,
        *,
        bytes_max: int,
        timeout_s: float = 30,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Response]:
        """GET an address, following up to 3 redirects, each checked like the first.

        Args:
            url: What to get.
            bytes_max: The most bytes of the body, counted after decompression.
            timeout_s: For all of it: redirects, and the body as far as it is read.
            headers: Further ones; a redirect to another origin does not get them.

        Raises:
            AddressRefused: The address, or one it redirects to, is not public http(s).
            FetchTooLarge: The body is larger; raised here when announced, else while it is read.
            FetchFailed: No answer in time, or a status other than 2xx.
        """
        response = await self._follow(url, headers or {}, timeout_s)
        try:
            if response.status not in _SUCCESS:
                message = f"{response.url} answered {response.status}"
                raise FetchFailed(message, upstream_status=response.status)
            if (response.content_length or 0) > bytes_max:
                raise FetchTooLarge(f"{response.url} has {response.content_length} bytes")
            yield _response(response, _bounded(_decoded(response), bytes_max, response.url))
        finally:
            response.close()

    async def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], timeout_s: float = 10
    ) -> Response:
        """POST and return the answer of any status with up to 64 KB of its body, as for webhooks.

        A redirect is not followed: the sender was given the wrong address and is told so.

        Raises:
            AddressRefused: The address is not public http(s).
            FetchFailed: No answer within `timeout_s`.
        """
        target = checked_url(url, self._allow_hosts)
        response = await self._request("POST", target, headers, timeout_s, body)
        try:
            answer = b""
            async for chunk in _decoded(response):
                answer += chunk[: ANSWER_BYTES_MAX - len(answer)]
                if len(answer) == ANSWER_BYTES_MAX:
                    break
            return _response(response, _once(answer))
        finally:
            response.close()

    async def _follow(
        self, url: str, headers: Mapping[str, str], budget_s: float
    ) -> ClientResponse:
        """Ask, and ask where the answer points to, until there is an answer that does not."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + budget_s
        target = checked_url(url, self._allow_hosts)
        for _ in range(REDIRECTS_MAX + 1):
            left_s = max(deadline_s - loop.time(), 0.001)  # 0 would mean no limit
            response = await self._request("GET", target, headers, left_s)
            location = response.headers.get("location", "")
            if response.status not in _REDIRECTS or not location:
                return response
            response.close()
            following = checked_url(_joined(target, location), self._allow_hosts)
            if following.origin() != target.origin():
                headers = {}
            target = following
        raise FetchFailed(f"{url} redirects more than {REDIRECTS_MAX} times")

    async def _request(
        self,
        method: str,
        url: URL,
        headers: Mapping[str, str],
        timeout_s: float,
        body: bytes | None = None,
    ) -> ClientResponse:
        """Send one request; the answer's body is still to be read."""
        timeout = ClientTimeout(total=timeout_s, sock_connect=_CONNECT_TIMEOUT_S)
        try:
            return await self._session.request(
                method, url, headers=headers, data=body, timeout=timeout, allow_redirects=False
            )
        except (ClientError, OSError, ValueError) as error:
            raise _failed(url, error) from error


def _joined(base: URL, location: str) -> str:
    """Resolve a redirect's target against the address it came from."""
    try:
        return str(base.join(URL(location)))
    except ValueError as error:
        raise AddressRefused(f"{base} redirects to {location[:200]!r}, no address") from error


def _response(response: ClientResponse, chunks: AsyncIterator[bytes]) -> Response:
    """Take over what is needed of aiohttp's response."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Response(response.status, str(response.url), headers, chunks)


async def _decoded(response: ClientResponse) -> AsyncIterator[bytes]:
    """Yield the body without its content encoding, never more than a chunk at a time."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise FetchFailed(f"{response.url} answered in the encoding {encoding!r}, unasked")
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    try:
        async for raw in response.content.iter_chunked(_CHUNK_BYTES):
            if inflater is None:
                yield raw
                continue
            rest = raw
            while rest:
                yield inflater.decompress(rest, _CHUNK_BYTES)
                rest = inflater.unconsumed_tail
        if inflater:
            yield inflater.flush()
            if not inflater.eof:
                raise FetchFailed(f"{response.url} answered with half of a gzip file")
    except (ClientError, OSError, zlib.error) as error:
        raise _failed(response.url, error) from error


async def _bounded(chunks: AsyncIterator[bytes], bytes_max: int, url: URL) -> AsyncIterator[bytes]:
    """Yield the chunks until they are too many."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > bytes_max:
            raise FetchTooLarge(f"{url} has more than {bytes_max} bytes")
        yield chunk


async def _once(data: bytes) -> AsyncIterator[bytes]:
    """Yield what is already there."""
    yield data


def _failed(url: URL, error: Exception) -> FetchFailed:
    """Say what went wrong with a request; a timeout has no text of its own."""
    reason = "no answer in time" if isinstance(error, TimeoutError) else str(error)
    return FetchFailed(f"{url} could not be fetched: {reason or type(error).__name__}")
