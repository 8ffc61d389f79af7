"""Claims of passwords: which are accepted, and that hashing them holds nobody up (1-3)."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strive.accounts.hashing import Hashing
from strive.accounts.password import (
    CHARACTERS_MAX,
    CHARACTERS_MIN,
    PasswordInvalid,
    _common,
    checked_password,
)
from strive.platform.errors import Unavailable

ABOUT = ("The Quiet Tide", "Ada Lovelace", "ada.lovelace42@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "four quiet harbours",
        "x7#Kq!vz",
        "пароль длинный",
        "correct horse",
        "a b c d e f",
        "é" * 4 + "wxyz",
    ],
)
def test_2_any_characters_make_a_password(password):
    assert checked_password(password, about=ABOUT) == password


@pytest.mark.parametrize(
    "password",
    ["", "short", "1234567", "x" * 129, "ﷺ" * 60, "x" * 5_000],
)
def test_2_too_short_and_too_long_are_told(password):
    with pytest.raises(PasswordInvalid, match="characters"):
        checked_password(password)


@pytest.mark.parametrize(
    "password",
    ["password", "PASSWORD", "12345678", "iloveyou", "football", "aaaaaaaa", "abababab"],
)
def test_3_what_many_use_is_refused(password):
    with pytest.raises(PasswordInvalid, match="Many people"):
        checked_password(password)


@pytest.mark.parametrize(
    "password",
    ["ThequietTide", "quiettide".replace("quiet", "thequiet") + "1", "adalovelace!", "Lovelace99",
     "ada.lovelace42@example.org", "lovelace42", "example-2026"],
)  # fmt: skip
def test_3_what_is_guessed_from_name_site_or_address_is_refused(password):
    with pytest.raises(PasswordInvalid, match="easily guessed"):
        checked_password(password, about=ABOUT)


@given(st.text(min_size=CHARACTERS_MIN, max_size=CHARACTERS_MAX))
def test_2_the_length_is_the_only_rule_of_what_a_password_is_made_of(password):
    plain = unicodedata.normalize("NFKC", password)
    assume(CHARACTERS_MIN <= len(plain) <= CHARACTERS_MAX)
    assume(len(set(plain.casefold())) > 3 and plain.casefold() not in _common())
    assert checked_password(password) == password


async def test_2_however_it_is_typed_and_to_its_last_character():
    hashing = Hashing()
    whole = "é" + "x" * 126 + "y"
    kept = await hashing.hash(whole)
    assert await hashing.matches(kept, unicodedata.normalize("NFD", whole))
    assert not await hashing.matches(kept, whole[:-1] + "z"), "nothing is cut off"
    assert not await hashing.matches(kept, whole[:-1])
    assert not await hashing.matches("no hash at all", whole)
    hashing.close()


async def test_1_without_a_hash_as_much_is_done():
    hashing = Hashing()
    kept, loop = await hashing.hash("four quiet harbours"), asyncio.get_running_loop()
    taken = {}
    for name, against in (("there", kept), ("not there", None)):
        times = []
        for _ in range(7):
            started = loop.time()
            assert not await hashing.matches(against, "wrong")
            times.append(loop.time() - started)
        taken[name] = min(times)
    hashing.close()
    assert 0.6 < taken["there"] / taken["not there"] < 1.7
    assert taken["not there"] > 0.005


async def test_1_few_may_wait_and_the_rest_are_told_at_once():
    hashing = Hashing(threads=1, waiting_max=3)
    tries = [asyncio.ensure_future(hashing.matches(None, "wrong")) for _ in range(20)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    refused = [result for result in done if isinstance(result, Unavailable)]
    assert len(refused) == 16
    assert refused[0].headers["retry-after"] == "2"
    assert await hashing.matches(None, "wrong") is False, "places are given back"
    hashing.close()
