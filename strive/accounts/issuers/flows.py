"""Sign-ins at other sites under way: each bound to one browser and one issuer, good once.

What the state, the nonce and the verifier of PKCE come from is a secret that only the browser has,
in a cookie; the database has digests of it. So neither a copy of the database nor a link that was
sent to somebody completes a sign-in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from strive.accounts.issuers.errors import FlowOver, ProviderNotFound
from strive.accounts.issuers.issuer import Answered, Asked, Issuer
from strive.accounts.issuers.provider import Provider, Told
from strive.accounts.store.identity_flows import Flow, FlowStore
from strive.kit.clock import Clock
from strive.platform.database import Database

LASTS: Final = timedelta(minutes=10)
SECRET_BYTES: Final = 32
_SECRET_CHARACTERS: Final = 43
_OVER: Final = (
    "This sign-in was used already, took too long, or was begun in another browser. "
    "Please try again."
)


class Begun(NamedTuple):
    """Where to send a browser, and the secret it is to keep until it comes back."""

    address: str
    secret: str


class Returned(NamedTuple):
    """Who came back, and what from; `session` is empty for somebody who signs in."""

    provider: Provider
    told: Told
    session: str
    wanted: str


class Flows:
    """Sends people to issuers and takes them back."""

    def __init__(
        self, database: Database, issuers: Sequence[Issuer], clock: Clock, *, base_url: str
    ) -> None:
        self._store = FlowStore(database)
        self._issuers: Mapping[str, Issuer] = {each.provider.key: each for each in issuers}
        self.providers = tuple(each.provider for each in issuers)
        self._clock = clock
        self._base_url = base_url.rstrip("/")

    def issuer(self, key: str) -> Issuer:
        """Return the issuer of a key; raises `ProviderNotFound`."""
        try:
            return self._issuers[key]
        except KeyError:
            raise ProviderNotFound("Nobody signs in here that way.") from None

    async def begin(self, key: str, *, wanted: str = "", session_id: str = "") -> Begun:
        """Begin to sign in, or to link an identity from a session.

        Raises:
            ProviderNotFound: There is no such site to sign in with.
            IssuerAway: It does not answer.
        """
        issuer = self.issuer(key)
        secret, state = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(2))
        address = await issuer.address(self._asked(key, secret, state))
        await self._store.add(
            Flow(
                id=_digest(state),
                browser=_digest(secret),
                provider=key,
                session=session_digest(session_id),
                wanted=wanted,
                expires_at=self._clock.now() + LASTS,
            )
        )
        return Begun(address, secret)

    async def finish(self, key: str, secret: str, answered: Answered) -> Returned:
        """Take an answer, and ask the issuer who it is of.

        Raises:
            ProviderNotFound: There is no such site to sign in with.
            FlowOver: Nobody in this browser waits for it.
            IssuerAway: The issuer does not answer.
            IssuerRefused: It let nobody in, or is not to be believed.
        """
        issuer = self.issuer(key)
        if len(secret) != _SECRET_CHARACTERS or not answered.state.isascii():
            raise FlowOver(_OVER)
        flow = await self._store.take(_digest(answered.state), _digest(secret), key)
        if flow is None or self._clock.now() >= flow.expires_at:
            raise FlowOver(_OVER)
        told = await issuer.told(self._asked(key, secret, answered.state), answered)
        return Returned(issuer.provider, told, flow.session, flow.wanted)

    def redirect_uri(self, key: str) -> str:
        """Return where an issuer sends people back; each has its own, against mix-up."""
        return f"{self._base_url}/account/with/{key}/callback"

    def _asked(self, key: str, secret: str, state: str) -> Asked:
        verifier = _derived(secret, "verifier", state)
        return Asked(
            redirect_uri=self.redirect_uri(key),
            state=state,
            nonce=_derived(secret, "nonce", state),
            verifier=verifier,
            challenge=create_s256_code_challenge(verifier),
        )


def session_digest(session_id: str) -> str:
    """Return what a session is known by in a flow, "" for none."""
    return _digest(session_id) if session_id else ""


def _derived(secret: str, purpose: str, state: str) -> str:
    """Return a text of 43 characters that nobody can make without the browser's secret."""
    key, text = secret.encode("latin-1", "replace"), f"{purpose}:{state}".encode()
    return urlsafe_b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode().rstrip("=")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
