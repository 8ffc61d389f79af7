"""Issuers that answer otherwise than they should, late, or not at all."""

from __future__ import annotations

import asyncio

import pytest
from issuer import CLIENT
from with_others import OIDC, a_browser, is_refused, there_and_back, who_is_in

from strive.accounts.issuers import asking
from strive.accounts.issuers.asking import Asking
from strive.accounts.issuers.discovery import AWAY_KEPT
from strive.accounts.issuers.errors import IssuerAway
from strive.accounts.issuers.provider import Provider
from strive.platform.fetch import Fetcher


@pytest.mark.parametrize(
    "token",
    [(500, {"error": "oops"}), (200, {"error": "bad"}), (200, {"access_token": 17}), (400, {})],
)
async def test_a_token_endpoint_that_refuses_lets_nobody_in(strive, app, issuer, token):
    issuer.lies.token = token
    async with a_browser(app) as client:
        answer = await there_and_back(client)
    assert answer.status_code == 400
    assert "did not take its own answer back" in answer.text
    assert await who_is_in(strive, answer) is None


@pytest.mark.parametrize("token", [(200, ["x"]), (200, "x")])
async def test_a_token_endpoint_that_answers_anything_else_is_away(app, issuer, token):
    issuer.lies.token = token
    async with a_browser(app) as client:
        assert (await there_and_back(client)).status_code == 503


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": 17},
    ],
    ids=str,
)
async def test_an_issuer_that_describes_another_is_not_gone_to(app, issuer, metadata):
    issuer.lies.metadata = metadata
    async with a_browser(app) as client:
        answer = await client.post(OIDC, data={"next": ""})
    assert answer.status_code == 503
    assert "evil" not in answer.text
    assert "javascript:" not in answer.text


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "file:///etc/passwd"]
)
async def test_24_an_issuer_sends_this_site_to_no_private_address(app, issuer, name, address):
    issuer.lies.metadata = {name: address}
    async with a_browser(app) as client:
        assert (await there_and_back(client)).status_code == 503


async def test_an_issuer_that_moves_elsewhere_is_not_followed(app, issuer, github):
    issuer.lies.moves_to = f"{github.url}/api/v3/user"
    github.asked.clear()
    async with a_browser(app) as client:
        assert (await client.post(OIDC, data={"next": ""})).status_code == 503


async def test_who_is_asked_by_https_is_never_asked_by_http(issuer):
    provider = Provider(key="x", name="X", issuer="https://x.example", client_id=CLIENT)
    issuer.asked.clear()
    async with Fetcher(allow_hosts=frozenset({"127.0.0.1"})) as fetcher:
        with pytest.raises(IssuerAway):
            await Asking(fetcher, provider).get(f"{issuer.issuer}/jwks")
        with pytest.raises(IssuerAway):
            await Asking(fetcher, provider).post(f"{issuer.issuer}/token", {})
    assert not issuer.asked


async def test_a_slow_issuer_is_not_waited_for(app, issuer, monkeypatch):
    assert asking.TIMEOUT_S <= 5
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.1)
    issuer.lies.slow_s = 0.5
    async with a_browser(app) as client:
        answer = await client.post(OIDC, data={"next": ""})
    assert answer.status_code == 503
    assert "does not answer as it should" in answer.text
    await asyncio.sleep(0.5)  # until the issuer has answered nobody


async def test_more_about_somebody_else_is_not_believed(strive, app, issuer):
    issuer.lies.claims = {"email": None}
    async with a_browser(app) as client:
        assert await who_is_in(strive, await there_and_back(client)), "told where it is asked"
    for name in ("users", "identities", "sessions"):
        await strive.database.raw[name].delete_many({})
    issuer.lies.userinfo = {"sub": "eve", "email": "eve@example.org"}
    async with a_browser(app) as client:
        assert await is_refused(strive, await there_and_back(client))


async def test_who_was_away_a_moment_ago_is_not_waited_for_again(strive, app, clock, issuer):
    issuer.lies.metadata = {"issuer": None}
    issuer.asked.clear()
    async with a_browser(app) as client:
        for _ in range(3):
            assert (await client.post(OIDC, data={"next": ""})).status_code == 503
        assert issuer.asked == ["/realm/.well-known/openid-configuration"]
        issuer.behave()
        clock.move(AWAY_KEPT)
        assert await who_is_in(strive, await there_and_back(client)), "and then again"
