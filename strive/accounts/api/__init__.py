"""Accounts by API: registering, signing in and out, one's own account and sessions."""

from __future__ import annotations

from typing import Any, Final

from strive.accounts.api import examples, shapes
from strive.accounts.api.auth import Auth
from strive.accounts.api.consents import SCHEMA_TYPES as CONSENT_TYPES
from strive.accounts.api.consents import consent_endpoints
from strive.accounts.api.factor_endpoints import SCHEMA_TYPES as FACTOR_TYPES
from strive.accounts.api.factor_endpoints import factor_endpoints
from strive.accounts.api.identities import SCHEMA_TYPES as IDENTITY_TYPES
from strive.accounts.api.identities import identity_endpoints
from strive.accounts.api.me import Me
from strive.accounts.opening import Accounts
from strive.kit.clock import Clock
from strive.platform.ratelimit.standard import API, AUTH
from strive.platform.web.api import Endpoint
from strive.platform.web.private import Group, json_body, told

TAG: Final = "accounts"
GROUP: Final = Group(TAG, API)
_DOORS: Final = Group(TAG, AUTH)
SCHEMA_TYPES: Final = (
    shapes.RegistrationInput,
    shapes.LoginInput,
    shapes.AddressInput,
    shapes.ResetInput,
    shapes.VerifyInput,
    shapes.MagicInput,
    shapes.MeChanges,
    shapes.MeShape,
    shapes.SessionShape,
    shapes.NextStep,
    shapes.Ended,
    *CONSENT_TYPES,
    *FACTOR_TYPES,
    *IDENTITY_TYPES,
)


def endpoints(accounts: Accounts, clock: Clock) -> list[Endpoint]:
    """Return what answers, below `/api/v1`."""
    return [
        *_of_auth(Auth(accounts, clock)),
        *_of_me(Me(accounts, clock)),
        *factor_endpoints(accounts, clock),
        *consent_endpoints(accounts.consents, clock),
        *identity_endpoints(accounts.identities, clock),
    ]


def _of_auth(auth: Auth) -> list[Endpoint]:
    def asking(summary: str, type_: type, example: Any) -> dict[str, Any]:
        body = json_body(type_, example)
        return told(shapes.NextStep, examples.ASKED, summary, status=202, body=body)

    def entering(summary: str, type_: type, example: Any) -> dict[str, Any]:
        body = json_body(type_, example)
        return told(shapes.MeShape, examples.ME, summary, body=body)

    magic = entering("Sign in by a mailed link", *examples.MAGIC)
    out = told(shapes.Ended, examples.ENDED, "Sign out")
    magic["responses"][202] = asking("", *examples.ADDRESS)["responses"][202]  # for an address
    return [
        _auth("register", auth.register, asking("Register", *examples.REGISTRATION)),
        _auth("verify", auth.verify, entering("Confirm the address", *examples.VERIFICATION)),
        _auth("login", auth.login, entering("Sign in", *examples.LOGIN)),
        _auth("magic", auth.magic, magic),
        _auth(
            "password/forgot",
            auth.forgot,
            asking("Ask for a new password", *examples.ADDRESS),
            "forgotPassword",
        ),
        _auth(
            "password/reset",
            auth.reset,
            told(
                shapes.NextStep,
                examples.ASKED,
                "Choose a new password",
                body=json_body(*examples.RESET),
            ),
            "resetPassword",
        ),
        GROUP.endpoint("POST", "/auth/logout", auth.logout, "logout", out),
    ]


def _of_me(me: Me) -> list[Endpoint]:
    mine = told(shapes.MeShape, examples.ME, "Get your account")
    changed = told(
        shapes.MeShape,
        examples.ME,
        "Change your account",
        body=json_body(*examples.CHANGES),
    )
    listed = told(shapes.SessionShape, examples.SESSION, "List your sessions", many=True)
    others = told(shapes.Ended, examples.ENDED, "Sign out everywhere else")
    path = {"id": ("The id of the session", examples.SESSION.id)}
    one = told(shapes.Ended, examples.ENDED, "End a session", path=path, errors=[404])
    sessions = "/me/sessions"
    return [
        GROUP.endpoint("GET", "/me", me.get, "getMe", mine),
        GROUP.endpoint("PATCH", "/me", me.change, "changeMe", changed),
        GROUP.endpoint("GET", sessions, me.list_sessions, "listSessions", listed),
        GROUP.endpoint("DELETE", sessions, me.end_others, "endOtherSessions", others),
        GROUP.endpoint("DELETE", f"{sessions}/{{id}}", me.end_session, "endSession", one),
    ]


def _auth(path: str, handler: Any, details: dict[str, Any], name: str = "") -> Endpoint:
    return _DOORS.endpoint("POST", f"/auth/{path}", handler, name or path, details)
