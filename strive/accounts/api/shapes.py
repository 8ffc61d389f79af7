"""What is handed in and given back where accounts are used by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from strive.accounts.link import SECRET_BYTES
from strive.accounts.password import CHARACTERS_MAX, CHARACTERS_MIN
from strive.accounts.role import Role
from strive.accounts.user import EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX
from strive.platform.web.shapes import Handed, Shape

_TYPED_MAX = 8 * CHARACTERS_MAX

Address = Annotated[str, Meta(min_length=3, max_length=EMAIL_CHARACTERS_MAX)]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_CHARACTERS_MAX)]
Password = Annotated[str, Meta(max_length=_TYPED_MAX)]
NewPassword = Annotated[
    str,
    Meta(
        max_length=_TYPED_MAX,
        description=f"{CHARACTERS_MIN} to {CHARACTERS_MAX} characters, and not a common one",
    ),
]
Locale = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Token = Annotated[
    str, Meta(min_length=1, max_length=2 * SECRET_BYTES, description="The `token` in the link")
]


class RegistrationInput(Handed, frozen=True):
    """Somebody who wants an account."""

    email: Address
    name: Name
    password: NewPassword
    locale: Locale = "en"


class LoginInput(Handed, frozen=True):
    """Somebody who comes in."""

    email: Address
    password: Password
    remember: bool = False


class AddressInput(Handed, frozen=True):
    """Where a letter is to go."""

    email: Address


class VerifyInput(Handed, frozen=True):
    """The secret of a link, and the password that was chosen when registering."""

    token: Token
    password: Password


class ResetInput(Handed, frozen=True):
    """The secret of a link, and the password it is to set."""

    token: Token
    password: NewPassword


class MagicInput(Handed, frozen=True):
    """Either an address to send a link to, or the secret of one."""

    email: Address | UnsetType = UNSET
    token: Token | UnsetType = UNSET
    remember: bool = False


class MeChanges(Handed, frozen=True):
    """What is to be changed."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET


class MeShape(Shape, frozen=True):
    """Somebody, as they see themselves."""

    id: str
    email: str
    name: str
    role: Role
    avatar_url: Annotated[str, Meta(description='The address of your picture, "" for none')]
    locale: str
    created_at: datetime
    has_second_factor: Annotated[bool, Meta(description="Whether one was shown in this session")]
    needs_second_factor: Annotated[
        bool, Meta(description="Whether one is still to be shown; until then nothing is open")
    ]


class SessionShape(Shape, frozen=True):
    """Where somebody is signed in."""

    id: str
    device: str
    address: Annotated[str, Meta(description="The network, which names no person")]
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


class NextStep(Shape, frozen=True):
    """What happens next, in words."""

    message: str


class Ended(Shape, frozen=True):
    """How many sessions are over."""

    ended: int
