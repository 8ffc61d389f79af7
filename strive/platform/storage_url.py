"""The URL of an object storage: what it may be, and the store it stands for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from obstore.store import LocalStore, from_url

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from obstore.store import ClientConfig, ObjectStore, RetryConfig, S3Config

_REMOTE_SCHEMES: Final = frozenset({"s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "adl"})
_OPTIONS: Final = frozenset({"endpoint", "region"})

_CLIENT: Final[ClientConfig] = {
    "connect_timeout": timedelta(seconds=3),
    "read_timeout": timedelta(seconds=20),
    "timeout": timedelta(minutes=10),  # the whole of a large object, not a stalled one
}
_RETRY: Final[RetryConfig] = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}


def problem_with(url: str) -> str | None:
    """Say what is wrong with a URL; nothing is contacted or made."""
    try:
        _options(_parts(url))
    except ValueError as error:
        return str(error)
    return None


def open_store(url: str) -> ObjectStore:
    """Make obstore's store of a URL, and the folder of a local one.

    Raises `ValueError`, `OSError` or obstore's `BaseError`.
    """
    parts = _parts(url)
    if parts.scheme == "file":
        return LocalStore(unquote(parts.path), mkdir=True)
    options = _options(parts)
    plain = options.get("endpoint", "").startswith("http://")
    client: ClientConfig = {**_CLIENT, "allow_http": plain}
    bare = urlunsplit(parts._replace(query=""))
    return from_url(
        bare, config=cast("S3Config", options), client_options=client, retry_config=_RETRY
    )


def without_secrets(url: str) -> str:
    """Leave out where credentials do not belong but may have been put."""
    scheme, _, rest = url.partition("?")[0].partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme == "file":
        if parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
            raise ValueError("write file:/// and the whole path of a folder of this machine")
    elif parts.scheme not in _REMOTE_SCHEMES or not parts.netloc:
        raise ValueError("use file:///folder, s3://bucket, gs://bucket or az://account/container")
    return parts


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    if unknown := sorted(options.keys() - _OPTIONS):
        raise ValueError(f"of {', '.join(unknown)} nothing is known; use endpoint and region")
    return options
