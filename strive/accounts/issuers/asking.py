"""Requests to issuers: JSON, short timeouts, no redirects to other hosts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import structlog

from strive.accounts.issuers.errors import IssuerAway
from strive.accounts.issuers.provider import Provider
from strive.platform.addresses import AddressRefused
from strive.platform.errors import TooLarge
from strive.platform.fetch import Fetcher, FetchFailed

TIMEOUT_S: Final = 5
ANSWER_BYTES_MAX: Final = 256 * 1024
_FORM: Final = {
    "accept": "application/json",
    "content-type": "application/x-www-form-urlencoded",
}

log = structlog.get_logger(__name__)


class Asking:
    """Asks one issuer; whatever fails is in the log, and said plainly to whoever waits."""

    def __init__(self, fetcher: Fetcher, provider: Provider) -> None:
        self._fetcher = fetcher
        self._provider = provider

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Return what an address answers as JSON; raises `IssuerAway`."""
        try:
            async with self._fetcher.get(
                self._checked(url),
                bytes_max=ANSWER_BYTES_MAX,
                timeout_s=TIMEOUT_S,
                headers={"accept": "application/json", **(headers or {})},
            ) as response:
                if _origin(response.url) != _origin(url):
                    raise self.away(f"{url} leads elsewhere")
                return self._decoded(url, await response.read())
        except (AddressRefused, FetchFailed, TooLarge) as error:
            raise self.away(error.message) from error

    async def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Return status and JSON of the answer to a form; raises `IssuerAway`."""
        try:
            response = await self._fetcher.post(
                self._checked(url),
                urlencode(form).encode(),
                headers={**_FORM, **(headers or {})},
                timeout_s=TIMEOUT_S,
            )
            answer = self._decoded(url, await response.read())
        except (AddressRefused, FetchFailed) as error:
            raise self.away(error.message) from error
        if not isinstance(answer, dict):
            raise self.away(f"{url} answered no object")
        return response.status, answer

    def away(self, reason: str) -> IssuerAway:
        """Write down why an issuer cannot be used now; return what is said of it."""
        log.warning("issuer.away", provider=self._provider.key, reason=reason[:500])
        return IssuerAway(
            f"{self._provider.name} does not answer as it should just now. "
            "Please try again in a moment, or sign in another way."
        )

    def _checked(self, url: str) -> str:
        """Let nobody lead from HTTPS to HTTP."""
        if self._provider.is_https and not url.startswith("https://"):
            raise self.away(f"{url} is not https")
        return url

    def _decoded(self, url: str, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self.away(f"{url} answered no JSON") from error


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    default = 443 if parts.scheme == "https" else 80
    return parts.scheme, parts.hostname, parts.port or default
