"""An authenticator in software: makes passkeys and signs with them, also as no honest one would."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, SYNCABLE, SYNCED, WITH_KEY = 1, 4, 8, 16, 64


@dataclass
class Authenticator:
    """Holds one passkey; `counts` says whether it counts its uses."""

    origin: str = ORIGIN
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    count: int = 0
    handle: str = ""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        """Answer what a site asks to make; `said` takes the place of what the browser says."""
        self.handle = options["user"]["id"]
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public_key()
        data = {"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + attested}
        response = {
            "clientDataJSON": self._said("webauthn.create", options, said),
            "attestationObject": bytes_to_base64url(cbor2.dumps(data)),
            "transports": ["internal"],
        }
        return self._credential(response)

    def show(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        """Answer what a site asks to show."""
        data, client_data = self._data(), self._said("webauthn.get", options, said)
        signed = data + hashlib.sha256(base64url_to_bytes(client_data)).digest()
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": self.handle,
        }
        return self._credential(response)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = bytes_to_base64url(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _said(self, kind: str, options: dict[str, Any], said: dict[str, Any]) -> str:
        data = {"type": kind, "challenge": options["challenge"], "origin": self.origin, **said}
        return bytes_to_base64url(json.dumps(data).encode())

    def _data(self, more: int = 0) -> bytes:
        self.count += self.counts
        flags = bytes([self.flags | more])
        return hashlib.sha256(self.host.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def _public_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
