"""Calls to the APIs of CDNs and to self-run caches, and what their answers mean.

They go where the operator's own setting says, private networks included, so the guard of
`platform.fetch` for addresses that people name does not belong here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Self

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from strive.kit.clock import Clock
from strive.platform.cache.http.fields import seconds_of_date
from strive.platform.cdn.counters import Counters
from strive.platform.outbox import GiveUp, RetryLater

TIMEOUT_S: Final = 10.0
ANSWER_BYTES_MAX: Final = 64 * 1024
LIMITED_S: Final = 60.0  # to wait after a 429 that does not say how long
WAIT_S_MAX: Final = 3600.0  # whatever the other side says

_CONNECT_TIMEOUT_S: Final = 3.0
_CONNECTIONS_MAX: Final = 8
_EXPLANATION_CHARACTERS_MAX: Final = 200
_ASKS_TO_WAIT: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
_NOT_ALLOWED: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.NOT_IMPLEMENTED,
    }
)


class Denied(RetryLater):
    """Raised when the setting is wrong: a token, a name. An operator can set that right."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: header names are lower case, the body is cut at 64 KB."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def explanation(self) -> str:
        """Return the beginning of the body as one line of text."""
        text = self.body[: 4 * _EXPLANATION_CHARACTERS_MAX].decode("utf-8", "replace")
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return line[:_EXPLANATION_CHARACTERS_MAX]


class Caller:
    """An HTTP client; `async with` opens and closes its connections."""

    def __init__(self, clock: Clock, counters: Counters) -> None:
        self._clock = clock
        self._counters = counters
        self._session: ClientSession

    async def __aenter__(self) -> Self:
        """Open the client; it keeps connections for reuse."""
        self._session = ClientSession(
            connector=TCPConnector(limit=_CONNECTIONS_MAX),
            cookie_jar=DummyCookieJar(),
            headers={"user-agent": "Strive"},
            timeout=ClientTimeout(total=TIMEOUT_S, sock_connect=_CONNECT_TIMEOUT_S),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._session.close()

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Make one call, whatever the answer's status.

        Raises:
            RetryLater: There was no answer.
        """
        self._counters.calls += 1
        try:
            async with self._session.request(
                method,
                URL(url, encoded=True),
                headers=headers,
                data=body or None,
                allow_redirects=False,
            ) as response:
                content = await response.content.read(ANSWER_BYTES_MAX)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, found, content)
        except (ClientError, OSError, ValueError) as error:
            reason = "no answer in time" if isinstance(error, TimeoutError) else str(error)
            host = URL(url, encoded=True).authority
            raise RetryLater(f"{host} does not answer: {reason or type(error).__name__}") from error

    async def post(self, url: str, message: object, headers: Mapping[str, str]) -> Answer:
        """POST a message as JSON; raises as `call`."""
        sent = {**headers, "content-type": "application/json", "accept": "application/json"}
        return await self.call("POST", url, headers=sent, body=msgspec.json.encode(message))

    def judge(self, answer: Answer, *, also_fine: Collection[int] = ()) -> None:
        """Tell by its status what an answer means.

        Raises:
            RetryLater: It failed, or asks to wait: then `after_s` says how long.
            Denied: It does not know who asks, or for what.
            GiveUp: It refuses what was asked for.
        """
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status in also_fine:
            return
        said = f"it answered {status} {answer.explanation}".strip()
        if status in _NOT_ALLOWED:
            raise Denied(said)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _ASKS_TO_WAIT:
            raise RetryLater(said, after_s=self._wait_s(answer))
        raise GiveUp(said)

    def _wait_s(self, answer: Answer) -> float | None:
        """Return how long `Retry-After` says to wait, in either of its forms."""
        value = answer.headers.get("retry-after", "").strip()
        if value.isdecimal() and value.isascii():
            return min(float(value), WAIT_S_MAX)
        if (moment := seconds_of_date(value.encode())) is not None:
            return min(max(moment - self._clock.now().timestamp(), 0.0), WAIT_S_MAX)
        return LIMITED_S if answer.status == HTTPStatus.TOO_MANY_REQUESTS else None
