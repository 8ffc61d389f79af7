"""A passkey as it is kept; pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct, field

from strive.platform.errors import Conflict, NotFound

MAX: Final = 20  # of one user


class PasskeyNotFound(NotFound):
    """There is no such passkey of this user."""

    code = "passkey_not_found"


class PasskeyTaken(Conflict):
    """An authenticator knows something by this id already."""

    code = "passkey_taken"


class TooManyPasskeys(Conflict):
    """A user has as many as one may have."""

    code = "too_many_passkeys"


class Passkey(Struct, frozen=True, rename="camel", kw_only=True):
    """A key pair of somebody's device or password manager, of which this has the public half.

    Attributes:
        id: Of this entry.
        credential_id: What the authenticator knows it by, in base64url.
        user_id: Whose it is.
        handle: What the authenticator knows its owner by: random bytes in base64url.
        public_key: In COSE, as the authenticator sent it.
        sign_count: How often it says it was used; 0 from those that do not count.
        name: As its owner calls it.
        added_at: When it was made.
        last_used_at: When it was used last.
        is_synced: Whether it may be on several devices of its owner.
        is_backed_up: Whether it was, when it was used last.
        transports: How browsers reach it.
    """

    id: str = field(name="_id")
    credential_id: str
    user_id: str
    handle: str
    public_key: bytes
    sign_count: int
    name: str
    added_at: datetime
    last_used_at: datetime | None = None
    is_synced: bool = False
    is_backed_up: bool = False
    transports: tuple[str, ...] = ()
