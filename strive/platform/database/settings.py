"""How Strive talks to MongoDB (DB-1)."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_NAME = "strive"


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """The seed's connection options; what the URI says of one of them wins.

    `name` is the database to use; without one it is the URI's (`mongodb://host/name`), else
    `strive`. `timeout_ms` bounds one operation whole: waiting for a server and a connection, and
    the query itself, which gets what is left as its maxTimeMS.
    """

    uri: str
    name: str = ""
    max_pool_size: int = 100
    min_pool_size: int = 5
    max_idle_time_ms: int = 30_000
    server_selection_timeout_ms: int = 5_000
    timeout_ms: int = 5_000
    write_timeout_ms: int = 5_000
    read_preference: str = "secondaryPreferred"
    read_concern: str = "majority"

    def __repr__(self) -> str:
        """Leave the URI out: it may hold a password."""
        return f"DatabaseSettings(name={self.name!r})"
