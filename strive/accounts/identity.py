"""Somebody as an issuer knows them, linked with an account here; pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field


class Identity(Struct, frozen=True, rename="camel", kw_only=True):
    """A way to sign in by another site.

    `issuer` and `subject` name somebody for good; `email` is what the issuer called them when they
    were linked, to be recognised by, and nothing is ever looked up by it.
    """

    id: str = field(name="_id")
    issuer: str
    subject: str
    user_id: str
    email: str = ""
    made: datetime
    last_used: datetime | None = None
