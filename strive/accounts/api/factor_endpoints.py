"""Where second factors and passkeys answer, with what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from strive.accounts.api import examples
from strive.accounts.api import factor_shapes as shapes
from strive.accounts.api.factors import OwnFactors
from strive.accounts.api.shapes import MeShape
from strive.accounts.api.showing import Showing
from strive.accounts.opening import Accounts
from strive.kit.clock import Clock
from strive.platform.ratelimit.standard import API, AUTH
from strive.platform.web.api import Endpoint
from strive.platform.web.private import Group, json_body, told

SCHEMA_TYPES: Final = (
    shapes.AuthenticatorInput,
    shapes.CodeInput,
    shapes.FactorsShape,
    shapes.NewPasskeyInput,
    shapes.OfferShape,
    shapes.PasskeyChanges,
    shapes.PasskeyInput,
    shapes.PasskeyShape,
    shapes.PasswordInput,
    shapes.PublicKeyShape,
    shapes.RecoveryCodesShape,
)
_OWN: Final = Group("accounts", API)
_DOORS: Final = Group("accounts", AUTH)
_AT: Final = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_ID: Final = "mzxw6ytboi2dgnbvgy3tqojq"
_BYTES: Final = "kT3vYl0w"
_SENTENCE: Final = "four quiet harbours"  # an example
_CODES: Final = shapes.RecoveryCodesShape(recovery_codes=["abcd-efgh-jkmn-pqrs-tuvw-xyz2"])
_PASSKEY: Final = shapes.PasskeyShape(
    id=_ID,
    name="My phone",
    added_at=_AT,
    last_used_at=_AT,
    is_synced=True,
    is_backed_up=True,
)
_FACTORS: Final = shapes.FactorsShape(
    authenticator=shapes.AuthenticatorShape(added_at=_AT),
    recovery_codes_left=9,
    passkeys=[_PASSKEY],
)
_OFFER: Final = shapes.OfferShape(
    secret="JBSWY3DPEHPK3PXP",  # noqa: S106 - an example
    address="otpauth://totp/Strive:reader%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Strive",
    offer="kT3v…",
)
_TO_MAKE: Final = shapes.PublicKeyShape(
    public_key={
        "rp": {"id": "example.com", "name": "Strive"},
        "user": {"id": _BYTES, "name": "reader@example.org", "displayName": "A Reader"},
        "challenge": _BYTES,
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
    }
)
_TO_SHOW: Final = shapes.PublicKeyShape(
    public_key={"rpId": "example.com", "challenge": _BYTES, "userVerification": "required"}
)
_MADE: Final = shapes.NewPasskeyInput(
    credential=shapes.NewCredential(
        id=_BYTES,
        raw_id=_BYTES,
        type="public-key",
        response=shapes.Created(client_data=_BYTES, attestation_object=_BYTES),
    ),
    name="My phone",
)
_SHOWN: Final = shapes.PasskeyInput(
    credential=shapes.Credential(
        id=_BYTES,
        raw_id=_BYTES,
        type="public-key",
        response=shapes.Signed(
            client_data=_BYTES, authenticator_data=_BYTES, signature=_BYTES, user_handle=_BYTES
        ),
    )
)


def factor_endpoints(accounts: Accounts, clock: Clock) -> list[Endpoint]:
    """Return the endpoints of one's own factors, and the doors at which they are shown."""
    return [*_doors(Showing(accounts, clock)), *_own(OwnFactors(accounts, clock))]


def _doors(showing: Showing) -> list[Endpoint]:
    def entering(summary: str, example: Any, errors: list[int]) -> dict[str, Any]:
        body = json_body(type(example), example)
        return told(MeShape, examples.ME, summary, body=body, errors=errors)

    asked = told(shapes.PublicKeyShape, _TO_SHOW, "Ask for a passkey", errors=[404])
    passkey = entering("Sign in by a passkey", _SHOWN, [])
    code = entering("Show your second factor", shapes.CodeInput(code="123456"), [404])
    again = entering("Show that it is you", shapes.PasswordInput(password=_SENTENCE), [])
    return [
        _OWN.endpoint("POST", "/auth/passkey/options", showing.ask_passkey, "askPasskey", asked),
        _DOORS.endpoint("POST", "/auth/passkey", showing.show_passkey, "showPasskey", passkey),
        _DOORS.endpoint("POST", "/auth/second-factor", showing.show_code, "showFactor", code),
        _DOORS.endpoint("POST", "/auth/again", showing.show_password, "showPassword", again),
    ]


def _own(own: OwnFactors) -> list[Endpoint]:
    def codes(summary: str, **more: Any) -> dict[str, Any]:
        return told(shapes.RecoveryCodesShape, _CODES, summary, status=201, **more)

    def left(summary: str, **more: Any) -> dict[str, Any]:
        return told(shapes.FactorsShape, _FACTORS, summary, **more)

    path = {"id": ("The id of the passkey", _ID)}
    changes = json_body(shapes.PasskeyChanges, shapes.PasskeyChanges(name="My phone"))
    added = json_body(shapes.NewPasskeyInput, _MADE)
    typed = shapes.AuthenticatorInput(offer="kT3v…", code="123456")
    app = json_body(shapes.AuthenticatorInput, typed)
    to_make = told(shapes.PublicKeyShape, _TO_MAKE, "Begin to add a passkey", errors=[409])
    add = told(shapes.PasskeyShape, _PASSKEY, "Add a passkey", status=201, body=added, errors=[409])
    rename = told(
        shapes.PasskeyShape, _PASSKEY, "Rename a passkey", path=path, body=changes, errors=[404]
    )
    gone = left("Remove a passkey", path=path, errors=[404, 409])
    offer = told(shapes.OfferShape, _OFFER, "Begin to set up an authenticator app")
    no_app = left("Remove the authenticator app", errors=[404, 409])
    one, app_path = "/me/passkeys/{id}", "/me/authenticator"
    anew = codes("Make new recovery codes", errors=[404])
    return [
        _OWN.endpoint("GET", "/me/factors", own.list_, "listFactors", left("List your factors")),
        _OWN.endpoint("POST", "/me/passkey/options", own.ask_to_make, "beginPasskey", to_make),
        _OWN.endpoint("POST", "/me/passkeys", own.add_passkey, "addPasskey", add),
        _OWN.endpoint("PATCH", one, own.rename_passkey, "renamePasskey", rename),
        _OWN.endpoint("DELETE", one, own.remove_passkey, "removePasskey", gone),
        _OWN.endpoint("POST", f"{app_path}/options", own.offer, "beginAuthenticator", offer),
        _DOORS.endpoint(
            "POST", app_path, own.enrol, "addAuthenticator", codes("Set up an app", body=app)
        ),
        _OWN.endpoint("DELETE", app_path, own.remove_app, "removeAuthenticator", no_app),
        _OWN.endpoint("POST", "/me/recovery-codes", own.new_recovery, "newRecoveryCodes", anew),
    ]
