"""Settings: the environment read once, every mistake reported at once.

Each part of Strive declares its own small settings; this composes them from the `STRIVE_…`
variables. Secrets do not show in a repr.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from strive.accounts.issuers.provider import Provider
from strive.accounts.issuers.reading import read_providers
from strive.local.folders import cannot_use
from strive.local.settings import LocalSettings
from strive.platform.cdn import CdnSettings, read_cdn
from strive.platform.database import DatabaseSettings
from strive.platform.mail import MailSettings
from strive.platform.ratelimit import Mode
from strive.platform.valkey import ValkeySettings
from strive.settings.checks import Network
from strive.settings.environment import Environment, variable
from strive.settings.mistakes import (
    SettingsError,
    contradictions,
    describe,
    missing_in_production,
    unknown,
)

MEBIBYTE = 1024 * 1024

__all__ = ["Settings", "SettingsError", "load_settings", "with_secret"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What each part of Strive needs to know."""

    production: bool
    base_url: str
    secret_key: str = field(repr=False)
    log_level: str
    log_format: str
    sample: bool
    trusted_proxies: tuple[Network, ...]
    allowed_hosts: tuple[str, ...]
    cors_origins: tuple[str, ...]
    limits: Mode
    fetch_allow_hosts: frozenset[str]
    media_url: str = field(repr=False)
    cdn: CdnSettings | None
    mail: MailSettings
    oidc: tuple[Provider, ...]
    audit_keep: timedelta | None
    sanity_webhook_secret: str = field(repr=False)
    page_cache_bytes: int
    data_cache_bytes: int
    local: LocalSettings = field(repr=False)
    database: DatabaseSettings
    valkey: ValkeySettings

    @property
    def https(self) -> bool:
        """Whether readers come by HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def data_dir(self) -> Path:
        """The folder of everything kept on this machine."""
        return self.local.data_dir

    @property
    def theme_dir(self) -> Path:
        """Where a site overrides templates and styles."""
        return self.local.data_dir / "theme"

    def reaching(self, mongodb_uri: str, valkey_url: str) -> Settings:
        """Return the same settings with the databases that were started or found."""
        return replace(
            self,
            database=replace(self.database, uri=mongodb_uri),
            valkey=replace(self.valkey, url=valkey_url),
        )


def load_settings(variables: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment (or the variables given).

    Raises `SettingsError`, which names every wrong variable at once.
    """
    given = dict(os.environ if variables is None else variables)
    own = _own(given)
    problems = [*unknown(given), *missing_in_production(own)]
    try:
        read = Environment.model_validate(own)
    except ValidationError as error:
        problems += [describe(dict(mistake)) for mistake in error.errors()]
        raise SettingsError(problems) from None
    if problems := problems + contradictions(read):
        raise SettingsError(problems)
    return _compose(read)


def _own(given: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that are set; an empty variable counts as unset."""
    fields = {variable(name): name for name in Environment.model_fields}
    return {fields[key]: value for key, value in given.items() if key in fields and value != ""}


def _compose(read: Environment) -> Settings:
    production = read.environment == "production"
    mongodb_uri, valkey_url = _text(read.mongodb_uri), _text(read.valkey_url)
    data_dir = read.data_dir.absolute()
    workers = read.workers or ((os.cpu_count() or 1) if production else 1)
    local = LocalSettings(
        data_dir=data_dir,
        mongodb_uri=mongodb_uri or None,
        valkey_url=valkey_url or None,
        mongodb_cache_gb=read.mongodb_cache_gb,
        valkey_memory_mb=read.valkey_memory_mb,
        host=read.host,
        port=read.port,
        workers=workers,
        tls=(read.tls_cert, read.tls_key) if read.tls_cert and read.tls_key else None,
    )
    return Settings(
        production=production,
        base_url=read.base_url or local.url,
        secret_key=_text(read.secret_key),
        log_level=read.log_level,
        log_format=read.log_format,
        sample=read.sample,
        trusted_proxies=tuple(
            ipaddress.ip_network(network, strict=False) for network in read.trusted_proxies
        ),
        allowed_hosts=read.allowed_hosts,
        cors_origins=read.cors_origins,
        limits=read.limits,
        fetch_allow_hosts=frozenset(read.fetch_allow_hosts),
        media_url=_text(read.media_url) or (data_dir / "media").as_uri(),
        cdn=read_cdn(_text(read.cdn)) if read.cdn else None,
        mail=_mail(read, read.base_url or local.url, data_dir),
        oidc=read_providers(_text(read.oidc)) if read.oidc else (),
        audit_keep=timedelta(days=read.audit_keep_days) if read.audit_keep_days else None,
        sanity_webhook_secret=_text(read.sanity_webhook_secret),
        page_cache_bytes=read.page_cache_mb * MEBIBYTE,
        data_cache_bytes=read.data_cache_mb * MEBIBYTE,
        local=local,
        database=_database(read),
        valkey=ValkeySettings(url=valkey_url, timeout_ms=read.valkey_timeout_ms),
    )


def _database(read: Environment) -> DatabaseSettings:
    return DatabaseSettings(
        uri=_text(read.mongodb_uri),
        max_pool_size=read.mongodb_max_pool_size,
        min_pool_size=min(read.mongodb_min_pool_size, read.mongodb_max_pool_size),
        max_idle_time_ms=read.mongodb_max_idle_time_ms,
        server_selection_timeout_ms=read.mongodb_server_selection_timeout_ms,
        timeout_ms=read.mongodb_timeout_ms,
        write_timeout_ms=read.mongodb_write_timeout_ms,
        read_preference=read.mongodb_read_preference,
        read_concern=read.mongodb_read_concern,
    )


def _mail(read: Environment, base_url: str, data_dir: Path) -> MailSettings:
    """Return the settings of mail; without an address of its own it comes from the site's host."""
    sender = read.mail_from or f"no-reply@{urlsplit(base_url).hostname}"
    return MailSettings(url=_text(read.smtp_url), sender=sender, folder=data_dir / "mail")


def with_secret(settings: Settings) -> Settings:
    """Return settings that have a secret key; in development it is made once and kept.

    Raises `LocalError` when the data folder cannot be written.
    """
    if settings.secret_key:
        return settings
    path = settings.data_dir / "secret_key"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        secret = _read_or_make(path)
    except OSError as error:
        raise cannot_use(settings.data_dir, error) from error
    return replace(settings, secret_key=secret)


def _read_or_make(path: Path) -> str:
    """Return the secret in a file, the same to all processes that ask for it first at once."""
    with suppress(FileNotFoundError):
        return path.read_text("ascii").strip()
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key_") as file:  # mode 0600
        file.write(secrets.token_hex(32))
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
    return path.read_text("ascii").strip()


def _text(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
