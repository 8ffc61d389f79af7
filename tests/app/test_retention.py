"""Claims of retention: what the register says goes when it says, by whatever removes it."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from living import live
from signed_in import somebody
from structlog.testing import capture_logs

from strive.accounts.entry import Action
from strive.accounts.role import Role
from strive.app.opening import PERIODIC
from strive.app.privacy import REGISTER, register_of
from strive.app.retaining import open_retention
from strive.kit.clock import ManualClock
from strive.platform.database import Database, DatabaseUnavailable
from strive.platform.leases import Leases
from strive.platform.mail.clearing import clearing
from strive.platform.privacy import Basis, By, End, Holding, Register, Where
from strive.platform.privacy.ending import in_words
from strive.platform.privacy.retention import BATCH, Retention, Sweep, sweeps_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # by every clock a test could have
TIME = re.compile(
    r"\b(?:\d+|an?|one|two|three|five|ten) (?:second|minute|hour|day|week|month|year)s?"
)
ENDS = [(holding, end) for holding in REGISTER.holdings for end in holding.ends]
AUDIT = Register([REGISTER.find(Where.COLLECTION, "audit")])
NAMES = [f"{holding.name} {in_words(end.after)}" for holding, end in ENDS]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lived(strive) -> None:
    """People came, wrote and were refused."""
    await live(strive)


def another(strive, clock=None, name: str = "another") -> Retention:
    """Return the job as another process has it."""
    leases = Leases(strive.database, name)
    return open_retention(strive.settings, strive.database, leases, clock or strive.clock)


async def old_entries(strive, number: int, at: datetime = LONG_AGO) -> None:
    entries = [
        {
            "_id": f"{at:%s}-{n}",
            "at": at,
            "action": Action.DENIED.value,
            "by": "",
            "byName": "",
            "target": "",
            "details": {},
            "address": "",
            "request": "",
        }
        for n in range(number)
    ]
    await strive.database.raw["audit"].insert_many(entries)


async def count(strive, name: str, query: dict | None = None) -> int:
    return await strive.database.raw[name].count_documents(query or {})


@pytest.mark.parametrize("holding", REGISTER.holdings, ids=lambda holding: holding.name)
def test_every_time_that_is_told_is_one_that_is_kept(holding):
    told = TIME.findall(holding.kept)
    assert told == [in_words(end.after) for end in holding.ends], holding.kept


@pytest.mark.parametrize(("holding", "end"), ENDS, ids=NAMES)
async def test_every_time_is_kept_by_something(strive, clock, holding, end):
    if end.by is By.JOB:
        kept = [(sweep.store, sweep.after) for sweep in strive.retention.sweeps]
        assert (holding.name, end.after) in kept
        assert "privacy.retain" in {periodic.job for periodic in PERIODIC}
    elif holding.where is Where.COLLECTION:
        indexes = await strive.database.raw[holding.name].index_information()
        [seconds] = [
            index["expireAfterSeconds"]
            for index in indexes.values()
            if "expireAfterSeconds" in index and index["key"] == [(end.since, 1)]
        ]
        assert seconds == (0 if end.since == "expiresAt" else end.after.total_seconds())
    else:
        assert holding.where is Where.VALKEY


async def test_what_says_itself_when_it_is_over_says_so_in_time(strive, lived):
    seen = set()
    for holding, end in ENDS:
        if end.since == "expiresAt":
            async for entry in strive.database.raw[holding.name].find({}):
                seen.add(holding.name)
                assert entry["expiresAt"] <= strive.clock.now() + end.after, holding.name
    assert {"sessions", "invitations"} <= seen


async def test_what_valkey_holds_ends_in_time(strive, lived):
    held = [holding for holding in REGISTER.holdings if holding.where is Where.VALKEY]
    keys = [key.decode() async for key in strive.valkey.scan_iter(f"*{strive.database.name}*")]
    checked = 0
    for key in keys:
        holding = REGISTER.find(Where.VALKEY, key)
        if holding in held and holding.ends:
            longest = max(end.after for end in holding.ends)
            assert 0 < await strive.valkey.ttl(key) <= longest.total_seconds(), key
            checked += 1
    assert checked, "somebody edits a post"


async def test_no_collection_with_data_about_people_removes_what_the_register_does_not_say(strive):
    for name in await strive.database.raw.list_collection_names():
        declared = REGISTER.find(Where.COLLECTION, name)
        for index in (await strive.database.raw[name].index_information()).values():
            if "expireAfterSeconds" in index and isinstance(declared, Holding):
                assert index["key"][0][0] in {end.since for end in declared.ends}, name


async def test_old_entries_of_the_audit_log_go_and_newer_ones_stay(strive, clock):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, 3)
    await strive.accounts.audit.record(Action.SIGNED_IN)
    with capture_logs() as told:
        assert await strive.retention.retain() == 3
    assert {"store": "audit", "removed": 3}.items() <= told[0].items()
    assert await count(strive, "audit") == 1
    [run] = [run for run in await strive.retention.last_runs() if run.store == "audit"]
    assert (run.removed, run.is_finished, run.error, run.at) == (3, True, "", clock.now())
    total = run.total
    await old_entries(strive, 2)
    await strive.retention.retain()
    [run] = [run for run in await strive.retention.last_runs() if run.store == "audit"]
    assert (run.removed, run.total) == (2, total + 2)


async def test_an_entry_goes_when_its_time_is_over_and_not_before(strive):
    clock = ManualClock(LONG_AGO)
    await old_entries(strive, 1)
    retention = another(strive, clock)
    clock.move(timedelta(days=365))
    assert await retention.retain() == 0
    clock.move(timedelta(milliseconds=1))
    assert await retention.retain() == 1


async def test_a_site_sets_how_long_and_its_page_says_so(strive, clock):
    await strive.database.raw["audit"].delete_many({})
    now = await strive.database.now()
    hundred_days = ManualClock(now)
    await old_entries(strive, 2, now - timedelta(days=100))
    for days, left in ((0, 2), (101, 2), (99, 0)):
        settings = replace(strive.settings, audit_keep=timedelta(days=days) if days else None)
        leases = Leases(strive.database, f"after {days} days")
        retention = open_retention(settings, strive.database, leases, hundred_days)
        await retention.retain()
        assert await count(strive, "audit") == left
        kept = register_of(settings).find(Where.COLLECTION, "audit").kept
        assert kept.startswith(f"{days} days" if days else "as long as there is the publication")


async def test_many_go_in_batches_until_none_is_left(strive, clock):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, 2 * BATCH + 7)
    assert await strive.retention.retain() == 2 * BATCH + 7
    assert await count(strive, "audit") == 0


async def test_two_at_once_count_each_entry_once(strive, clock):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, 1_500)
    jobs = [another(strive, name=f"process {n}").retain() for n in range(3)]
    here = [strive.retention.retain() for _ in range(2)]  # two looks in one process
    removed = await asyncio.gather(*jobs, *here)
    while await count(strive, "audit"):  # whoever lost a race left the rest to the next look
        removed.append(await strive.retention.retain())
    assert sum(removed) == 1_500


async def test_only_one_process_looks(strive, clock):
    leases = Leases(strive.database, "somebody else")
    lease = await leases.acquire("privacy.retain", timedelta(minutes=1))
    await old_entries(strive, 1)
    assert await strive.retention.retain() == 0
    await leases.release(lease)
    assert await strive.retention.retain() == 1


async def test_a_clock_that_is_ahead_removes_nothing_too_early(strive):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, 1, await strive.database.now() - timedelta(days=300))
    ahead = ManualClock(await strive.database.now() + timedelta(days=36_500))
    assert await another(strive, ahead).retain() == 0
    behind = ManualClock(LONG_AGO - timedelta(days=36_500))
    assert await another(strive, behind).retain() == 0
    assert await count(strive, "audit") == 1


async def test_what_a_database_that_goes_away_interrupts_the_next_look_goes_on_with(strive, clock):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, BATCH + 500)
    nowhere = replace(
        strive.settings.database, uri="mongodb://127.0.0.1:1/", server_selection_timeout_ms=50
    )
    away = Database(nowhere)
    [audit] = [sweep for sweep in strive.retention.sweeps if sweep.store == "audit"]
    [out_of_reach] = sweeps_of(AUDIT, away, {})
    steps = iter([audit.remove, out_of_reach.remove])

    async def goes_away(before: datetime, limit: int) -> int:
        return await next(steps)(before, limit)

    leases = Leases(strive.database, "interrupted")
    sweeps = [Sweep("audit", audit.after, goes_away)]
    before = await strive.retention.last_runs()
    with capture_logs() as told, pytest.raises(DatabaseUnavailable):
        await Retention(strive.database, leases, clock, sweeps).retain()
    await away.close()
    assert told[0]["event"] == "retention.interrupted"
    assert told[0]["removed"] == BATCH
    assert await strive.retention.last_runs() == before, "what was broken off is no run"
    assert await strive.retention.retain() == 500, "the lease was given back"


async def test_a_store_that_fails_keeps_no_other_waiting(strive, clock, tmp_path):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, 2)
    no_folder = tmp_path / "mail"
    no_folder.write_text("a file where a folder belongs")
    remove = clearing(no_folder)
    sweeps = [Sweep("mail/*", timedelta(days=30), remove), *strive.retention.sweeps]
    leases = Leases(strive.database, "failing")
    retention = Retention(strive.database, leases, clock, sweeps[:1] + sweeps[1:3])
    assert await retention.retain() == 2
    runs = {run.store: run for run in await retention.last_runs()}
    assert (runs["mail/*"].error, runs["mail/*"].is_finished) == ("NotADirectoryError", False)
    assert runs["audit"].error == ""


async def test_who_was_invited_and_never_came_is_forgotten(strive, clock):
    users, raw = strive.accounts.users, strive.database.raw
    gone = await users.create("gone@example.org", "Gone", Role.AUTHOR)
    asked_again = await strive.accounts.invitations.invite(
        "again@example.org", "Again", Role.AUTHOR, None
    )
    came, fresh = await somebody(strive), await users.create("new@example.org", "New", Role.MEMBER)
    old = [gone.id, asked_again.user.id, came.id]
    await raw["users"].update_many({"_id": {"$in": old}}, {"$set": {"createdAt": LONG_AGO}})
    await strive.retention.retain()
    left = {user["_id"] async for user in raw["users"].find({}, ["_id"])}
    assert left >= {asked_again.user.id, came.id, fresh.id}
    assert gone.id not in left


async def test_old_letters_in_the_folder_go_and_nothing_else(strive, clock, tmp_path):
    folder = tmp_path / "mail"
    assert await clearing(folder)(LONG_AGO, BATCH) == 0, "mail goes to a server"
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere.eml"
    for path in (folder / "1.5-ab.eml", folder / ".1.5-cd", folder / "notes.txt", elsewhere):
        path.write_text("x")
        os.utime(path, (0, 0))
    (folder / "new.eml").write_text("x")
    (folder / "link.eml").symlink_to(elsewhere)
    assert await clearing(folder)(LONG_AGO, 1) == 1, "a bounded batch"
    assert await clearing(folder)(LONG_AGO, BATCH) == 1
    assert {path.name for path in folder.iterdir()} == {"notes.txt", "new.eml", "link.eml"}
    assert elsewhere.exists()


async def test_the_scheduler_has_it_done(strive, clock):
    await strive.database.raw["audit"].delete_many({})
    await old_entries(strive, 1)
    await strive.jobs.now("privacy.retain")
    assert await count(strive, "audit") == 0


def test_a_store_that_nothing_removes_from_is_refused(strive):
    letters = Holding(
        Where.STORAGE,
        "letters/*",
        data="letters",
        why="to read",
        basis=Basis.INTERESTS,
        kept="a day",
        ends=(End(timedelta(days=1), "", By.JOB),),
    )
    with pytest.raises(ValueError, match="Nothing removes from storage letters"):
        sweeps_of(Register([letters]), strive.database, {})
