"""Challenges for passkeys: random, for one browser, good once and for five minutes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Final

from strive.accounts.store.challenges import Asked, ChallengeStore
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.errors import Invalid

LASTS: Final = timedelta(minutes=5)
_BYTES: Final = 32


class Purpose(StrEnum):
    """What a browser is asked for."""

    ADD = "add"
    SHOW = "show"


class ChallengeOver(Invalid):
    """No challenge that is good now in this browser; which of the reasons holds is not told."""

    code = "challenge_over"


class Challenges:
    """Kept here; what comes back is only good for finding them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = ChallengeStore(database)
        self._clock = clock

    async def ask(self, purpose: Purpose, browser: str) -> bytes:
        """Return a new challenge; `browser` is a secret that only the one that is asked has."""
        challenge = secrets.token_bytes(_BYTES)
        await self._store.add(
            Asked(
                digest=_digest(challenge),
                purpose=purpose,
                browser=_digest(browser.encode()),
                expires_at=self._clock.now() + LASTS,
            )
        )
        return challenge

    async def take(self, purpose: Purpose, browser: str, challenge: bytes) -> None:
        """Use a challenge up, whatever comes of the answer; raises `ChallengeOver`."""
        asked = await self._store.take(_digest(challenge), purpose, _digest(browser.encode()))
        if asked is None or self._clock.now() >= asked.expires_at:
            raise ChallengeOver("This took too long, or was answered already. Please try again.")


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
