"""The certificate that the server itself speaks TLS with, looked at before it starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from strive.platform.errors import Invalid

T = TypeVar("T")


class TlsInvalid(Invalid):
    """The certificate or its key cannot be used; the message says which, and why."""


def require_certificate(certificate: Path, key: Path, now: datetime) -> datetime:
    """Return until when a certificate is valid that a server could use now.

    Raises:
        TlsInvalid: It or its key cannot be read, they do not belong together, or it is not valid.
    """
    chain = _read("STRIVE_TLS_CERT", certificate, x509.load_pem_x509_certificates)
    private = _read("STRIVE_TLS_KEY", key, lambda data: load_pem_private_key(data, None))
    leaf = chain[0]
    if _spki(leaf.public_key()) != _spki(private.public_key()):
        raise TlsInvalid(
            f"STRIVE_TLS_KEY: {key} is not the key of the first certificate in {certificate}. "
            "The site's own certificate comes first, those that signed it follow."
        )
    if now >= leaf.not_valid_after_utc:
        raise TlsInvalid(
            f"STRIVE_TLS_CERT: {certificate} has expired on {leaf.not_valid_after_utc:%d %b %Y}."
        )
    if now < leaf.not_valid_before_utc:
        raise TlsInvalid(
            f"STRIVE_TLS_CERT: {certificate} is valid only from "
            f"{leaf.not_valid_before_utc:%d %b %Y}; is the clock of this machine right?"
        )
    return leaf.not_valid_after_utc


def _read(name: str, path: Path, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise TlsInvalid(f"{name}: {path} cannot be read: {error.strerror or error}.") from error
    except TypeError as error:
        raise TlsInvalid(f"{name}: {path} needs a password; keep it without one.") from error
    except ValueError as error:
        raise TlsInvalid(f"{name}: {path} does not hold what belongs there, as PEM.") from error


def _spki(key: Any) -> bytes:
    encoded: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded
