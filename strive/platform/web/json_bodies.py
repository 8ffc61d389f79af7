"""Bodies in JSON, read strictly: of the right kind, of the declared shape, and nothing else.

A form of another site can send text, but no `application/json` (security.md 15); a struct that
forbids unknown fields takes no more than it names (security.md 27), and only values of the type
it names: an object where text belongs is refused (security.md 25).
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from starlette.requests import Request

from strive.platform.errors import Invalid, StriveError

T = TypeVar("T", bound=msgspec.Struct)


class BodyInvalid(Invalid):
    """The body is no JSON, or not of the shape that belongs there; the message says where."""

    code = "body_invalid"


class NotJson(StriveError):
    """The body is of another kind."""

    status = 415
    code = "unsupported_media_type"


async def json_of(request: Request, type_: type[T]) -> T:
    """Return the body of a request as a struct.

    Raises:
        NotJson: It does not say that it is JSON.
        BodyInvalid: It is not, or has something that does not belong there.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise NotJson("Send the body as JSON: Content-Type: application/json.")
    try:
        return msgspec.json.decode(await request.body(), type=type_)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise BodyInvalid(f"The body cannot be read: {error}.") from error
