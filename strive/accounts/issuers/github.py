"""Signing in by GitHub, which speaks OAuth 2: who somebody is has to be asked of its API."""

from __future__ import annotations

from typing import Any, Final

from strive.accounts.issuers.asking import Asking
from strive.accounts.issuers.issuer import (
    Answered,
    Asked,
    address_with,
    require_code,
    require_token,
    unbelievable,
)
from strive.accounts.issuers.provider import GITHUB, Provider, Told
from strive.accounts.user import EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX
from strive.platform.fetch import Fetcher

SCOPE: Final = "read:user user:email"
_API: Final = "https://api.github.com"
_API_OF_ENTERPRISE: Final = "/api/v3"
_VERSION: Final = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}


class GitHub:
    """GitHub, or a GitHub Enterprise Server."""

    def __init__(self, provider: Provider, fetcher: Fetcher) -> None:
        self.provider = provider
        self._asking = Asking(fetcher, provider)
        is_public = provider.issuer == GITHUB
        self._api = _API if is_public else f"{provider.issuer}{_API_OF_ENTERPRISE}"

    async def address(self, asked: Asked) -> str:
        """Return where to send a browser."""
        return address_with(
            f"{self.provider.issuer}/login/oauth/authorize",
            {
                "client_id": self.provider.client_id,
                "redirect_uri": asked.redirect_uri,
                "scope": SCOPE,
                "state": asked.state,
                "code_challenge": asked.challenge,
                "code_challenge_method": "S256",
            },
        )

    async def told(self, asked: Asked, answered: Answered) -> Told:
        """Return who it is, with the address that is verified and primary there.

        Raises:
            IssuerAway: It does not answer.
            IssuerRefused: It let nobody in, or its answer makes no sense.
        """
        issuer = self.provider.issuer
        if answered.iss not in {"", issuer, f"{issuer}/login/oauth"}:
            raise unbelievable(self.provider, f"the answer is of {answered.iss[:200]!r}")
        form = {
            "client_id": self.provider.client_id,
            "client_secret": self.provider.secret,
            "code": require_code(self.provider, answered),
            "redirect_uri": asked.redirect_uri,
            "code_verifier": asked.verifier,
        }
        status, answer = await self._asking.post(f"{issuer}/login/oauth/access_token", form)
        token = require_token(self.provider, status, answer)
        headers = {**_VERSION, "authorization": f"Bearer {token}"}
        user = await self._asking.get(f"{self._api}/user", headers)
        number = user.get("id") if isinstance(user, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            raise unbelievable(self.provider, "it tells no id")
        email = _primary(await self._asking.get(f"{self._api}/user/emails", headers))
        return Told(
            subject=str(number),  # a login can be given up and taken by another; the id cannot
            email=email,
            is_verified=bool(email),
            name=_text(user, "name") or _text(user, "login"),
        )


def _primary(emails: Any) -> str:
    """Return the one address that is primary and verified, "" for none."""
    for each in emails if isinstance(emails, list) else ():
        is_it = isinstance(each, dict) and each.get("primary") is True
        if is_it and each.get("verified") is True and isinstance(each.get("email"), str):
            return str(each["email"])[:EMAIL_CHARACTERS_MAX]
    return ""


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value.strip()[:NAME_CHARACTERS_MAX] if isinstance(value, str) else ""
