"""A history of consents may be as long as somebody likes to change their mind."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from signed_in import somebody

from strive.accounts.consents.consents import HISTORY_MAX
from strive.accounts.consents.entry import Entry, Wording, of_user
from strive.accounts.consents.purpose import Kind
from strive.accounts.store.consents import ConsentStore


async def test_of_a_long_history_no_more_is_read_than_is_shown(strive, clock, monkeypatch):
    consents, user = strive.accounts.consents, await somebody(strive)
    texts = Wording(
        version="0" * 16,
        purpose="letters",
        kind=Kind.CONSENT,
        title="Letters",
        text="Send them.",
        shown_since=clock.now(),
    )
    await ConsentStore(strive.database).keep(texts)
    entries = [
        {"_id": f"long-{number}", "person": of_user(user.id), "purpose": "letters"}
        | {"number": number, "isGiven": bool(number % 2), "version": "0" * 16, "source": "page"}
        | {"at": clock.now() + timedelta(seconds=number)}
        for number in range(1, HISTORY_MAX + 51)
    ]
    await strive.database.raw["consents"].insert_many(entries)
    read = []
    convert = msgspec.convert
    monkeypatch.setattr(msgspec, "convert", lambda *what: read.append(what[1]) or convert(*what))
    history = await consents.history(user.id)
    assert [entry.number for entry, _ in history] == list(range(HISTORY_MAX + 50, 50, -1))
    assert read.count(Entry) == HISTORY_MAX
