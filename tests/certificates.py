"""Certificates made here, for tests of what serves with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


class Made(NamedTuple):
    """Where a certificate and its key lie."""

    certificate: Path
    key: Path


def certificate_in(
    folder: Path,
    host: str = "localhost",
    *,
    begins: datetime | None = None,
    lasts: timedelta = timedelta(days=30),
    password: bytes = b"",
) -> Made:
    """Make one for a host and 127.0.0.1, signed by itself."""
    begins = begins or datetime.now(UTC) - timedelta(days=1)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    here = x509.IPAddress(ip_address("127.0.0.1"))
    names = x509.SubjectAlternativeName([x509.DNSName(host), here])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(folder / "fullchain.pem", folder / "privkey.pem")
    made.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    return made
