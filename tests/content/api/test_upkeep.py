"""The site kept in order by API: as in the studio, with the same rights, strictly."""

from __future__ import annotations

from itertools import count

import httpx
import pytest
import pytest_asyncio
from published import publish

from strive.accounts.entry import Action
from strive.accounts.principal import Scope
from strive.accounts.tokens import Tokens
from strive.app import build_web

V1 = "/api/v1"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000186a09d1d0000000049454e44ae426082"
)


_numbers = count(1)


async def with_scopes(strive, *scopes: Scope) -> str:
    tokens = Tokens(strive.database, strive.clock)
    return (await tokens.create(f"upkeep {next(_numbers)}", list(scopes))).secret


@pytest_asyncio.fixture
async def keeper(strive, clock):
    secret = await with_scopes(strive, Scope.SITE_WRITE, Scope.MEDIA_WRITE)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_web(strive)),
        base_url="http://localhost:8000",
        headers={"authorization": f"Bearer {secret}"},
    ) as client:
        yield client


async def data_of(answer: httpx.Response, status: int = 200):
    assert answer.status_code == status, answer.text
    assert "no-store" in answer.headers["cache-control"]
    return answer.json()["data"]


async def test_a_category_is_added_changed_and_removed(keeper, strive):
    at = f"{V1}/categories"
    made = await data_of(await keeper.post(at, json={"title": "Field notes"}), 201)
    assert made["slug"] == "field-notes"
    below = {"title": "Below", "parent": made["id"]}
    below = await data_of(await keeper.post(at, json=below), 201)
    assert below["parent"]["slug"] == "field-notes"
    saved = await keeper.put(f"{at}/field-notes", json={"title": "Notes", "slug": "notes"})
    assert (await data_of(saved))["url"].endswith("/categories/notes")
    assert (await keeper.put(f"{at}/{made['id']}", json={"title": "N"})).status_code == 200
    taken = await keeper.post(at, json={"title": "Other", "slug": "notes"})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "slug_taken")
    circle = await keeper.put(f"{at}/notes", json={"title": "N", "parent": below["id"]})
    assert circle.status_code == 400
    await data_of(await keeper.delete(f"{at}/notes"))
    assert (await keeper.delete(f"{at}/notes")).status_code == 404
    log = await strive.accounts.audit.find(target=f"category:{made['id']}")
    assert {entry.action for entry in log} == {Action.SETTINGS_CHANGED}
    assert all(entry.by_name.startswith("upkeep") for entry in log)


async def test_an_author_is_added_changed_and_removed(keeper):
    at = f"{V1}/authors"
    made = await data_of(await keeper.post(at, json={"name": "Ada", "slug": "ada"}), 201)
    changes = {"name": "Ada L.", "social": ["https://a.example"], "website": "https://b.example"}
    saved = await data_of(await keeper.put(f"{at}/ada", json=changes))
    assert (saved["id"], saved["slug"], saved["social"]) == (made["id"], "ada", changes["social"])
    wrong = await keeper.put(f"{at}/ada", json={"name": "A", "website": "javascript:1"})
    assert wrong.status_code == 400
    await data_of(await keeper.delete(f"{at}/ada"))
    assert (await keeper.put(f"{at}/ada", json=changes)).status_code == 404


async def test_settings_and_menus_are_changed_in_part(keeper, strive):
    before = await data_of(await keeper.get(f"{V1}/settings"))
    changes = {
        "title": "Coastal notes",
        "navigation": [{"label": "Home", "url": "/"}],
        "logo": {"url": "/media/logo.png", "alt": "A leaf"},
    }
    after = await data_of(await keeper.patch(f"{V1}/settings", json=changes))
    assert after["navigation"] == changes["navigation"]
    assert after["logo"]["alt"] == "A leaf"
    assert after["language"] == before["language"]
    assert (await strive.content.site.get()).title == "Coastal notes"
    for wrong in ({"timeZone": "Mars/Base"}, {"postsPerPage": 0}, {"accent": "red"}, {"x": 1}):
        assert (await keeper.patch(f"{V1}/settings", json=wrong)).status_code == 400
    assert (await data_of(await keeper.patch(f"{V1}/settings", json={"logo": None})))[
        "logo"
    ] is None


