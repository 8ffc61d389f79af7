"""Claims of looking users up: in order, each once, by cursor to the end, whatever is chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio

from strive.accounts.role import Role
from strive.accounts.user import UserStatus

PEOPLE = [
    ("adam.smith@example.org", "Adam Smith"),
    ("zoe@example.org", "Adam Zander"),
    ("ada@example.org", "Grace"),
    ("adam@example.org", "adam"),
    ("b@example.org", "Élodie"),
    ("percent@example.org", "100% (yes) .*"),
    *((f"many{n}@example.org", "Many") for n in range(12)),
]


@pytest_asyncio.fixture(autouse=True)
async def people(strive, clock, database):
    await database.raw["users"].delete_many({})
    for number, (email, name) in enumerate(PEOPLE):
        role = Role.EDITOR if number % 3 == 0 else Role.MEMBER
        status = UserStatus.DISABLED if number % 4 == 0 else UserStatus.ACTIVE
        await strive.accounts.users.create(email, name, role, status=status)
        clock.move(timedelta(seconds=1))


async def found(strive, text, limit=2, **choice):
    """Read a list to its end by cursor."""
    users, after = [], None
    for _ in range(100):
        page = await strive.accounts.users.search(text, after=after, limit=limit, **choice)
        assert len(page.users) <= limit
        users += page.users
        after = page.next
        if after is None:
            return [user.email for user in users]
    raise AssertionError("it never ends")


async def test_names_and_addresses_that_begin_so_are_found_once_each(strive):
    assert await found(strive, "ada") == [
        "ada@example.org",
        "adam@example.org",
        "adam.smith@example.org",
        "zoe@example.org",
    ]
    assert await found(strive, " ADAM S ") == ["adam.smith@example.org"]
    assert await found(strive, "él") == ["b@example.org"]


@pytest.mark.parametrize("text", ["dam", "smith", ".*", "^a", "$ne", "a.*", "\U0010ffff"])
async def test_nothing_else_is_and_no_text_is_a_pattern(strive, text):
    """security.md 26."""
    assert await found(strive, text) == []


async def test_signs_are_taken_as_they_are(strive):
    assert await found(strive, "100% (yes) .*") == ["percent@example.org"]


@pytest.mark.parametrize("limit", [1, 3, 50])
async def test_people_of_one_name_are_all_found(strive, limit):
    emails = await found(strive, "many", limit)
    assert sorted(emails) == sorted(f"many{n}@example.org" for n in range(12))


@pytest.mark.parametrize("choice", [{"role": Role.EDITOR}, {"status": UserStatus.DISABLED}, {}])
@pytest.mark.parametrize("limit", [1, 4, 50])
async def test_a_role_and_a_status_narrow_it(strive, limit, choice):
    everybody = await strive.accounts.users.newest(limit=100)
    expected = {
        user.email
        for user in everybody
        if (user.email.startswith("ma") or user.name.casefold().startswith("ma"))
        and all(getattr(user, name) is value for name, value in choice.items())
    }
    emails = await found(strive, "ma", limit, **choice)
    assert len(emails) == len(set(emails))
    assert set(emails) == expected


async def test_without_a_text_the_newest_come_first_and_go_on_by_cursor(strive):
    users, after = [], None
    while page := await strive.accounts.users.newest(after=after, limit=5):
        users += page
        after = (page[-1].created_at, page[-1].id)
    assert [user.email for user in users] == [email for email, _ in reversed(PEOPLE)]
