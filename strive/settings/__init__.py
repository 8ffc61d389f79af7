"""Settings: the environment read once, every mistake reported at once.

Each part of Strive declares its own small settings; this composes them from the `STRIVE_…`
variables. Secrets do not show in a repr.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, ValidationError

from strive.local.settings import LocalSettings
from strive.platform.database import DatabaseSettings
from strive.platform.errors import Invalid
from strive.platform.valkey import ValkeySettings
from strive.settings.environment import PREFIX, Environment, Network, variable

DATABASE_NAME: Final = "strive"


class SettingsError(Invalid):
    """One or more variables are wrong; `problems` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
    fetch_allow_hosts: frozenset[str]
    media_url: str = field(repr=False)
    sanity_webhook_secret: str = field(repr=False)
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
            database=replace(self.database, uri=mongodb_uri, name=database_name(mongodb_uri)),
            valkey=replace(self.valkey, url=valkey_url),
        )


def load_settings(variables: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment (or the variables given).

    Raises `SettingsError`, which names every wrong variable at once.
    """
    given = dict(os.environ if variables is None else variables)
    problems = _unknown(given)
    read: Environment | None = None
    try:
        read = Environment.model_validate(_own(given))
    except ValidationError as error:
        problems += [_describe(dict(mistake)) for mistake in error.errors()]
    if read is not None and read.environment == "production":
        problems += _missing_in_production(read)
    if problems or read is None:
        raise SettingsError(problems)
    return _compose(read)


def database_name(uri: str) -> str:
    """Return the database a MongoDB URI names (`mongodb://host/name`), else the default one."""
    name = unquote(urlsplit(uri).path.strip("/"))
    return name or DATABASE_NAME


def _own(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields that are set; an empty variable counts as unset."""
    fields = {variable(name): name for name in Environment.model_fields}
    return {fields[key]: value for key, value in given.items() if key in fields and value != ""}


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = [variable(name) for name in Environment.model_fields]
    problems = []
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            problems.append(f"{name}: there is no such setting.{hint}")
    return problems


def _describe(mistake: dict[str, Any]) -> str:
    name = str(mistake["loc"][0])
    info = Environment.model_fields[name]
    example = f" For example: {variable(name)}={info.examples[0]}" if info.examples else ""
    reason = str(mistake["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{variable(name)}: {reason[:1].lower()}{reason[1:]}.{example}"


def _missing_in_production(read: Environment) -> list[str]:
    problems = []
    if read.secret_key is None:
        problems.append(
            "STRIVE_SECRET_KEY: production needs a secret of its own. For example the output of: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    if read.base_url is None:
        problems.append(
            "STRIVE_BASE_URL: production needs the address readers use. "
            "For example: STRIVE_BASE_URL=https://blog.example.org"
        )
    if not read.allow_embedded:
        problems += [
            f"{name}: production needs a database of its own. For example: {name}={example} "
            "(or accept the embedded one with STRIVE_ALLOW_EMBEDDED=1)"
            for name, value, example in (
                ("STRIVE_MONGODB_URI", read.mongodb_uri, "mongodb://db.example.org/strive"),
                ("STRIVE_VALKEY_URL", read.valkey_url, "valkey://cache.example.org"),
            )
            if value is None
        ]
    return problems


def _compose(read: Environment) -> Settings:
    production = read.environment == "production"
    mongodb_uri, valkey_url = _text(read.mongodb_uri), _text(read.valkey_url)
    data_dir = read.data_dir.expanduser().absolute()
    workers = read.workers or ((os.cpu_count() or 1) if production else 1)
    return Settings(
        production=production,
        base_url=read.base_url or f"http://localhost:{read.port}",
        secret_key=_text(read.secret_key),
        log_level=read.log_level,
        log_format=read.log_format,
        sample=read.sample,
        trusted_proxies=tuple(
            ipaddress.ip_network(network, strict=False) for network in read.trusted_proxies
        ),
        fetch_allow_hosts=frozenset(read.fetch_allow_hosts),
        media_url=_text(read.media_url) or (data_dir / "media").as_uri(),
        sanity_webhook_secret=_text(read.sanity_webhook_secret),
        local=LocalSettings(
            data_dir=data_dir,
            mongodb_uri=mongodb_uri or None,
            valkey_url=valkey_url or None,
            mongodb_cache_gb=read.mongodb_cache_gb,
            valkey_memory_mb=read.valkey_memory_mb,
            host=read.host,
            port=read.port,
            workers=workers,
        ),
        database=DatabaseSettings(
            uri=mongodb_uri,
            name=database_name(mongodb_uri),
            max_pool_size=read.mongodb_max_pool_size,
            min_pool_size=read.mongodb_min_pool_size,
            max_idle_time_ms=read.mongodb_max_idle_time_ms,
            server_selection_timeout_ms=read.mongodb_server_selection_timeout_ms,
            timeout_ms=read.mongodb_timeout_ms,
            write_timeout_ms=read.mongodb_write_timeout_ms,
            read_preference=read.mongodb_read_preference,
            read_concern=read.mongodb_read_concern,
        ),
        valkey=ValkeySettings(url=valkey_url, timeout_ms=read.valkey_timeout_ms),
    )


def with_secret(settings: Settings) -> Settings:
    """Return settings that have a secret key; in development it is made once and kept.

    Raises `Invalid` when the data folder cannot be written.
    """
    if settings.secret_key:
        return settings
    path = settings.data_dir / "secret_key"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        secret = _read_or_make(path)
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}.") from error
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
