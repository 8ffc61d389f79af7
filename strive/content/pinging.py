"""One POST to a service that takes notice of changes, for handlers of the outbox."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from strive.platform.fetch import AddressRefused, Fetcher, FetchFailed
from strive.platform.outbox import GiveUp, RetryLater

_ASKS_TO_WAIT: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


async def ping(fetcher: Fetcher, url: str, body: bytes, content_type: str) -> None:
    """Send a message, and judge the answer.

    Raises:
        RetryLater: The service did not answer, failed, or asks to wait.
        GiveUp: It refuses, or its address is not one Strive asks.
    """
    try:
        answer = await fetcher.post(url, body, headers={"Content-Type": content_type})
    except AddressRefused as error:
        raise GiveUp(error.message) from error
    except FetchFailed as error:
        raise RetryLater(error.message) from error
    status = answer.status
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _ASKS_TO_WAIT:
        raise RetryLater(f"{url} answered {status}")
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise GiveUp(f"{url} refused with {status}")
