"""Why a request was turned away."""

from __future__ import annotations

from typing import Final

from strive.platform.errors import Forbidden, TooManyRequests

MINUTE_S: Final = 60
HOUR_S: Final = 3_600


class Denied(Forbidden):
    """The sender is on the list of those who are not answered."""

    code = "denied"


class LimitExceeded(TooManyRequests):
    """A limit is used up; `policies` names those."""

    def __init__(
        self, policies: tuple[str, ...], *, retry_after_s: int, fields: dict[str, str]
    ) -> None:
        super().__init__(
            f"Too many requests in a short time. Please try again in {spoken(retry_after_s)}.",
            retry_after_s=retry_after_s,
        )
        self.policies = policies
        self._fields = fields

    @property
    def headers(self) -> dict[str, str]:
        """When to come again, and what is left of what."""
        return {**super().headers, **self._fields}


def spoken(seconds: int) -> str:
    """Say a time to wait as people do: never less than it is."""
    if seconds < 2 * MINUTE_S:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    if seconds < 2 * HOUR_S:
        return f"{-(-seconds // MINUTE_S)} minutes"
    return f"{-(-seconds // HOUR_S)} hours"
