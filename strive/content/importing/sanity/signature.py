"""The signature of Sanity's webhooks: `t=<ms>,v1=<base64url HMAC-SHA256 of "t.body">`; pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from strive.platform.errors import Unauthenticated

HEADER: Final = "sanity-webhook-signature"
TOLERANCE: Final = timedelta(hours=1)  # deliveries are retried for half an hour
_FORM: Final = re.compile(r"t=(\d{1,15})\s*,\s*v1=([\w-]{1,100})=*")


class SignatureInvalid(Unauthenticated):
    """The delivery was not signed with our secret, or not lately."""

    code = "signature_invalid"


def sign(body: bytes, at: datetime, secret: str) -> str:
    """Return the header Sanity would send with a body at a time."""
    stamp = round(at.timestamp() * 1000)
    return f"t={stamp},v1={_digest(stamp, body, secret)}"


def verify(header: str, body: bytes, now: datetime, secret: str) -> None:
    """Accept a delivery, in a time that tells nothing of the secret.

    Raises:
        SignatureInvalid: The header is missing or malformed, its time is too far from now, or
            the signature is not ours.
    """
    found = _FORM.fullmatch(header.strip())
    if found is None:
        raise SignatureInvalid(f"The header {HEADER} is missing or malformed.")
    stamp = int(found[1])
    if not hmac.compare_digest(found[2], _digest(stamp, body, secret)):
        raise SignatureInvalid("The signature does not match.")
    if abs(now - datetime(1970, 1, 1, tzinfo=UTC) - timedelta(milliseconds=stamp)) > TOLERANCE:
        raise SignatureInvalid("The signature is too old, or from the future.")


def _digest(stamp: int, body: bytes, secret: str) -> str:
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")
