"""What browsers are asked for a passkey, and their answers checked (WebAuthn level 3); pure.

Only what this site asked for counts: address and name of the site come from its settings, and the
challenge from where it was kept, never from the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_client_data_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from strive.accounts.passkey import Passkey
from strive.platform.web.cross_site import origin_of

WAIT_MS: Final = 300_000
_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_TRANSPORTS: Final = {transport.value for transport in AuthenticatorTransport}


class AnswerInvalid(Exception):
    """An answer that this site did not ask for, or that no authenticator of its owner gave."""


class Place(NamedTuple):
    """The site as authenticators know it: its host, and where its pages come from."""

    host: str
    origin: str


class Owner(NamedTuple):
    """Whose passkey is to be made; `handle` is in base64url."""

    handle: str
    email: str
    name: str


class Answer(Struct, frozen=True, rename="camel", kw_only=True):
    """What the browser gives for an answer, as `PublicKeyCredential.toJSON()` writes it."""

    id: str
    raw_id: str
    type: str
    response: dict[str, Any]

    def plain(self) -> dict[str, Any]:
        """Return it as it came."""
        return {"id": self.id, "rawId": self.raw_id, "type": self.type, "response": self.response}


class Made(NamedTuple):
    """A new passkey, of which the authenticator has the secret half."""

    credential_id: str
    public_key: bytes
    sign_count: int
    is_synced: bool
    is_backed_up: bool
    transports: tuple[str, ...]


class Shown(NamedTuple):
    """A passkey that was used."""

    sign_count: int
    is_backed_up: bool


def place_of(base_url: str) -> Place:
    """Return the site at an address."""
    return Place(urlsplit(base_url).hostname or "", origin_of(base_url))


def to_make(
    place: Place, site: str, owner: Owner, challenge: bytes, present: Sequence[Passkey]
) -> dict[str, Any]:
    """Return what a browser is asked to make: a passkey that its owner needs no address for."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=site,
        user_id=base64url_to_bytes(owner.handle),
        user_name=owner.email,
        user_display_name=owner.name,
        challenge=challenge,
        timeout=WAIT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(present),
        supported_pub_key_algs=_ALGORITHMS,
    )
    return options_to_json_dict(options)


def to_show(place: Place, challenge: bytes, present: Sequence[Passkey] = ()) -> dict[str, Any]:
    """Return what a browser is asked to show: one of the passkeys given, without any at all."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        timeout=WAIT_MS,
        allow_credentials=_described(present),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def challenge_in(answer: Answer) -> bytes:
    """Return the challenge that an answer says it is to; raises `AnswerInvalid`.

    It is only good for looking up what was asked.
    """
    try:
        data = base64url_to_bytes(answer.response["clientDataJSON"])
        return bytes(parse_client_data_json(data).challenge)
    except Exception as error:
        raise AnswerInvalid(repr(error)) from error


def made(answer: Answer, challenge: bytes, place: Place) -> Made:
    """Return the passkey that was made; raises `AnswerInvalid`."""
    _require_same_page(answer)
    try:
        new = verify_registration_response(
            credential=answer.plain(),
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except Exception as error:  # the library raises whatever a forged answer comes to
        raise AnswerInvalid(repr(error)) from error
    named = answer.response.get("transports")
    return Made(
        credential_id=bytes_to_base64url(new.credential_id),
        public_key=new.credential_public_key,
        sign_count=new.sign_count,
        is_synced=new.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        is_backed_up=new.credential_backed_up,
        transports=tuple(sorted(_TRANSPORTS.intersection(named or ()))),
    )


def shown(answer: Answer, challenge: bytes, place: Place, passkey: Passkey) -> Shown:
    """Return what the use of a passkey tells; raises `AnswerInvalid`.

    Its count is for the caller to compare, with the one that is kept at that moment.
    """
    _require_same_page(answer)
    try:
        used = verify_authentication_response(
            credential=answer.plain(),
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # same
        raise AnswerInvalid(repr(error)) from error
    return Shown(used.new_sign_count, used.credential_backed_up)


def _require_same_page(answer: Answer) -> None:
    """Refuse an answer that a frame in a page of another site got."""
    try:
        data = parse_client_data_json(base64url_to_bytes(answer.response["clientDataJSON"]))
    except Exception as error:
        raise AnswerInvalid(repr(error)) from error
    if data.cross_origin:
        raise AnswerInvalid("It was asked for in a frame of another site.")


def _described(present: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            base64url_to_bytes(one.credential_id),
            transports=[AuthenticatorTransport(each) for each in one.transports] or None,
        )
        for one in present
    ]
