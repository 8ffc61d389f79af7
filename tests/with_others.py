"""A browser that signs in by other sites, without a screen."""

from __future__ import annotations

import html
import re
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
from issuer import CLIENT, SECRET, GitHubLike, OpenIdIssuer
from signed_in import BASE_URL, SAME_ORIGIN

from strive.accounts.entry import Action
from strive.accounts.issuers.provider import Provider
from strive.accounts.principal import Principal
from strive.app import Strive

OIDC, GITHUB = "/account/with/oidc", "/account/with/github"
IDENTITIES = "/account/identities"


def providers(issuer: OpenIdIssuer, github: GitHubLike, **more) -> tuple[Provider, ...]:
    """Return what a site asks of the two; `more` is of the first."""
    first = Provider(
        key="oidc", name="Example", issuer=issuer.issuer, client_id=CLIENT, secret=SECRET, **more
    )
    second = Provider(
        key="github",
        name="GitHub",
        issuer=github.url,
        client_id=CLIENT,
        secret=SECRET,
        is_github=True,
    )
    return first, second


@asynccontextmanager
async def a_browser(app):
    """Open one with no cookies."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE_URL, headers=SAME_ORIGIN
    ) as client:
        yield client


async def leave(client: httpx.AsyncClient, path: str = OIDC, **form) -> str:
    """Press the button; return the address it goes on to."""
    page = await client.post(path, data={"next": "", **form})
    assert page.status_code == 200, page.text
    return html.unescape(re.search(r'content="0; url=([^"]+)"', page.text)[1])


async def there(address: str) -> str:
    """Let the other site ask its questions; return the path it sends back to."""
    async with httpx.AsyncClient() as other:
        answer = await other.get(address)
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}" == BASE_URL
    return f"{back.path}?{back.query}"


async def there_and_back(client: httpx.AsyncClient, path: str = OIDC, **form) -> httpx.Response:
    """Go all the way; return the answer of this site."""
    return await client.get(await there(await leave(client, path, **form)))


async def who_is_in(strive: Strive, response: httpx.Response) -> Principal | None:
    """Return whom an answer let in."""
    secret = response.cookies.get(strive.accounts.cookie.name)
    return await strive.accounts.sessions.authenticate(secret) if secret else None


async def is_refused(strive: Strive, response: httpx.Response) -> bool:
    """Tell whether an answer lets nobody in and makes nothing, and the audit log has it."""
    counts = [
        await strive.database.raw[name].count_documents({})
        for name in ("users", "identities", "sessions")
    ]
    last = await strive.database.raw["audit"].find_one({}, sort=[("$natural", -1)])
    return (
        response.status_code == 400
        and "could not be trusted" in response.text
        and strive.accounts.cookie.name not in response.cookies
        and not any(counts)
        and last["action"] == Action.SIGN_IN_FAILED
    )


async def identities_of(strive: Strive, user_id: str):
    """Return what somebody has linked."""
    return await strive.accounts.identities.of(user_id)


async def actions_of(strive: Strive, user) -> set[str]:
    """Return what was done to somebody, as the audit log has it."""
    found = strive.database.raw["audit"].find({"target": f"user:{user.id}"})
    return {entry["action"] async for entry in found}
