"""What every issuer can be asked, whatever it speaks."""

from __future__ import annotations

from typing import Any, Final, Protocol
from urllib.parse import urlencode

from msgspec import Struct

from strive.accounts.issuers.errors import IssuerRefused
from strive.accounts.issuers.provider import Provider, Told

SHOWN_CHARACTERS_MAX: Final = 200


class Asked(Struct, frozen=True, kw_only=True):
    """What one sign-in is asked with; the challenge goes by the browser, the verifier does not."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    challenge: str


class Answered(Struct, frozen=True, kw_only=True):
    """What a browser brings back from an issuer (RFC 6749, RFC 9207)."""

    state: str = ""
    code: str = ""
    error: str = ""
    error_description: str = ""
    iss: str = ""


class Issuer(Protocol):
    """A site that says who somebody is."""

    provider: Provider

    async def address(self, asked: Asked) -> str:
        """Return where to send a browser; raises `IssuerAway`."""

    async def told(self, asked: Asked, answered: Answered) -> Told:
        """Return who it is; raises `IssuerAway`, `IssuerRefused`."""


def address_with(endpoint: str, parameters: dict[str, str]) -> str:
    """Return an address with parameters, besides those it has already."""
    joint = "&" if "?" in endpoint else "?"
    return f"{endpoint}{joint}{urlencode(parameters)}"


def require_code(provider: Provider, answered: Answered) -> str:
    """Return the code of an answer; raises `IssuerRefused` for an answer that has none."""
    name, error = provider.name, _plain(answered.error)
    if error == "access_denied":
        raise IssuerRefused(f"You did not let {name} tell who you are, or {name} refused.", error)
    if error:
        said = _plain(answered.error_description) or error
        raise IssuerRefused(f"{name} let nobody in. It says: {said}", f"{error}: {said}")
    if not answered.code:
        raise IssuerRefused(f"{name} sent nothing to sign in with.", "no code")
    return answered.code


def require_token(provider: Provider, status: int, answer: dict[str, Any]) -> str:
    """Return the access token of an answer; raises `IssuerRefused` for an answer without."""
    token = answer.get("access_token")
    if status == 200 and isinstance(token, str) and token:  # noqa: PLR2004 - as all know it
        return token
    error = _plain(answer.get("error")) or f"status {status}"
    said = _plain(answer.get("error_description"))
    raise IssuerRefused(
        f"{provider.name} did not take its own answer back ({error}). Please try again.",
        f"token endpoint: {error} {said}".strip(),
    )


def unbelievable(provider: Provider, reason: str) -> IssuerRefused:
    """Return what is said of an answer that is not to be believed."""
    return IssuerRefused(
        f"What {provider.name} answered could not be trusted, so nobody was let in. "
        "Please try again.",
        reason,
    )


def _plain(value: Any) -> str:
    """Return a text of an issuer as far as it may be shown (RFC 6749, section 5.2)."""
    if not isinstance(value, str):
        return ""
    return "".join(each for each in value if " " <= each <= "~")[:SHOWN_CHARACTERS_MAX]
