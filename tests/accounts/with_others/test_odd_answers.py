"""What an issuer says in a form that nobody says it in is refused, and fails nothing."""

from __future__ import annotations

import pytest
from with_others import a_browser, is_refused, there_and_back

ODD = ([], ["true"], {}, {"a": 1}, 2, "yes")


@pytest.mark.parametrize("said", ODD, ids=str)
async def test_an_address_is_confirmed_by_a_plain_yes_alone(strive, app, issuer, said):
    issuer.lies.claims = {"email_verified": said}
    async with a_browser(app) as client:
        answer = await there_and_back(client)
    assert answer.status_code == 400
    assert "does not say that its address of yours is confirmed" in answer.text
    assert not await strive.database.raw["users"].count_documents({})


@pytest.mark.parametrize(
    "claims", [{"sub": ["ada"]}, {"sub": {"a": 1}}, {"iat": ["now"]}, {"exp": {}}], ids=str
)
async def test_claims_of_another_kind_are_refused(strive, app, issuer, claims):
    issuer.lies.claims = claims
    async with a_browser(app) as client:
        assert await is_refused(strive, await there_and_back(client))
