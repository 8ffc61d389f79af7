"""Claims of the public pages about privacy: true, the same for all, and one's choice one's own."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from browser import complaints_of
from browsing import browsing
from looks import LOOKS, looked_at
from msgspec.structs import replace
from published import publish
from signed_in import SAME_ORIGIN, signed_in, somebody

from strive.accounts.consents.purpose import DO_NOT_SELL
from strive.accounts.role import Role
from strive.app.privacy import REGISTER, cookies
from strive.content.post import Kind
from strive.platform.cache import plan

HERE = Path(__file__).parent
CHOICES = "/privacy/choices"
SIGNAL = {"sec-gpc": "1"}
OUT = {"choice": "out", "version": DO_NOT_SELL.version}


async def kept(strive, user_id: str) -> list[tuple[bool, str]]:
    found = strive.database.raw["consents"].find({"person": f"user:{user_id}"})
    return [(each["isGiven"], each["source"]) async for each in found.sort("number", 1)]


async def settle(strive, **fields) -> None:
    await strive.content.site.change(replace(await strive.content.site.get(), **fields))
    await strive.outbox.deliver_due()


async def test_the_page_says_everything_the_register_says(client):
    text = unescape((await client.get("/privacy")).text)
    for entry in REGISTER.holdings:
        assert all(words in text for words in (entry.data, entry.why, entry.kept)), entry.name


async def test_the_record_names_every_store(client):
    text = unescape((await client.get("/privacy/record")).text)
    for entry in REGISTER.holdings:
        assert f"<code>{entry.name}</code>" in text
        assert entry.basis.value in text
    for entry in REGISTER.others:
        assert f"<code>{entry.name}</code>" in text
        assert entry.reason in text


async def test_the_page_says_whom_to_ask(client, strive):
    assert "mailto:" not in (await client.get("/privacy")).text
    await settle(strive, contact="privacy+desk@example.org")
    assert 'href="mailto:privacy+desk@example.org"' in (await client.get("/privacy")).text
    await settle(strive, contact="https://example.org/@desk")
    assert 'href="https://example.org/@desk"' in (await client.get("/privacy")).text
    await settle(strive, contact="")


@pytest.mark.parametrize("path", ["/", "/blog", "/privacy", "/nothing-here"])
async def test_every_page_leads_there(client, path):
    text = (await client.get(path)).text
    assert '<a href="/privacy">Privacy</a>' in text
    assert '<a href="/privacy/choices">Your privacy choices</a>' in text


async def test_every_cookie_is_named(client, strive, clock):
    text = (await client.get("/privacy")).text
    declared = cookies(https=False)
    for cookie in declared:
        assert f"<code>{cookie.name}</code> {cookie.does}" in text
    sources = [path.read_text("utf-8") for path in (HERE.parents[1] / "strive").rglob("*.py")]
    named = {
        name
        for source in sources
        for name in re.findall(r'"__Host-([a-z-]+)"|BriefCookie\([^)]*?"([a-z-]+)"', source)
    }
    assert {"".join(name) for name in named} == {cookie.name for cookie in declared}, (
        "declare in strive/app/privacy.py what each cookie does"
    )


async def test_pages_need_no_script_and_set_no_cookie(client):
    for path in ("/privacy", "/privacy/record", CHOICES):
        answer = await client.get(path)
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text.replace('<script type="application/ld+json"', "")


async def test_they_are_kept_by_caches_as_pages_are(client):
    for path in ("/privacy", "/privacy/record"):
        await client.get(path)
        again = await client.get(path, headers=SIGNAL)
        assert again.headers["cache-status"].startswith("Strive; hit"), path
        assert again.headers["cache-control"] == plan.PAGE


async def test_a_page_of_the_publications_own_takes_its_place_and_gives_it_back(client, strive):
    generated = (await client.get("/privacy")).text
    assert "About people with an account" in generated
    own = await publish(strive.content, "Privacy", "In our own words.", kind=Kind.PAGE)
    assert own.slug.current == "privacy"
    assert "In our own words." in (await client.get("/privacy")).text
    assert "About people" not in (await client.get("/privacy")).text
    assert "signInFailures" in (await client.get("/privacy/record")).text
    await strive.content.publishing.withdraw(own.id, by="test")
    assert "About people with an account" in (await client.get("/privacy")).text


async def test_a_redirect_of_exactly_this_path_takes_its_place(client, strive):
    redirects = strive.content.redirects
    await redirects.save("/*", "https://elsewhere.example/:splat")
    await strive.outbox.deliver_due()
    assert (await client.get("/privacy")).status_code == 200, "a rule for everything else is none"
    await redirects.save("/privacy", "https://example.org/privacy-policy")
    await strive.outbox.deliver_due()
    answer = await client.get("/privacy")
    assert (answer.status_code, answer.headers["location"]) == (
        301,
        "https://example.org/privacy-policy",
    )
    for path in ("/privacy", "/*"):
        await redirects.delete(path)
    await strive.outbox.deliver_due()
    assert (await client.get("/privacy")).status_code == 200


async def test_the_signal_is_shown_to_whoever_sends_it_alone(client):
    received = "Opt-out request honoured."
    for headers, is_shown in ((SIGNAL, True), ({}, False), (SIGNAL, True), ({"sec-gpc": "0"}, 0)):
        answer = await client.get(CHOICES, headers=headers)
        assert (received in answer.text) == is_shown
        assert answer.headers["cache-control"] == plan.PRIVATE
        assert "sec-gpc" in answer.headers["vary"].lower()
        assert "hit" not in answer.headers["cache-status"]


async def test_who_is_not_signed_in_is_told_and_records_nothing(client, strive):
    answer = await client.get(CHOICES)
    assert "There is nothing to do" in answer.text
    assert "<form" not in answer.text.partition("<main")[2]
    before = await strive.database.raw["consents"].count_documents({})
    assert (await client.post(CHOICES, data=OUT, headers=SAME_ORIGIN)).status_code == 401
    assert await strive.database.raw["consents"].count_documents({}) == before


async def test_opting_out_and_back_is_recorded(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        assert "Opt out</button>" in (await client.get(CHOICES)).text
        answer = await client.post(CHOICES, data=OUT)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{CHOICES}?done=out")
        shown = (await client.get(answer.headers["location"])).text
        assert "Your opt-out is recorded." in shown
        assert "You opted out</strong> on 14 March 2026." in shown
        await client.post(CHOICES, data={"choice": "back"})
        assert "Opt out</button>" in (await client.get(CHOICES)).text
    assert await kept(strive, user.id) == [(True, "page"), (False, "page")]


async def test_a_signal_of_somebody_signed_in_is_shown_as_theirs(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        shown = (await client.get(CHOICES, headers=SIGNAL)).text
        assert "by the signal of your browser" in shown
        assert "Take it back" not in shown
        refused = await client.post(CHOICES, data={"choice": "back"}, headers=SIGNAL)
        assert refused.status_code == 409
        assert "Turn it off there first." in refused.text
    assert await kept(strive, user.id) == [(True, "gpc")]


@pytest.mark.parametrize("version", ["", "0" * 16, "$ne", "x" * 100_000, DO_NOT_SELL.version + " "])
async def test_other_words_are_not_agreed_to(strive, clock, version):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        answer = await client.post(CHOICES, data={"choice": "out", "version": version})
    assert (answer.status_code, answer.headers["cache-control"]) == (409, plan.PRIVATE)
    assert "The text has changed" in answer.text
    assert await kept(strive, user.id) == []


async def test_half_of_a_session_chooses_nothing(strive, clock):
    user = await somebody(strive)
    new = await strive.accounts.sessions.start(
        user, device="Test", address="", needs_second_factor=True
    )
    async with signed_in(strive, user) as client:
        client.cookies.clear()
        client.cookies[strive.accounts.cookie.name] = new.secret
        assert "<form" not in (await client.get(CHOICES)).text.partition("<main")[2]
        assert (await client.post(CHOICES, data=OUT)).status_code == 403
        await client.get("/", headers=SIGNAL)
    assert await kept(strive, user.id) == []


async def test_another_site_cannot_choose_for_somebody(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        answer = await client.post(CHOICES, data=OUT, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert await kept(strive, user.id) == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_everybody_can_read_them(chromium, strive, served, width, scheme):
    more = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with browsing(chromium, strive, served, "Ada", Role.MEMBER, **more) as page:
        complaints = complaints_of(page)
        for path in ("/privacy", "/privacy/record", CHOICES):
            await page.goto(path)
            await looked_at(page, f"{path.strip('/').replace('/', '-')}-{width}-{scheme}")
        await page.get_by_role("button", name="Opt out").click()
        await page.get_by_text("Your opt-out is recorded.").wait_for()
        await looked_at(page, f"opted-out-{width}-{scheme}")
        await page.context.clear_cookies()
        await page.set_extra_http_headers({"Sec-GPC": "1"})
        await page.goto(CHOICES)
        await page.get_by_text("Opt-out request honoured.").wait_for()
        await looked_at(page, f"signal-{width}-{scheme}")
        assert complaints == []
