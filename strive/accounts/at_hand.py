"""Principals of sessions at hand in Valkey, so that a session is checked in one round trip (CA-3).

Valkey may lose all of it: MongoDB has every session.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import structlog

from strive.accounts.principal import Principal
from strive.platform.valkey import Valkey, ValkeyUnavailable

REST_S: Final = 1.0  # after a failure

log = structlog.get_logger(__name__)


class AtHand(msgspec.Struct, frozen=True):
    """Whom a session stands for, until when at most, and when MongoDB was last asked."""

    principal: Principal
    expires_at: datetime
    checked_at: datetime


_decode = msgspec.msgpack.Decoder(AtHand).decode
_encode = msgspec.msgpack.Encoder().encode


class SessionsAtHand:
    """Sessions by the digest of their secret, in Valkey.

    `site` names what shares a Valkey with others. Without Valkey nothing is at hand.
    """

    def __init__(self, valkey: Valkey, site: str) -> None:
        self._valkey = valkey
        self._prefix = f"session:{site}:"
        self._resting_until = 0.0

    async def get(self, digest: str) -> AtHand | None:
        """Return what is known of a session."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            data: Any = await self._valkey.get(self._prefix + digest)
            return _decode(data) if data is not None else None
        except ValkeyUnavailable as error:
            self._rest(error)
        except msgspec.MsgspecError as error:
            log.warning("session.unreadable", error=str(error))
        return None

    async def put(self, digest: str, known: AtHand, lasts: timedelta) -> bool:
        """Have a session at hand for so long; False where that is not known to be so."""
        if time.monotonic() < self._resting_until:
            return False
        try:
            lasts_ms = max(int(lasts.total_seconds() * 1000), 1)
            await self._valkey.set(self._prefix + digest, _encode(known), px=lasts_ms)
        except ValkeyUnavailable as error:
            self._rest(error)
            return False
        return True

    async def forget(self, digests: list[str]) -> None:
        """Take sessions away; raises one of `ValkeyUnavailable` while that is not sure."""
        if digests:
            await self._valkey.delete(*(self._prefix + digest for digest in digests))

    def _rest(self, error: BaseException) -> None:
        log.warning("session.valkey_away", error=repr(error))
        self._resting_until = time.monotonic() + REST_S
