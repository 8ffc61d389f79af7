"""Answering a request from a stored response: whole, in part, or with 304."""

from __future__ import annotations

from typing import Final

from starlette.types import Send

from strive.platform.cache.asked import Asked
from strive.platform.cache.http.coding import IDENTITY
from strive.platform.cache.http.conditions import fields_of_304, is_unchanged
from strive.platform.cache.http.fields import Fields, date_of, value_of, without
from strive.platform.cache.http.ranges import Part, Unsatisfiable, asked_part
from strive.platform.cache.http.storing import is_redirect
from strive.platform.cache.stored import Stored

_OK: Final = 200


async def answer(  # noqa: PLR0913 - what an answer depends on
    stored: Stored,
    asked: Asked,
    send: Send,
    *,
    coding: bytes,
    now: float,
    said: Fields,
    is_first: bool = False,
) -> int:
    """Send a stored response; return the status sent.

    Args:
        stored: What to send.
        asked: Whom to.
        send: The ASGI function.
        coding: The content coding to send the whole in.
        now: On the clock of ages, in seconds.
        said: Further fields, such as `Cache-Status`.
        is_first: Whether the origin was asked for just this request; then a response bears only
            an age that the origin stated.
    """
    status, fields, body = _content(stored, asked, coding)
    if is_unchanged(asked.fields, stored.fields, stored.received) and stored.status == _OK:
        status, fields, body = 304, fields_of_304(fields), b""
    age_s = int(now - stored.born)
    if not is_first or age_s:
        fields = [*fields, (b"age", b"%d" % age_s)]
    await send({"type": "http.response.start", "status": status, "headers": [*fields, *said]})
    await send({"type": "http.response.body", "body": b"" if asked.method == "HEAD" else body})
    return status


def _content(stored: Stored, asked: Asked, coding: bytes) -> tuple[int, Fields, bytes]:
    """Return status, fields and body: whole in a coding, or the part that is asked for."""
    is_as_asked = stored.part is not None and stored.range == asked.range
    is_partial = asked.range is not None and not is_as_asked and _may_be_partial(stored, asked)
    form = stored.form(IDENTITY if is_partial else coding)
    if not is_partial:
        return stored.status, form.base, form.body
    total = stored.part.total if stored.part else len(stored.body)
    try:
        part = asked_part(asked.range or b"", total)
    except Unsatisfiable:
        return 416, [(b"content-range", b"bytes */%d" % total), (b"content-length", b"0")], b""
    if part is None:
        return stored.status, form.base, form.body
    return 206, *_cut(stored, form.base, part)


def _cut(stored: Stored, base: Fields, part: Part) -> tuple[Fields, bytes]:
    offset = stored.part.first if stored.part else 0
    body = stored.body[part.first - offset : part.last + 1 - offset]
    fields = without(base, {b"content-length", b"content-range"})
    fields.append((b"content-range", part.content_range))
    fields.append((b"content-length", b"%d" % len(body)))
    return fields, body


def _may_be_partial(stored: Stored, asked: Asked) -> bool:
    """Tell whether a range is respected: `If-Range` may have named another version."""
    if stored.part is None and stored.status != _OK:
        return False
    condition = value_of(asked.fields, b"if-range")
    if condition is None:
        return True
    if condition.startswith((b'"', b"W/")):
        return condition.startswith(b'"') and condition == value_of(stored.fields, b"etag")
    date = date_of([(b"if-range", condition)], b"if-range")
    return date is not None and date == date_of(stored.fields, b"last-modified")


def covers(stored: Stored, asked: Asked) -> bool:
    """Tell whether a stored response has what is asked for, whole or in part.

    A redirect hands on parameters that a page ignores, or has none to hand on.
    """
    if asked.is_trimmed and is_redirect(stored.status):
        return False
    if stored.part is None:
        return True
    if asked.range is None:
        return False
    if asked.range == stored.range:
        return True
    try:
        part = asked_part(asked.range, stored.part.total)
    except Unsatisfiable:
        return False
    return part is not None and stored.part.covers(part)
