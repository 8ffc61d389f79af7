"""What an erasure has to find in places that are easy to forget, and what it has to leave alone."""

from __future__ import annotations

from secrets import token_hex

import pytest
from lived import VISIT, exported, own
from remains import remains
from signed_in import somebody

from strive.accounts.entry import Action
from strive.accounts.factors import CodeWrong
from strive.accounts.role import Role
from strive.accounts.store import audit
from strive.accounts.user import User
from strive.content.drafts import Draft
from strive.content.taxonomy import AuthorDraft


async def erase(strive, user: User) -> str:
    """Have somebody erased; return their alias."""
    people, erasures = strive.privacy.people, strive.privacy.erasures
    erasure = await erasures.ask_for(await people.by_id(user.id), None)
    assert (await erasures.finish_now(erasure.id)).is_done
    return f"erased-{erasure.id[:8]}"


async def entry_of(strive, **query):
    [entry] = [each async for each in strive.database.raw["audit"].find(query)]
    return entry


async def test_a_name_somebody_had_before_is_not_left_either(strive, clock):
    former = f"Ottilie Quandt{token_hex(4)}"
    user = await somebody(strive, Role.EDITOR, former)
    principal = await own(strive, user)
    draft = Draft(title=f"Tides {token_hex(4)}")
    saved = await strive.content.publishing.save(draft, by=principal.name, user=user.id)
    post = saved.id
    await strive.accounts.entering.own.change(principal, {"name": "Otto"}, VISIT.scope)
    revisions = strive.database.raw["revisions"]
    assert (await revisions.find_one({"post": post}))["by"] == former
    alias = await erase(strive, user)
    assert not await remains(strive, former, user.id)
    assert (await revisions.find_one({"post": post}))["by"] == alias


async def test_of_others_and_of_what_was_done_nothing_is_changed(strive, clock):
    """Somebody is called like their administrator's first name, or like a role."""
    admin = await somebody(strive, Role.ADMINISTRATOR, "Editor Quandt")
    user = await somebody(strive, Role.MEMBER, "Editor")
    by = await own(strive, admin)
    await strive.accounts.standing.change_role(user.id, Role.EDITOR, by)
    alias = await erase(strive, user)
    entry = await entry_of(strive, action=Action.ROLE_CHANGED.value, by=admin.id)
    assert entry["byName"] == "Editor Quandt"
    assert entry["details"] == {"from": "member", "to": "editor"}
    assert entry["target"] == f"user:{alias}"


async def test_wrong_codes_are_forgotten_with_whose_they_were(strive, clock):
    user = await somebody(strive, Role.AUTHOR)
    principal = await own(strive, user)
    await strive.database.raw["secondFactors"].insert_one({"_id": user.id, "recovery": ["x"]})
    with pytest.raises(CodeWrong):
        await strive.accounts.factors.show(principal, "000000", VISIT)
    data = await exported(strive, await strive.privacy.people.of(user))
    [failures] = [each for each in data["stores"] if each["store"] == "signInFailures"]
    assert [each["failures"] for each in failures["records"]] == [1]
    await erase(strive, user)
    assert not await remains(strive, user.id, user.email)


async def test_letters_to_an_address_they_wanted_are_not_counted_on(strive, clock):
    user = await somebody(strive)
    wanted = f"new-{user.email}"
    await strive.accounts.entering.own.ask_email(await own(strive, user), wanted)
    await strive.outbox.deliver_due()
    letters = strive.database.raw["lettersSent"]
    before = await letters.count_documents({})
    await erase(strive, user)
    assert await letters.count_documents({}) == before - 1


async def test_an_export_tells_what_staff_did_and_not_who_they_are(strive, clock):
    admin = await somebody(strive, Role.ADMINISTRATOR, f"Alva {token_hex(4)}")
    user = await somebody(strive)
    await strive.accounts.standing.change_role(user.id, Role.AUTHOR, await own(strive, admin))
    data = await exported(strive, await strive.privacy.people.of(user))
    [audit] = [each for each in data["stores"] if each["store"] == "audit"]
    [entry] = [each for each in audit["records"] if each["action"] == Action.ROLE_CHANGED.value]
    assert entry["details"] == {"from": "member", "to": "author"}
    assert entry.keys().isdisjoint({"by", "byName", "address", "request"})
    assert admin.name not in str(data)


async def test_a_byline_that_others_write_under_is_left_to_them(strive, clock):
    name = f"The Desk {token_hex(4)}"
    author = await strive.content.taxonomy.save_author(AuthorDraft(name=name))
    first, second = await somebody(strive, Role.AUTHOR), await somebody(strive, Role.AUTHOR)
    for user in (first, second):
        await strive.accounts.standing.write_as(user.id, author.id, None)
    await erase(strive, first)
    assert (await strive.content.taxonomy.stored_author(author.id)).name == name
    alias = await erase(strive, second)
    assert (await strive.content.taxonomy.stored_author(author.id)).name == alias


async def test_addresses_that_were_refused_are_looked_through_page_by_page(
    strive, clock, monkeypatch
):
    user, other = await somebody(strive), await somebody(strive)
    denied = [
        {"_id": f"{user.id}-{number}"[-24:], "at": clock.now(), "action": Action.DENIED.value}
        | {"by": other.id, "details": {"path": f"/studio/users/{whose.id}"}}
        for number, whose in enumerate([other, user, other, user, user, other, user])
    ]
    await strive.database.raw["audit"].insert_many(denied)
    monkeypatch.setattr(audit, "PATHS_AT_ONCE", 2)
    alias = await erase(strive, user)
    found = strive.database.raw["audit"].find({"by": other.id})
    paths = sorted([each["details"]["path"].rpartition("/")[2] async for each in found])
    assert paths == sorted([alias] * 4 + [other.id] * 3)