async def test_redirects_are_added_listed_by_cursor_and_removed(keeper):
    at = f"{V1}/redirects"
    many = [{"path": f"/r/{number}", "target": "/blog"} for number in range(5)]
    circle = [{"path": "/c/1", "target": "/c/2"}, {"path": "/c/2", "target": "/c/1"}]
    told = await data_of(await keeper.post(f"{at}/import", json={"redirects": many + circle}))
    assert told["kept"] == 6
    assert "round in circles" in told["rejected"][0]["reason"]
    one = {"path": "/r/9", "target": "/blog", "status": 308}
    assert (await data_of(await keeper.post(at, json=one), 201))["source"] == "manual"
    seen, cursor = [], None
    while True:
        query = {"q": "/r/", "limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = await keeper.get(at, params=query)
        seen += [rule["path"] for rule in await data_of(answer)]
        if not (cursor := answer.json()["meta"]["nextCursor"]):
            break
    assert seen == [*(rule["path"] for rule in many), "/r/9"]
    assert (await keeper.delete(at, params={"path": "/r/9"})).status_code == 200
    assert (await keeper.delete(at, params={"path": "/r/9"})).status_code == 404
    assert (await keeper.delete(at)).status_code == 400


async def test_webhooks_tell_their_secret_once_and_their_deliveries(keeper, strive):
    at = f"{V1}/webhooks"
    await strive.outbox.deliver_due()
    given = {"url": "http://127.0.0.1:9/in", "events": ["post.published"]}
    made = await data_of(await keeper.post(at, json=given), 201)
    assert len(made["secret"]) >= 32
    (listed,) = await data_of(await keeper.get(at))
    assert "secret" not in listed
    await publish(strive.content, "Told")
    await strive.outbox.deliver_due()
    await strive.outbox.deliver_due()
    one = f"{at}/{made['id']}"
    (attempt, *_) = await data_of(await keeper.get(f"{one}/deliveries"))
    assert attempt["status"] == 0
    again = await keeper.post(f"{one}/deliveries", json={"attempt": attempt["id"]})
    assert (await data_of(again))["delivery"] == attempt["delivery"]
    wrong = await keeper.post(f"{one}/deliveries", json={"attempt": "none:1"})
    assert wrong.status_code == 404
    off = await data_of(await keeper.patch(one, json={"enabled": False}))
    assert off["enabled"] is False
    assert (await keeper.patch(one, json={"events": ["user.created"]})).status_code == 400
    await data_of(await keeper.delete(one))
    assert (await keeper.get(f"{one}/deliveries")).status_code == 404


async def test_what_search_engines_are_told_of_a_category_is_handed_in_and_given_back(keeper):
    image = {"url": "/media/card.png", "alt": "A ship"}
    given = {"title": "Search", "socialTitle": "Share", "image": image, "noIndex": True}
    made = await data_of(
        await keeper.post(f"{V1}/categories", json={"title": "Docks", "seo": given}), 201
    )
    assert (made["seo"]["title"], made["seo"]["socialTitle"]) == ("Search", "Share")
    assert made["seo"]["image"]["url"].endswith("/media/card.png")
    assert made["seo"]["noIndex"] is True
    one = f"{V1}/categories/{made['slug']}"
    assert (await data_of(await keeper.get(one)))["seo"] == made["seo"]
    whole = await data_of(await keeper.put(one, json={"title": "Docks"}))
    assert whole["seo"]["title"] == "", "what is left out becomes empty"
    wrong = await keeper.put(one, json={"title": "Docks", "seo": {"title": "x" * 1_001}})
    assert wrong.status_code == 400
    assert (await keeper.put(one, json={"title": "D", "seo": {"robots": "x"}})).status_code == 400


async def test_a_file_is_described_and_removed(keeper, strive):
    asset = await strive.media.keep(PNG, "dot.png")
    one = f"{V1}/media/{asset.id}"
    assert (await data_of(await keeper.patch(one, json={"alt": " A dot "})))["alt"] == "A dot"
    await data_of(await keeper.delete(one))
    assert (await keeper.patch(one, json={"alt": "x"})).status_code == 404
    log = await strive.accounts.audit.find(target=f"media:{asset.id}")
    details = [entry.details for entry in log]
    assert {"name": "dot.png", "deleted": True} in details
    assert {"name": "dot.png", "described": True} in details
    assert len(log) == 2
    assert {entry.action for entry in log} == {Action.SETTINGS_CHANGED}


async def test_a_file_that_is_used_is_deleted_only_by_whoever_says_so(keeper, strive):
    asset = await strive.media.keep(PNG + b"used", "used.png")
    one = f"{V1}/media/{asset.id}"
    assert (await data_of(await keeper.get(f"{one}/uses"))) == []
    image = {"url": asset.url, "alt": "A dot"}
    made = await data_of(
        await keeper.post(f"{V1}/authors", json={"name": "Ada", "image": image}), 201
    )
    answer = await keeper.get(f"{one}/uses")
    assert answer.json()["meta"]["total"] == 1
    (use,) = await data_of(answer)
    assert (use["kind"], use["id"], use["title"], use["status"]) == (
        "author",
        made["id"],
        "Ada",
        None,
    )
    assert use["url"] == made["url"]
    refused = await keeper.delete(one)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "media_used")
    assert await strive.media.by_id(asset.id)
    assert (await keeper.delete(f"{one}?evenIfUsed=maybe")).status_code == 400
    await data_of(await keeper.delete(f"{one}?evenIfUsed=true"))
    assert await strive.media.by_id(asset.id) is None
    assert (await keeper.get(f"{one}/uses")).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("categories", {"title": {"$ne": None}}),
        ("categories", {"title": "x", "_id": "mine"}),
        ("authors", {"name": "x", "userId": "u"}),
        ("redirects", {"path": ["/x"], "target": "/y"}),
        ("webhooks", {"url": "https://h.example", "events": ["post.published"], "secret": "s"}),
    ],
)
async def test_what_does_not_belong_in_a_body_is_refused(keeper, path, body):
    answer = await keeper.post(f"{V1}/{path}", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "body_invalid")
    assert (await keeper.post(f"{V1}/{path}", data={"title": "x"})).status_code in {403, 415}
    assert (await keeper.post(f"{V1}/{path}?x=1", json=body)).status_code == 400


async def test_who_only_writes_posts_keeps_nothing_in_order(strive, keeper):
    secret = await with_scopes(strive, Scope.CONTENT_WRITE, Scope.MEDIA_WRITE)
    headers = {"authorization": f"Bearer {secret}"}
    for path in ("settings", "redirects", "webhooks"):
        assert (await keeper.get(f"{V1}/{path}", headers=headers)).status_code == 403
    refused = await keeper.post(f"{V1}/categories", json={"title": "x"}, headers=headers)
    assert refused.status_code == 403
