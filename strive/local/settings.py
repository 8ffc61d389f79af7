"""Settings of the embedded services and their supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from strive.local.readiness import site_url


@dataclass(frozen=True, kw_only=True)
class LocalSettings:
    """What `strive run` needs to know before it starts anything.

    Attributes:
        data_dir: Folder of everything kept on this machine; made when missing.
        mongodb_uri: A MongoDB to use; None starts an embedded one.
        valkey_url: A Valkey to use; None starts an embedded one.
        mongodb_cache_gb: Cache of the embedded mongod, in GB; 0.25 is the least it accepts.
        valkey_memory_mb: Memory limit of the embedded Valkey, in MB.
        host: Address the site listens on.
        port: Port the site listens on.
        workers: Web worker processes.
        tls: The certificate and the key that the site itself speaks TLS with, None for HTTP.
    """

    data_dir: Path = Path(".strive")
    mongodb_uri: str | None = None
    valkey_url: str | None = None
    mongodb_cache_gb: float = 0.25
    valkey_memory_mb: int = 128
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    tls: tuple[Path, Path] | None = None

    @property
    def url(self) -> str:
        """The address of the site on this machine."""
        return site_url(self.host, self.port, tls=self.tls is not None)
