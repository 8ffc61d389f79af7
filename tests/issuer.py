"""Sites to sign in with, on loopback: an OpenID issuer with real keys, and one that is like GitHub.

Each behaves well until a test says how it is to lie.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus, urlencode

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "strive-client", "hidden secret+&%"
PAGE = (
    '<!doctype html><title>Sign in</title><link rel="icon" href="data:,"><a href="?{query}">Yes</a>'
)
ALGORITHMS = ["RS256", "ES256", "HS256", "none"]
ADA = {"sub": "ada-17", "email": "ada@example.org", "email_verified": True, "name": "Ada Lovelace"}


def an_rsa_key(kid: str = "", bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": kid or secrets.token_hex(4), "use": "sig"})


def an_ec_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": secrets.token_hex(4), "use": "sig"})


@dataclass
class Lies:
    """How an issuer misbehaves; what is None is left out of what it says."""

    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    answer: dict[str, str] = field(default_factory=dict)  # of the authorization
    token: tuple[int, Any] | None = None
    keys: Any = None
    slow_s: float = 0
    moves_to: str = ""


class Code:
    """What an authorization code stands for."""

    def __init__(self, query: dict[str, str], about: dict[str, Any]) -> None:
        self.query, self.about = query, about


class Served:
    """A site on a port of loopback."""

    def __init__(self) -> None:
        self.about: dict[str, Any] = dict(ADA)
        self.lies = Lies()
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []  # paths
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.asks_people = False
        app = web.Application(middlewares=[self._watched])
        app.add_routes(self.routes())
        self._server = TestServer(app, host="127.0.0.1")

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    async def __aenter__(self):
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    def behave(self) -> None:
        self.about, self.lies = dict(ADA), Lies()

    @web.middleware
    async def _watched(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.lies.slow_s:
            await asyncio.sleep(self.lies.slow_s)
        if self.lies.moves_to:
            raise web.HTTPFound(self.lies.moves_to)
        return await handler(request)

    async def authorize(self, request: web.Request) -> web.Response:
        """Let people in who press a button, or at once."""
        query = dict(request.query)
        assert query["client_id"] == CLIENT
        assert len(query["code_challenge"]) == 43
        assert query["code_challenge_method"] == "S256"
        assert query["redirect_uri"].endswith("/callback")
        if self.asks_people and "yes" not in query:
            page = PAGE.format(query=urlencode({**query, "yes": 1}))
            return web.Response(text=page, content_type="text/html")
        code = secrets.token_urlsafe(16)
        self.codes[code] = Code(query, dict(self.about))
        answer = {"code": code, "state": query["state"], **self.answering(), **self.lies.answer}
        told = urlencode({name: value for name, value in answer.items() if value is not None})
        raise web.HTTPFound(f"{query['redirect_uri']}?{told}")

    def answering(self) -> dict[str, str]:
        return {}

    async def redeemed(self, request: web.Request) -> Code | None:
        """Return what a code stands for, if all is shown that has to be."""
        form = dict(await request.post())
        client, secret = _client_of(request, form)
        code = self.codes.pop(str(form.get("code")), None)
        if code is None or (client, secret) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        is_right = challenge == code.query["code_challenge"]
        return code if is_right and form["redirect_uri"] == code.query["redirect_uri"] else None

    def bearer(self, request: web.Request) -> dict[str, Any]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise web.HTTPUnauthorized
        return self.tokens[token]


def _client_of(request: web.Request, form: dict[str, Any]) -> tuple[str, str]:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        client, _, secret = b64decode(credentials).decode().partition(":")
        return unquote_plus(client), unquote_plus(secret)
    return str(form.get("client_id")), str(form.get("client_secret"))


class OpenIdIssuer(Served):
    """Speaks OpenID Connect, at a path of its host."""

    def __init__(self) -> None:
        self.keys: list[RSAKey | ECKey] = [an_rsa_key()]
        super().__init__()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/realm/.well-known/openid-configuration", self.describe),
            web.get("/realm/authorize", self.authorize),
            web.post("/realm/token", self.token),
            web.get("/realm/jwks", self.jwks),
            web.get("/realm/userinfo", self.userinfo),
        ]

    @property
    def issuer(self) -> str:
        return f"{self.url}/realm"

    def answering(self) -> dict[str, str]:
        return {"iss": self.issuer}

    async def describe(self, _request: web.Request) -> web.Response:
        described = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
        }
        return web.json_response(_without_none({**described, **self.lies.metadata}))

    async def jwks(self, _request: web.Request) -> web.Response:
        if self.lies.keys is not None:
            return web.json_response(self.lies.keys)
        return web.json_response(KeySet(list(self.keys)).as_dict(private=False))

    async def token(self, request: web.Request) -> web.Response:
        code = await self.redeemed(request)
        if self.lies.token is not None:
            status, answer = self.lies.token
            return web.json_response(answer, status=status)
        if code is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        token = secrets.token_urlsafe(16)
        self.tokens[token] = code.about
        id_token = self.signed(code)
        answer = {"access_token": token, "token_type": "Bearer", "id_token": id_token}
        return web.json_response(answer)

    def signed(self, code: Code) -> str:
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": code.query["nonce"],
            **code.about,
            **self.lies.claims,
        }
        key = self.keys[-1]
        alg = "ES256" if isinstance(key, ECKey) else "RS256"
        header = _without_none({"alg": alg, "kid": key.kid, **self.lies.header})
        if self.lies.sign is not None:
            return self.lies.sign(header, _without_none(claims))
        return sign(header, _without_none(claims), key)

    async def userinfo(self, request: web.Request) -> web.Response:
        return web.json_response(_without_none({**self.bearer(request), **self.lies.userinfo}))


def sign(header: dict[str, Any], claims: dict[str, Any], key: Any) -> str:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.encode(header, claims, key, registry=registry)


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class GitHubLike(Served):
    """Speaks OAuth 2 and has an API, as a GitHub Enterprise Server does."""

    def __init__(self) -> None:
        super().__init__()
        self.user: dict[str, Any] = {"id": 583231, "login": "ada", "name": "Ada Lovelace"}
        self.emails: Any = [
            {"email": "old@example.org", "primary": False, "verified": True},
            {"email": "ada@example.org", "primary": True, "verified": True},
        ]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/login/oauth/authorize", self.authorize),
            web.post("/login/oauth/access_token", self.token),
            web.get("/api/v3/user", self.tell_user),
            web.get("/api/v3/user/emails", self.tell_emails),
        ]

    def answering(self) -> dict[str, str]:
        return {"iss": f"{self.url}/login/oauth"}

    async def token(self, request: web.Request) -> web.Response:
        if await self.redeemed(request) is None:  # told with status 200, as GitHub does
            return web.json_response({"error": "bad_verification_code"})
        token = secrets.token_urlsafe(16)
        self.tokens[token] = {}
        return web.json_response({"access_token": token, "token_type": "bearer"})

    async def tell_user(self, request: web.Request) -> web.Response:
        self.bearer(request)
        return web.json_response(self.user)

    async def tell_emails(self, request: web.Request) -> web.Response:
        self.bearer(request)
        return web.json_response(self.emails)
