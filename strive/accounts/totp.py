"""Codes of authenticator apps (RFC 6238: SHA-1, six digits, thirty seconds); pure."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

import pyotp

STEP_S: Final = 30
DRIFT_STEPS: Final = 1
_DIGITS: Final = 6


def new_secret() -> str:
    """Return a secret of 160 bits, in base32."""
    return pyotp.random_base32()


def address_of(secret: str, *, account: str, site: str) -> str:
    """Return the `otpauth:` address that apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site.replace(":", " "))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, one before or after at most; None for a wrong code.

    A caller accepts a step once only, and none before it.
    """
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    totp, current, found = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S, None
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits):
            found = step
    return found
