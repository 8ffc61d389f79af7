"""Where an issuer has what, and which keys it signs with: looked up, and kept for an hour."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, KeySet, RSAKey
from msgspec import Struct

from strive.accounts.issuers.asking import Asking
from strive.accounts.issuers.provider import Provider
from strive.kit.clock import Clock

KEPT: Final = timedelta(hours=1)
AWAY_KEPT: Final = timedelta(seconds=10)
KEYS_MAX: Final = 64
RSA_BITS_MIN: Final = 2048
_MODULUS_CHARACTERS_MIN: Final = 342  # of as many bits in base64
_WELL_KNOWN: Final = "/.well-known/openid-configuration"


class Metadata(Struct, frozen=True):
    """What is used of an issuer's description of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Discovery:
    """What is known of one issuer, in this process."""

    def __init__(self, provider: Provider, asking: Asking, clock: Clock) -> None:
        self._provider = provider
        self._asking = asking
        self._clock = clock
        self._lock = asyncio.Lock()
        self._away_until: datetime | None = None
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def metadata(self) -> Metadata:
        """Return where an issuer has what; raises `IssuerAway`.

        One that is away is not asked again for ten seconds, so that nobody waits behind others.
        """
        async with self._lock:
            if self._metadata is None or self._is_old(self._metadata[0]):
                now = self._clock.now()
                if self._away_until is not None and now < self._away_until:
                    raise self._asking.away("it was away a moment ago")
                self._away_until = now + AWAY_KEPT
                self._metadata = now, await self._described()
                self._away_until = None
            return self._metadata[1]

    async def keys(self, *, again: bool = False) -> KeySet:
        """Return the keys an issuer signs with, fetched anew if asked to; raises `IssuerAway`."""
        address = (await self.metadata()).jwks_uri
        async with self._lock:
            if again or self._keys is None or self._is_old(self._keys[0]):
                self._keys = self._clock.now(), self._usable(await self._asking.get(address))
            return self._keys[1]

    async def _described(self) -> Metadata:
        issuer = self._provider.issuer
        answer = await self._asking.get(f"{issuer.rstrip('/')}{_WELL_KNOWN}")
        try:
            metadata = msgspec.convert(answer, Metadata)
        except msgspec.ValidationError as error:
            raise self._asking.away(f"its description cannot be used: {error}") from error
        if metadata.issuer != issuer:  # section 4.3: so that nobody speaks for another
            raise self._asking.away(f"it calls itself {metadata.issuer[:200]!r}, not {issuer!r}")
        return metadata

    def _usable(self, answer: Any) -> KeySet:
        """Return the public keys that a signature could be checked with; others are left out."""
        found = answer.get("keys") if isinstance(answer, dict) else None
        if not isinstance(found, list):
            raise self._asking.away("its keys cannot be read")
        return KeySet([key for data in found[:KEYS_MAX] if (key := _key(data)) is not None])

    def _is_old(self, at: datetime) -> bool:
        return not timedelta(0) <= self._clock.now() - at < KEPT


def _key(data: Any) -> RSAKey | ECKey | None:
    if not isinstance(data, dict) or data.get("use", "sig") != "sig":
        return None
    if data.get("kty") == "RSA" and len(str(data.get("n"))) < _MODULUS_CHARACTERS_MIN:
        return None
    try:
        key = JWKRegistry.import_key(data)
        is_short = isinstance(key, RSAKey) and key.public_key.key_size < RSA_BITS_MIN
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return key if isinstance(key, RSAKey | ECKey) and not is_short else None
