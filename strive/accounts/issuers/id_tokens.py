"""ID tokens: signed by their issuer, for this site, now, for this very sign-in, or refused.

Source: OpenID Connect Core 1.0, section 3.1.3.7. Signatures are checked by joserfc, on which
Authlib rests, claims by Authlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from strive.accounts.issuers.provider import Provider

_BITS: Final = (256, 384, 512)
ALGORITHMS: Final = tuple(
    f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)
)
"""Signatures by key pairs alone: with HS256 a public key could be taken for a shared secret."""
LEEWAY_S: Final = 60
AGE_S_MAX: Final = 600
TOKEN_CHARACTERS_MAX: Final = 64 * 1024
SUBJECT_CHARACTERS_MAX: Final = 255
_TYPES: Final = {None, "JWT", "jwt"}  # an access or logout token says what else it is


class TokenRefused(Exception):
    """An ID token that is not to be believed, and why."""


class KeyUnknown(TokenRefused):
    """It is signed with a key that the issuer is not known to have: there may be a new one."""


def read_id_token(  # noqa: PLR0913 - what it has to be of
    text: Any,
    keys: KeySet,
    provider: Provider,
    *,
    nonce: str,
    access_token: str,
    now: datetime,
) -> Mapping[str, Any]:
    """Return the claims of an ID token; raises `TokenRefused`, `KeyUnknown`."""
    if not isinstance(text, str) or not 0 < len(text) <= TOKEN_CHARACTERS_MAX:
        raise TokenRefused("there is no ID token")
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        token = jwt.decode(text, keys, registry=registry)
    except InvalidKeyIdError as error:
        raise KeyUnknown(str(error)) from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise TokenRefused(f"its signature is not good: {error}"[:300]) from error
    if token.header.get("typ") not in _TYPES:
        raise TokenRefused("it is a token of another type")
    _check(token, provider, nonce, access_token, now)
    return token.claims


def _check(
    token: jwt.Token, provider: Provider, nonce: str, access_token: str, now: datetime
) -> None:
    at = int(now.timestamp())
    expected = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    known = {"client_id": provider.client_id, "nonce": nonce, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, expected, known)
    try:
        claims.validate(now=at, leeway=LEEWAY_S)
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused(f"its claims are not good: {error}"[:300]) from error
    if at - claims["iat"] > AGE_S_MAX:
        raise TokenRefused("it was issued long ago")
    subject = claims["sub"]
    if not subject.isprintable() or len(subject) > SUBJECT_CHARACTERS_MAX:
        raise TokenRefused("its subject cannot be used")
