"""A webhook endpoint, what is sent to it, and the signature that proves the sender; pure."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Final

from msgspec import field

from strive.content.events import EVENTS
from strive.content.post import Model
from strive.content.rules import check_length, check_text, check_url
from strive.platform.errors import Invalid

EVENT_NAMES: Final = frozenset(event.topic for event in EVENTS)
SIGNATURE_HEADER: Final = "X-Strive-Signature"
SECRET_CHARACTERS: Final = range(16, 257)


class Endpoint(Model, frozen=True, kw_only=True):
    """Where events are sent to; `secret` signs them.

    `failing_since` is the first of the failures since the last success, None when it works.
    """

    id: str = field(name="_id")
    url: str
    secret: str
    events: tuple[str, ...]
    description: str = ""
    enabled: bool = True
    failing_since: datetime | None = None
    disabled_reason: str = ""
    created_at: datetime

    def __repr__(self) -> str:
        """Leave the secret out."""
        return f"Endpoint(id={self.id!r}, url={self.url!r}, enabled={self.enabled})"


class Attempt(Model, frozen=True, kw_only=True):
    """One attempt to reach an endpoint; `status` is 0 when nothing answered."""

    id: str = field(name="_id")
    endpoint: str
    event: str
    delivery: str
    number: int
    status: int
    error: str = ""
    duration_ms: int
    at: datetime

    @property
    def succeeded(self) -> bool:
        """Whether the endpoint took it."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's successes


def check_endpoint(endpoint: Endpoint) -> None:
    """Refuse an endpoint nothing could be sent to; raises `Invalid`."""
    check_text(endpoint)
    if not endpoint.url:
        raise Invalid("A webhook needs an address.")
    check_url("address of the webhook", endpoint.url)
    check_length("description of the webhook", endpoint.description, 500)
    if len(endpoint.secret) not in SECRET_CHARACTERS:
        raise Invalid("The secret of a webhook has 16 to 256 characters.")
    unknown = set(endpoint.events) - EVENT_NAMES
    if unknown or not endpoint.events:
        raise Invalid(f"A webhook asks for one or more of {', '.join(sorted(EVENT_NAMES))}.")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the header's value: `t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`.

    The time is signed along, so that a receiver can refuse what somebody recorded and repeats.
    """
    signed = b"%d.%b" % (timestamp, body)
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
