"""Signing in by OpenID Connect: authorization code, PKCE, a validated ID token."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote_plus

from strive.accounts.issuers.asking import Asking
from strive.accounts.issuers.discovery import Discovery, Metadata
from strive.accounts.issuers.id_tokens import KeyUnknown, TokenRefused, read_id_token
from strive.accounts.issuers.issuer import (
    Answered,
    Asked,
    address_with,
    require_code,
    require_token,
    unbelievable,
)
from strive.accounts.issuers.provider import Provider, Told
from strive.accounts.user import EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX
from strive.kit.clock import Clock
from strive.platform.fetch import Fetcher

SCOPE: Final = "openid email profile"
_NAMES: Final = ("name", "nickname", "preferred_username")


class OpenId:
    """An issuer that describes itself (OpenID Connect Discovery 1.0)."""

    def __init__(self, provider: Provider, fetcher: Fetcher, clock: Clock) -> None:
        self.provider = provider
        self._asking = Asking(fetcher, provider)
        self._discovery = Discovery(provider, self._asking, clock)
        self._clock = clock

    async def address(self, asked: Asked) -> str:
        """Return where to send a browser; raises `IssuerAway`."""
        endpoint = (await self._discovery.metadata()).authorization_endpoint
        schemes = ("https://",) if self.provider.is_https else ("http://", "https://")
        if not endpoint.startswith(schemes):
            raise self._asking.away(f"{endpoint[:200]} is no address to send people to")
        parameters = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": asked.redirect_uri,
            "scope": SCOPE,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
        }
        if self.provider.trusted_acr:
            parameters["acr_values"] = " ".join(self.provider.trusted_acr)
        return address_with(endpoint, parameters)

    async def told(self, asked: Asked, answered: Answered) -> Told:
        """Return who it is; raises `IssuerAway`, `IssuerRefused`."""
        metadata = await self._discovery.metadata()
        self._require_own(answered, metadata)
        code = require_code(self.provider, answered)
        status, answer = await self._redeem(metadata, code, asked)
        access_token = require_token(self.provider, status, answer)
        claims = await self._read(answer.get("id_token"), asked.nonce, access_token)
        about = await self._more(claims, metadata, access_token)
        return Told(
            subject=claims["sub"],
            email=_text(about, "email", EMAIL_CHARACTERS_MAX),
            is_verified=about.get("email_verified") in (True, "true"),
            name=next(filter(None, (_text(about, n, NAME_CHARACTERS_MAX) for n in _NAMES)), ""),
            has_second_factor=self.provider.trusts(claims.get("amr"), claims.get("acr")),
        )

    def _require_own(self, answered: Answered, metadata: Metadata) -> None:
        """Refuse the answer of another issuer (RFC 9207, against mix-up)."""
        is_told = metadata.authorization_response_iss_parameter_supported
        if answered.iss != self.provider.issuer and (answered.iss or is_told):
            raise unbelievable(self.provider, f"the answer is of {answered.iss[:200]!r}")

    async def _redeem(
        self, metadata: Metadata, code: str, asked: Asked
    ) -> tuple[int, dict[str, Any]]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asked.redirect_uri,
            "code_verifier": asked.verifier,
        }
        client, secret, headers = self.provider.client_id, self.provider.secret, {}
        methods = metadata.token_endpoint_auth_methods_supported
        if secret and ("client_secret_basic" in methods or "client_secret_post" not in methods):
            pair = f"{quote_plus(client)}:{quote_plus(secret)}"  # RFC 6749, section 2.3.1
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client, **({"client_secret": secret} if secret else {})}
        return await self._asking.post(metadata.token_endpoint, form, headers)

    async def _read(self, token: Any, nonce: str, access_token: str) -> Mapping[str, Any]:
        """Check an ID token; where its key is not known the issuer is asked for new ones, once."""
        for again in (False, True):
            keys = await self._discovery.keys(again=again)
            try:
                return read_id_token(
                    token,
                    keys,
                    self.provider,
                    nonce=nonce,
                    access_token=access_token,
                    now=self._clock.now(),
                )
            except KeyUnknown as error:
                if again:
                    raise unbelievable(self.provider, str(error)) from error
            except TokenRefused as error:
                raise unbelievable(self.provider, str(error)) from error
        raise AssertionError  # the second time returns or raises

    async def _more(
        self, claims: Mapping[str, Any], metadata: Metadata, access_token: str
    ) -> Mapping[str, Any]:
        """Return what is told of somebody, where an issuer keeps it out of the ID token."""
        is_told = claims.get("email") and "email_verified" in claims
        if is_told or not metadata.userinfo_endpoint:
            return claims
        headers = {"authorization": f"Bearer {access_token}"}
        answer = await self._asking.get(metadata.userinfo_endpoint, headers)
        if not isinstance(answer, dict) or answer.get("sub") != claims["sub"]:  # section 5.3.2
            raise unbelievable(self.provider, "what it tells is of somebody else")
        return answer


def _text(claims: Mapping[str, Any], name: str, characters_max: int) -> str:
    value = claims.get(name)
    return value.strip()[:characters_max] if isinstance(value, str) else ""
