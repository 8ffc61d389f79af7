"""A user as it is kept; pure. Credentials are kept apart, so that no list of users holds any."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from strive.accounts.role import Role
from strive.platform.errors import Invalid

EMAIL_CHARACTERS_MAX: Final = 254  # RFC 5321
LOCAL_PART_CHARACTERS_MAX: Final = 64
NAME_CHARACTERS_MAX: Final = 100
_TYPED_MAX: Final = 4 * EMAIL_CHARACTERS_MAX  # what is longer is not even looked at


class UserStatus(StrEnum):
    """Whether somebody can use the account."""

    UNVERIFIED = "unverified"  # the address was not shown to be theirs
    ACTIVE = "active"
    DISABLED = "disabled"


class User(Struct, frozen=True, rename="camel", kw_only=True):
    """Somebody with an account.

    `email` is unique, in the form of `normalized_email`. `last_active_at` is exact to some minutes.
    `author_id` names the author of content they write as, "" for none.
    """

    id: str = field(name="_id")
    email: str
    name: str
    role: Role = Role.MEMBER
    status: UserStatus = UserStatus.UNVERIFIED
    avatar_url: str = ""
    locale: str = "en"
    author_id: str = ""
    created_at: datetime
    last_active_at: datetime | None = None


def normalized_email(address: str) -> str:
    """Return the form that all spellings of one address have in common.

    The domain is compared as DNS does (IDNA, no case), the rest without regard to case and
    Unicode form, as all providers in use do.

    Raises:
        Invalid: It is no address that mail could be sent to.
    """
    if len(address) > _TYPED_MAX:
        raise Invalid("This is not an e-mail address.")
    tidy = unicodedata.normalize("NFKC", address.strip())
    local, at, domain = tidy.rpartition("@")
    is_plain = tidy.isprintable() and " " not in tidy and not set(tidy) & set('<>,;:"()[]\\')
    if not (at and local and domain and is_plain and len(local) <= LOCAL_PART_CHARACTERS_MAX):
        raise Invalid("This is not an e-mail address.")
    try:
        ascii_domain = domain.rstrip(".").encode("idna").decode().lower()
    except UnicodeError as error:
        raise Invalid("This is not an e-mail address.") from error
    key = f"{local.casefold()}@{ascii_domain}"
    is_whole = "." in ascii_domain.strip(".") or ascii_domain == "localhost"
    if not is_whole or "@" in local or ".." in tidy or len(key) > EMAIL_CHARACTERS_MAX:
        raise Invalid("This is not an e-mail address.")
    return key


def checked_name(name: str) -> str:
    """Return a name in order; raises `Invalid`."""
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(tidy) <= NAME_CHARACTERS_MAX or not tidy.isprintable():
        raise Invalid(f"A name has 1 to {NAME_CHARACTERS_MAX} characters, all of them printable.")
    return tidy
