"""The kinds of failure a feature can report; `platform.web.errors` maps them to HTTP."""

from __future__ import annotations

from typing import ClassVar


class StriveError(Exception):
    """A failure with a message that may be shown to the person who caused it.

    One that `is_brief` is told on the plainest page, for making another would cost too much.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    is_brief: ClassVar[bool] = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def headers(self) -> dict[str, str]:
        """What else is said of it, as fields of the response with names in small letters."""
        return {}


class Invalid(StriveError):
    """The request itself is wrong; repeating it will not help."""

    status = 400
    code = "invalid"


class Unauthenticated(StriveError):
    """Who is asking is not known; `challenge` says how to show it (`WWW-Authenticate`)."""

    status = 401
    code = "unauthenticated"
    challenge: ClassVar[str] = "Bearer"

    @property
    def headers(self) -> dict[str, str]:
        """How to show it."""
        return {"www-authenticate": self.challenge}


class Forbidden(StriveError):
    """Who is asking is known and may not."""

    status = 403
    code = "forbidden"


class NotFound(StriveError):
    """There is nothing here, or nothing this person may see."""

    status = 404
    code = "not_found"


class Conflict(StriveError):
    """The state changed meanwhile, or the name is taken."""

    status = 409
    code = "conflict"


class TooLarge(StriveError):
    """More was sent than is accepted."""

    status = 413
    code = "too_large"


class TooManyRequests(StriveError):
    """Somebody asks too often; `retry_after_s` says when to ask again."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        """When to ask again."""
        return {"cache-control": "no-store", "retry-after": str(self.retry_after_s)}


class Unavailable(StriveError):
    """Something Strive needs is away; `retry_after_s` says when to ask again."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: int = 5) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        """When to ask again."""
        return {"retry-after": str(self.retry_after_s)}
