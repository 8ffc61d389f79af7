"""Claims of answering people who ask for their data: in the studio, and by API."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from remains import remains
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.entry import Action
from strive.accounts.recent import RECENT
from strive.accounts.role import Role, Scope
from strive.accounts.user import UserStatus

PASSWORD = "a long and lovely passphrase 17"
API = "/api/v1"


@pytest.fixture
async def admin(strive, clock):
    return await somebody(strive, Role.ADMINISTRATOR, "Alva")


@pytest.fixture
async def desk(strive, admin):
    async with signed_in(strive, admin) as client:
        yield client


def person_in(answer) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    return json.loads(file.read("data.json"))["person"]


async def last_entry(strive, action: Action):
    return (await strive.accounts.audit.find(action=action, limit=1))[0]


async def test_a_user_is_found_given_their_file_and_erased(strive, desk, admin):
    user = await somebody(strive, Role.MEMBER, "Otto Lindqvist")
    found = await desk.post("/studio/privacy/find", data={"email": user.email.upper()})
    assert found.headers["location"] == f"/studio/privacy/users/{user.id}"
    page = (await desk.get(found.headers["location"])).text
    assert f'name="id" value="{user.id}"' in page
    whose = {"id": user.id}
    assert person_in(await desk.post("/studio/privacy/export", data=whose))["id"] == user.id
    entry = await last_entry(strive, Action.EXPORTED)
    assert (entry.by, entry.target) == (admin.id, f"user:{user.id}")
    wrong = await desk.post("/studio/privacy/erase", data={**whose, "typed": admin.email})
    assert (wrong.status_code, "Nothing was erased" in wrong.text) == (400, True)
    assert (await strive.accounts.users.by_id(user.id)).status is UserStatus.ACTIVE
    done = await desk.post("/studio/privacy/erase", data={**whose, "typed": user.email})
    assert done.headers["location"] == "/studio/privacy?done=erasing"
    listed = (await desk.get("/studio/privacy")).text
    assert user.email in listed
    assert "Under way" in listed
    assert f'by <a href="/studio/users/{admin.id}">Alva</a>' in listed
    await strive.outbox.deliver_due()
    listed = (await desk.get("/studio/privacy")).text
    assert user.email not in listed
    assert "somebody who is erased" in listed
    entry = await last_entry(strive, Action.ERASED)
    assert (entry.by, entry.details["asked"]) == (admin.id, "staff")
    assert not await remains(strive, user.email, user.id, user.name)


async def test_somebody_without_an_account_is_answered_too(strive, desk):
    await strive.accounts.entering.registering.ask("una@example.org", "Una", PASSWORD)
    page = await desk.post("/studio/privacy/find", data={"email": "una@example.org"})
    assert "There is no account" in page.text
    assert 'name="email" value="una@example.org"' in page.text
    whose = {"email": "una@example.org"}
    file = await desk.post("/studio/privacy/export", data=whose)
    assert person_in(file)["email"] == "una@example.org"
    done = await desk.post("/studio/privacy/erase", data={**whose, "typed": "una@example.org"})
    assert done.status_code == 303
    await strive.outbox.deliver_due()
    assert not await remains(strive, "una@example.org")


async def test_addresses_of_people_stand_in_no_address_of_a_page(strive, desk):
    user = await somebody(strive)
    await desk.post("/studio/privacy/find", data={"email": user.email})
    assert (await desk.get("/studio/privacy/find")).status_code == 405
    page = (await desk.get("/studio/privacy")).text
    assert 'action="/studio/privacy/find" method="post"' in page
    wrong = await desk.post("/studio/privacy/find", data={"email": "no address"})
    assert (wrong.status_code, 'aria-describedby="email-error"' in wrong.text) == (400, True)


async def test_who_answers_shows_once_more_who_they_are(strive, desk, clock):
    user = await somebody(strive)
    clock.move(RECENT + timedelta(seconds=1))
    again = f"/account/again?next=/studio/privacy/users/{user.id}"
    assert (await desk.get(f"/studio/privacy/users/{user.id}")).headers["location"] == again
    for what, fields in (("export", {}), ("erase", {"typed": user.email})):
        answer = await desk.post(f"/studio/privacy/{what}", data={"id": user.id, **fields})
        assert answer.headers["location"] == again
    found = await desk.post("/studio/privacy/find", data={"email": user.email})
    assert found.headers["location"] == "/account/again?next=/studio/privacy"
    answer = await desk.get(f"{API}/users/{user.id}/data")
    assert answer.json()["error"]["code"] == "reauthentication_needed"
    assert (await strive.accounts.users.by_id(user.id)).status is UserStatus.ACTIVE


async def test_nobody_erases_themselves_at_the_desk(strive, desk, admin):
    data = {"id": admin.id, "typed": admin.email}
    answer = await desk.post("/studio/privacy/erase", data=data)
    assert (answer.status_code, "page of your account" in answer.text) == (400, True)


async def test_erasures_are_shown_in_parts(strive, desk, clock):
    await strive.database.raw["erasures"].delete_many({})
    for number in range(23):
        clock.move(timedelta(seconds=1))
        person = await strive.privacy.people.by_email(f"p{number}@example.org")
        await strive.privacy.erasures.ask_for(person, None)
    first = (await desk.get("/studio/privacy")).text
    assert first.count("/privacy/receipts/") == 20
    following = first.partition('rel="next" href="')[2].partition('"')[0]
    assert (await desk.get(following)).text.count("/privacy/receipts/") == 3
    assert (await desk.get("/studio/privacy?after=x")).text.count("/privacy/receipts/") == 20
    seen, cursor = [], ""
    while cursor is not None:
        answer = (await desk.get(f"{API}/privacy/erasures?limit=10&cursor={cursor}")).json()
        seen += [each["email"] for each in answer["data"]]
        cursor = answer["meta"]["nextCursor"]
    assert seen == [f"p{number}@example.org" for number in reversed(range(23))]
    await strive.outbox.deliver_due()


async def test_the_record_is_downloaded_and_read_by_anybody(strive, desk, client):
    markdown = await desk.get("/studio/privacy/register?format=md")
    assert markdown.headers["content-disposition"].endswith('"record-of-processing.md"')
    assert markdown.text.startswith("# Record of processing")
    as_json = (await desk.get("/studio/privacy/register?format=json")).json()
    assert (await desk.get("/studio/privacy/register?format=exe")).status_code == 400
    public = (await client.get(f"{API}/privacy/register")).json()["data"]
    assert public == as_json
    assert {"users", "sessions"} <= {each["name"] for each in public["personal"]}


async def test_what_was_removed_in_time_is_shown(strive, desk):
    assert "No worker has looked yet" in (await desk.get("/studio/privacy")).text
    await strive.retention.retain()
    page = (await desk.get("/studio/privacy")).text
    assert all(sweep.store in page for sweep in strive.retention.sweeps)
    assert "Finished" in page


async def erasure_of(desk, receipt: str):
    listed = (await desk.get(f"{API}/privacy/erasures?limit=100")).json()["data"]
    return next(each for each in listed if each["id"] == receipt)


async def test_by_api_a_user_is_exported_and_erased(strive, desk):
    user = await somebody(strive)
    at = f"{API}/users/{user.id}/data"
    assert person_in(await desk.get(at))["email"] == user.email
    refused = await desk.request("DELETE", at, json={"email": "x@example.org"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "not_confirmed")
    answer = await desk.request("DELETE", at, json={"email": user.email})
    assert (answer.status_code, answer.json()["data"]["asked"]) == (202, "staff")
    listed = await erasure_of(desk, answer.json()["data"]["id"])
    assert (listed["email"], listed["finishedAt"]) == (user.email, None)
    await strive.outbox.deliver_due()
    listed = await erasure_of(desk, listed["id"])
    assert (listed["email"], listed["finishedAt"] is None) == ("", False)
    assert (await desk.get(at)).status_code == 404


async def test_by_api_an_address_without_an_account_is_exported_and_erased(strive, desk):
    await strive.accounts.entering.registering.ask("ulf@example.org", "Ulf", PASSWORD)
    whose = {"email": "ulf@example.org"}
    assert person_in(await desk.post(f"{API}/privacy/exports", json=whose))["id"] == ""
    assert (await desk.post(f"{API}/privacy/erasures", json=whose)).status_code == 202
    await strive.outbox.deliver_due()
    assert not await remains(strive, "ulf@example.org")
    for wrong in ({"email": {"$ne": ""}}, {"email": "no"}, {"email": "a@b.c", "id": "x"}):
        answer = await desk.post(f"{API}/privacy/erasures", json=wrong)
        assert answer.status_code == 400, wrong


async def test_a_program_with_the_right_answers_for_members_alone(strive, admin, client):
    made = await strive.accounts.tokens.create("answers", [Scope.PRIVACY_WRITE])
    headers = {"authorization": f"Bearer {made.secret}", "origin": BASE_URL}
    member, editor = await somebody(strive), await somebody(strive, Role.EDITOR)
    answer = await client.get(f"{API}/users/{member.id}/data", headers=headers)
    assert person_in(answer)["id"] == member.id
    for method in ("GET", "DELETE"):
        json_ = {"email": editor.email} if method == "DELETE" else None
        path = f"{API}/users/{editor.id}/data"
        answer = await client.request(method, path, headers=headers, json=json_)
        assert (answer.status_code, "may more" in answer.text) == (403, True)
    assert (await strive.accounts.users.by_id(editor.id)).status is UserStatus.ACTIVE


async def test_of_somebody_of_whom_nothing_is_held_the_file_says_so(strive, desk):
    whose = {"email": "never-here@example.org"}
    answer = await desk.post(f"{API}/privacy/exports", json=whose)
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    stores = json.loads(file.read("data.json"))["stores"]
    assert len(stores) > 15
    assert not [store["store"] for store in stores if store["records"]]
    page = file.read("data.html").decode()
    assert page.count("There is nothing about you.") == len(stores)
