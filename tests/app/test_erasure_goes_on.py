"""An erasure that cannot be done now is done later, however much later, and as a whole."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from lived import own
from remains import remains
from signed_in import somebody

from strive.accounts.privacy import Erasures
from strive.app.opening import PERIODIC
from strive.platform.outbox import ATTEMPTS_MAX
from strive.platform.privacy import Person, Reach


def away(reach: Reach, times: list[int]) -> Reach:
    """Return a reach into a store that is away for some attempts."""

    async def erase(person: Person) -> int:
        if times[0]:
            times[0] -= 1
            raise OSError("away")
        return await reach.erase(person)

    return Reach(reach.store, reach.export, erase)


def others(erasures: Erasures, store: str, times: list[int]) -> list[Reach]:
    return [away(reach, times) if reach.store == store else reach for reach in erasures._others]


async def test_a_store_that_is_away_for_hours_is_waited_for(strive, clock, monkeypatch):
    user, erasures = await somebody(strive), strive.privacy.erasures
    times = [1_000_000]
    monkeypatch.setattr(erasures, "_others", others(erasures, "audit", times))
    erasure = await erasures.ask_own(await own(strive, user))
    for _ in range(ATTEMPTS_MAX + 1):
        await strive.outbox.deliver_due()
        clock.move(timedelta(seconds=10))
    entry = await strive.database.raw["outbox"].find_one({"payload.receipt": erasure.id})
    assert entry["state"] == "failed", "the outbox has given it up"
    await strive.jobs.now("privacy.erase")
    assert (await erasures.get(erasure.id)).waits_for == ("audit",)
    times[0] = 0
    assert "privacy.erase" in {periodic.job for periodic in PERIODIC}
    await strive.jobs.now("privacy.erase")
    assert (await erasures.get(erasure.id)).is_done
    assert not await remains(strive, user.email, user.id)
    assert await erasures.resume() == 0


async def test_what_was_asked_for_just_now_is_left_to_the_outbox(strive, clock):
    user, erasures = await somebody(strive), strive.privacy.erasures
    erasure = await erasures.ask_own(await own(strive, user))
    assert await erasures.resume() == 0
    assert not (await erasures.get(erasure.id)).is_done
    await strive.outbox.deliver_due()
    assert (await erasures.get(erasure.id)).is_done


async def test_the_last_letter_comes_once_though_the_account_goes_later(strive, clock, monkeypatch):
    user, erasures = await somebody(strive), strive.privacy.erasures
    monkeypatch.setattr(erasures, "_account", away(erasures._account, [2]))
    sent: list[str] = []

    class Counted:
        async def now(self, template: str, to: str, **context: str) -> None:
            sent.append(template)
            await strive.mail.now(template, to, **context)

    monkeypatch.setattr(erasures, "_mail", Counted())
    erasure = await erasures.ask_own(await own(strive, user))
    for _ in range(4):
        await strive.outbox.deliver_due()
        clock.move(timedelta(seconds=10))
    done = await erasures.get(erasure.id)
    assert done.is_done
    assert done.told
    assert sent == ["erased"]


async def test_who_registers_while_their_address_is_erased_is_erased_whole(strive, clock):
    email, erasures = "una.registers@example.org", strive.privacy.erasures
    first = await erasures.ask_for(await strive.privacy.people.by_email(email), None)
    user = await strive.accounts.users.create(email, "Una")
    await strive.accounts.entering.means.credentials.put_password(user.id, "$argon2", clock.now())
    again = await erasures.ask_own(await own(strive, user))
    assert again.id == first.id
    await strive.outbox.deliver_due()
    assert (await erasures.get(first.id)).is_done
    assert not await remains(strive, email, user.id)


async def test_a_command_and_a_worker_at_once_are_no_failure(strive, clock):
    user, erasures = await somebody(strive), strive.privacy.erasures
    erasure = await erasures.ask_for(await strive.privacy.people.by_id(user.id), None)
    finished = await asyncio.gather(*(erasures.finish_now(erasure.id) for _ in range(3)))
    assert all(each.is_done for each in finished)
