"""What is handed in and given back where second factors and passkeys are used by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field

from strive.accounts.api.shapes import Name, Password
from strive.platform.web.shapes import Handed, Shape

Bytes = Annotated[str, Meta(max_length=8_192, description="Bytes in base64url")]
ManyBytes = Annotated[str, Meta(max_length=65_536, description="Bytes in base64url")]
Code = Annotated[
    str,
    Meta(max_length=40, description="Of the app (six digits), or a recovery code"),
]


class Created(Struct, frozen=True, kw_only=True, rename="camel"):
    """The `response` of a new credential; what else stands in it is not looked at."""

    client_data: Bytes = field(name="clientDataJSON")
    attestation_object: ManyBytes
    transports: Annotated[list[Annotated[str, Meta(max_length=30)]], Meta(max_length=10)] = []


class Signed(Struct, frozen=True, kw_only=True, rename="camel"):
    """The `response` of a credential that was shown; what else stands in it is not looked at."""

    client_data: Bytes = field(name="clientDataJSON")
    authenticator_data: Bytes
    signature: Bytes
    user_handle: Bytes | None = None


class _Credential(Struct, frozen=True, kw_only=True, rename="camel"):
    id: Bytes
    raw_id: Bytes
    type: Annotated[str, Meta(max_length=30)]


class NewCredential(_Credential, frozen=True):
    """What `navigator.credentials.create` gave, as its `toJSON()` writes it."""

    response: Created


class Credential(_Credential, frozen=True):
    """What `navigator.credentials.get` gave, as its `toJSON()` writes it."""

    response: Signed


class NewPasskeyInput(Handed, frozen=True):
    """A passkey that was made."""

    credential: NewCredential
    name: Name | UnsetType = UNSET


class PasskeyInput(Handed, frozen=True):
    """A passkey that is shown."""

    credential: Credential
    remember: bool = False


class PasskeyChanges(Handed, frozen=True):
    """What is to be changed."""

    name: Name


class AuthenticatorInput(Handed, frozen=True):
    """A secret that was offered, and the code that an app shows for it now."""

    offer: Annotated[str, Meta(max_length=400, description="As it was given with the secret")]
    code: Code


class CodeInput(Handed, frozen=True):
    """The second factor of somebody who is half signed in."""

    code: Code


class PasswordInput(Handed, frozen=True):
    """The password of whoever is signed in, once more."""

    password: Password


class PublicKeyShape(Shape, frozen=True):
    """What a browser is to be asked."""

    public_key: Annotated[
        dict[str, Any],
        Meta(
            description="For `PublicKeyCredential.parseCreationOptionsFromJSON` or "
            "`parseRequestOptionsFromJSON` (WebAuthn level 3)"
        ),
    ]


class PasskeyShape(Shape, frozen=True):
    """A passkey."""

    id: str
    name: str
    added_at: datetime
    last_used_at: datetime | None
    is_synced: Annotated[bool, Meta(description="Whether it may be on several devices")]
    is_backed_up: Annotated[bool, Meta(description="Whether it was, when it was used last")]


class AuthenticatorShape(Shape, frozen=True):
    """An authenticator app."""

    added_at: datetime


class FactorsShape(Shape, frozen=True):
    """What somebody has besides a password."""

    authenticator: AuthenticatorShape | None
    recovery_codes_left: int
    passkeys: list[PasskeyShape]


class OfferShape(Shape, frozen=True):
    """A secret for an authenticator app, which is not kept before a code confirms it."""

    secret: Annotated[str, Meta(description="In base32")]
    address: Annotated[str, Meta(description="The same for an app to open, or as a QR code")]
    offer: Annotated[str, Meta(description="To be sent back with a code, within half an hour")]


class RecoveryCodesShape(Shape, frozen=True):
    """Recovery codes, which are told this once."""

    recovery_codes: list[str]
