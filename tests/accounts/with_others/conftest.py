"""Two sites to sign in with, one that is away, and a site of ours that nobody has an account at."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from itertools import count

import pytest
import pytest_asyncio
from issuer import CLIENT, SECRET, GitHubLike, OpenIdIssuer
from letters import letters_of
from with_others import providers

from strive.accounts.issuers.provider import Provider
from strive.app import build_web
from strive.local.ports import free_port

_hours = count(2, 2)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def issuer():
    async with OpenIdIssuer() as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def github():
    async with GitHubLike() as served:
        yield served


@pytest.fixture(scope="module")
def settings(settings, issuer, github):
    first, second = providers(issuer, github, trusted_amr=frozenset({"mfa"}), trusted_acr=("gold",))
    closed = dataclasses.replace(first, key="closed", name="Closed", takes_new=False)
    away = Provider(
        key="away",
        name="Faraway",
        issuer=f"http://127.0.0.1:{free_port()}",
        client_id=CLIENT,
        secret=SECRET,
    )
    return dataclasses.replace(settings, oidc=(first, second, closed, away))


@pytest.fixture(scope="module")
def app(strive):
    return build_web(strive)


@pytest_asyncio.fixture(autouse=True)
async def nobody_yet(strive, issuer, github, clock):
    """Begin with no accounts, and at a time when nothing is known of an issuer any more."""
    clock.move(timedelta(hours=next(_hours)))
    issuer.behave()
    github.behave()
    issuer.now = clock.now
    for name in ("identities", "identityFlows", "users", "sessions"):
        await strive.database.raw[name].delete_many({})
    yield
    await letters_of(strive)
