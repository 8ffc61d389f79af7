"""ID tokens and keys as somebody could forge them: nobody is let in by one."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from issuer import CLIENT, an_ec_key, an_rsa_key, sign
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeySet
from with_others import a_browser, is_refused, there_and_back, who_is_in

from strive.accounts.issuers.id_tokens import TokenRefused, read_id_token
from strive.accounts.issuers.provider import Provider

MINUTE = 60


def encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ""},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": [CLIENT, "another"]},
        {"aud": None},
        {"aud": []},
        {"azp": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 256},
        {"sub": "a\nb"},
        {"at_hash": "another"},
        {"amr": "mfa"},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
    ],
    ids=str,
)
async def test_an_id_token_is_for_this_site_and_this_sign_in(strive, app, issuer, claims):
    issuer.lies.claims = claims
    async with a_browser(app) as client:
        assert await is_refused(strive, await there_and_back(client))


@pytest.mark.parametrize(
    "shifts",
    [
        {"exp": -MINUTE},
        {"iat": 2 * MINUTE},
        {"nbf": 2 * MINUTE},
        {"iat": -11 * MINUTE},
        {"iat": -365 * 24 * 60 * MINUTE, "exp": 365 * 24 * 60 * MINUTE},
    ],
    ids=str,
)
async def test_an_id_token_is_of_now(strive, app, clock, issuer, shifts):
    now = int(clock.now().timestamp())
    issuer.lies.claims = {name: now + shift for name, shift in shifts.items()}
    async with a_browser(app) as client:
        assert await is_refused(strive, await there_and_back(client))


async def test_clocks_may_differ_by_less_than_a_minute(strive, app, clock, issuer):
    issuer.now = lambda: clock.now() + timedelta(seconds=50)
    async with a_browser(app) as client:
        assert await who_is_in(strive, await there_and_back(client))


def unsigned(header, claims):
    parts = [json.dumps({**header, "alg": "none"}), json.dumps(claims)]
    return ".".join([*(encoded(part.encode()) for part in parts), ""])


def signed_with_the_public_key(key):
    def made(header, claims):
        parts = [json.dumps({**header, "alg": "HS256"}), json.dumps(claims)]
        text = ".".join(encoded(part.encode()) for part in parts)
        mac = hmac.new(key.as_pem(private=False), text.encode(), hashlib.sha256).digest()
        return f"{text}.{encoded(mac)}"

    return made


def signed_by(key):
    return lambda header, claims: sign(header, claims, key)


def bringing(key):
    """Sign with a key that the header brings along, and where more are to be found."""

    def made(header, claims):
        brought = {"jwk": key.as_dict(private=False), "jku": "https://evil.example/jwks"}
        return with_header({"alg": "RS256", "kid": header["kid"], **brought}, claims, key)

    return made


def with_header(header, claims, key):
    """Sign by hand, whatever the header says."""
    text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = key.private_key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{encoded(signature)}"


def tampered(key):
    def made(header, claims):
        head, _, mac = sign(header, claims, key).split(".")
        return f"{head}.{encoded(json.dumps({**claims, 'sub': 'admin'}).encode())}.{mac}"

    return made


@pytest.mark.parametrize(
    "how",
    [
        "none",
        "HS256",
        "another key",
        "a key it brings along",
        "tampered",
        "a header that has to be understood",
        "an access token",
        "garbage",
        "nothing",
    ],
)
async def test_an_id_token_is_signed_by_its_issuer_with_a_key_pair(strive, app, issuer, how):
    key = issuer.keys[-1]
    ways = {
        "none": unsigned,
        "HS256": signed_with_the_public_key(key),
        "another key": signed_by(an_rsa_key(key.kid)),
        "a key it brings along": bringing(an_rsa_key()),
        "tampered": tampered(key),
        "a header that has to be understood": lambda header, claims: with_header(
            {**header, "crit": ["new"], "new": 1}, claims, key
        ),
        "an access token": lambda header, claims: sign({**header, "typ": "at+jwt"}, claims, key),
        "garbage": lambda *_: "e30.e30.",
        "nothing": lambda *_: "",
    }
    issuer.lies.sign = ways[how]
    async with a_browser(app) as client:
        assert await is_refused(strive, await there_and_back(client))


async def test_a_header_that_need_not_be_understood_does_not_matter(strive, app, issuer):
    key = issuer.keys[-1]
    issuer.lies.sign = lambda header, claims: with_header({**header, "new": 1}, claims, key)
    async with a_browser(app) as client:
        assert await who_is_in(strive, await there_and_back(client))


async def test_a_shared_secret_or_a_short_key_among_an_issuer_s_keys_is_no_key(strive, app, issuer):
    secret = {"kty": "oct", "kid": "shared", "k": encoded(b"s" * 32)}
    with pytest.warns(SecurityWarning):
        short = an_rsa_key("short", 1024)
    issuer.lies.keys = {"keys": [secret, short.as_dict(private=False), 17, {"kty": "new"}]}
    for way in (
        lambda _header, claims: sign_shared({"alg": "HS256", "kid": "shared"}, claims),
        lambda _header, claims: sign({"alg": "RS256", "kid": "short"}, claims, short),
    ):
        issuer.lies.sign = way
        async with a_browser(app) as client:
            assert await is_refused(strive, await there_and_back(client))


def sign_shared(header, claims):
    text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{encoded(hmac.new(b's' * 32, text.encode(), hashlib.sha256).digest())}"


KEYS = KeySet([an_rsa_key("one"), an_ec_key()])


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{2,60}\.[A-Za-z0-9_-]{2,60}\.[A-Za-z0-9_-]*"))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_id_token(clock, text):
    provider = Provider(key="x", name="X", issuer="https://x.example", client_id=CLIENT)
    with pytest.raises(TokenRefused):
        read_id_token(text, KEYS, provider, nonce="n", access_token="t", now=clock.now())


async def test_keys_are_kept_and_looked_up_once_more_for_one_that_is_new(strive, app, issuer):
    async def asked_for_keys():
        issuer.asked.clear()
        async with a_browser(app) as client:
            answer = await there_and_back(client)
        return issuer.asked.count("/realm/jwks"), answer

    assert [(await asked_for_keys())[0] for _ in range(3)] == [1, 0, 0]
    before, issuer.keys = issuer.keys, [*issuer.keys, an_ec_key()]
    times, answer = await asked_for_keys()
    assert times == 1
    assert await who_is_in(strive, answer), "by the new key, of another kind"
    issuer.keys = [*before, an_rsa_key()]
    issuer.lies.keys = KeySet(before).as_dict(private=False)
    times, answer = await asked_for_keys()
    assert times == 1, "and not again and again"
    assert answer.status_code == 400
    issuer.keys = before
