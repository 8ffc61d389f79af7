"""The kinds of failure a feature can report; `platform.web.errors` maps them to HTTP."""

from __future__ import annotations

from typing import ClassVar


class StriveError(Exception):
    """A failure with a message that may be shown to the person who caused it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(StriveError):
    """The request itself is wrong; repeating it will not help."""

    status = 400
    code = "invalid"


class Unauthenticated(StriveError):
    """Who is asking is not known; `challenge` says how to show it (`WWW-Authenticate`)."""

    status = 401
    code = "unauthenticated"
    challenge: ClassVar[str] = "Bearer"


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


class Unavailable(StriveError):
    """Something Strive needs is away; `retry_after_s` says when to ask again."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: int = 5) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
