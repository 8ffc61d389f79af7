"""What the values of variables have to be. The texts say what is wrong, and never a secret."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr

from strive.accounts.issuers import reading
from strive.platform import cdn, database, mail, storage_url, valkey

SECRET_CHARACTERS_MIN = 32

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Problem = Callable[[str], str | None]


def _names(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        ipaddress.ip_network(value, strict=False)
    return values


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", value):
            raise ValueError(f"{value} is no origin: a scheme, a host in small letters, no path")
    return values


def _folder(value: Path) -> Path:
    try:
        return value.expanduser()
    except RuntimeError as error:
        raise ValueError(f"nobody knows the home folder {value.parts[0]}") from error


def _site_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it must begin with http:// or https:// and name a host")
    if re.search(r"\s", value) or parts.port == 0:
        raise ValueError("its host and port must be a name and a number")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise ValueError("it must be the host alone, without a path")
    return value.rstrip("/")


def _mail_address(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError("it must be a mail address")
    return value


def _long_secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < SECRET_CHARACTERS_MIN:
        raise ValueError(f"it must have at least {SECRET_CHARACTERS_MIN} characters")
    return value


def _oidc(value: SecretStr) -> SecretStr:
    if text := reading.problem_with(value.get_secret_value()):
        raise ValueError(text)
    return value


def _host_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError as error:
        return str(error)
    return None if named else "it names no host"


def _url(*schemes: str, problem: Problem = _host_problem) -> AfterValidator:
    """Check the scheme of a URL that may hold a password, then the rest by `problem`."""

    def check(value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url.partition("://")[0] not in schemes:
            raise ValueError(f"it must begin with {' or '.join(f'{s}://' for s in schemes)}")
        if text := problem(url):
            raise ValueError(without_credentials(text, url))
        return value

    return AfterValidator(check)


def without_credentials(text: str, url: str) -> str:
    """Return a text about a URL, or a plainer one when it repeats what may be a password.

    Where a password holds characters with a meaning of their own, what is read as a host or a
    name may be a part of it. So all that stands before the last @ counts as secret.
    """
    secret = url.partition("://")[2].rpartition("@")[0]
    if "@" in text or any(part in text for part in re.split(r"[:/?#@&=]", secret) if part):
        return "it cannot be read; user name and password must be percent-encoded"
    return text


def _mongodb_problem(uri: str) -> str | None:
    return database.problem_with(database.DatabaseSettings(uri))


def _valkey_problem(url: str) -> str | None:
    return valkey.problem_with(valkey.ValkeySettings(url))


_MONGODB = _url("mongodb", "mongodb+srv", problem=_mongodb_problem)
_VALKEY = _url("valkey", "valkeys", "redis", "rediss", "unix", problem=_valkey_problem)
_MEDIA = _url("file", "s3", "gs", "az", problem=storage_url.problem_with)
_CDN = _url(*cdn.SCHEMES, problem=cdn.problem_with)

Folder = Annotated[Path, AfterValidator(_folder)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Networks = Annotated[Names, AfterValidator(_networks)]
Origins = Annotated[Names, AfterValidator(_origins)]
SiteUrl = Annotated[str, AfterValidator(_site_url)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
LongSecret = Annotated[SecretStr, AfterValidator(_long_secret)]
Oidc = Annotated[SecretStr, AfterValidator(_oidc)]
MongodbUri = Annotated[SecretStr, _MONGODB]
ValkeyUrl = Annotated[SecretStr, _VALKEY]
MediaUrl = Annotated[SecretStr, _MEDIA]
CdnUrl = Annotated[SecretStr, _CDN]
SmtpUrl = Annotated[SecretStr, _url("smtp", "smtps", problem=mail.problem_with)]
SentryDsn = Annotated[SecretStr, _url("http", "https")]
