"""Secrets of second factors at rest: encrypted with keys that come from `SECRET_KEY`, one a use."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class Sealed:
    """Seals text for one purpose and one owner (AES-256-GCM); moved to another it does not open."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._cipher = AESGCM(_key(secret_key, purpose))

    def seal(self, text: str, owner: str) -> str:
        """Return text that only this can read."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), owner.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner: str) -> str | None:
        """Return what was sealed; None for what was not, or for somebody else."""
        try:
            raw = urlsafe_b64decode(sealed.encode("ascii"))
            return self._cipher.decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode()
            ).decode()
        except (InvalidTag, ValueError):
            return None


class Digests:
    """Digests that cannot be tried out by whoever has the database alone."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._key = _key(secret_key, purpose)

    def of(self, text: str, owner: str) -> str:
        """Return the digest of a text of somebody (HMAC-SHA-256)."""
        message = f"{owner}:{text}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def _key(secret_key: str, purpose: str) -> bytes:
    info = f"strive.accounts.{purpose}".encode()
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=info).derive(secret_key.encode())
