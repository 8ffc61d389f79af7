"""The driver's client, made from settings: what the URI says wins over what they say."""

from __future__ import annotations

import warnings
from typing import Any
from urllib.parse import parse_qsl

from pymongo import AsyncMongoClient, monitoring
from pymongo.errors import PyMongoError

from strive.platform.database.settings import DEFAULT_NAME, DatabaseSettings

Listener = monitoring.CommandListener | monitoring.ConnectionPoolListener
Client = AsyncMongoClient[dict[str, Any]]


def open_client(settings: DatabaseSettings, *listeners: Listener) -> Client:
    """Return a client with the seed's options; it connects when first used.

    Raises `PyMongoError`, `ValueError` or `OSError` for a URI that cannot be used.
    """
    options: dict[str, Any] = {
        "appname": "strive",
        "maxPoolSize": settings.max_pool_size,
        "minPoolSize": settings.min_pool_size,
        "maxIdleTimeMS": settings.max_idle_time_ms,
        "serverSelectionTimeoutMS": settings.server_selection_timeout_ms,
        "timeoutMS": settings.timeout_ms,
        "w": "majority",
        "journal": True,
        "wTimeoutMS": settings.write_timeout_ms,
        "readPreference": settings.read_preference,
        "readConcernLevel": settings.read_concern,
        "retryWrites": True,
        "retryReads": True,
    }
    in_uri = {name.lower() for name, _ in parse_qsl(settings.uri.partition("?")[2])}
    if "maxpoolsize" in in_uri:
        in_uri.add("minpoolsize")  # the default may be more than that
    ours = {name: value for name, value in options.items() if name.lower() not in in_uri}
    return AsyncMongoClient(settings.uri, tz_aware=True, event_listeners=listeners, **ours)


def database_name(settings: DatabaseSettings, client: Client) -> str:
    """Return the name of the database to use."""
    return settings.name or client.get_default_database(DEFAULT_NAME).name


def problem_with(settings: DatabaseSettings) -> str | None:
    """Say what makes a client impossible, in the driver's words; nothing is contacted.

    The text may repeat a part of the URI, which may hold a password.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the driver only warns of options it does not know
        try:
            database_name(settings, open_client(settings))
        except (PyMongoError, ValueError, OSError, Warning) as error:
            return str(error)
    return None
