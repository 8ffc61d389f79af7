"""security.md 2, 3: any characters, 8 to 128 of them, but not what everybody uses."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strive.accounts.password import PasswordInvalid, checked_password, normalized


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "ölmühle am bach",
        "パスワードではない言葉",
        "x" * 60 + "yzab",
        " spaces on both ends ",
        "onlysmalllettershere",
        "'; DROP TABLE users; --",
        "👩‍👩‍👧‍👦 family of four",
    ],
)
def test_2_characters_of_any_kind_make_a_password(password):
    assert checked_password(password) == password


@pytest.mark.parametrize("password", ["", "1234567", "short", "é" * 7])
def test_2_fewer_than_eight_do_not(password):
    with pytest.raises(PasswordInvalid, match="at least 8"):
        checked_password(password)


@given(st.text(min_size=8, max_size=100))
def test_2_nothing_is_cut_off(password):
    assume(len(normalized(password)) < 128)
    assert normalized(password + "x") != normalized(password)


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "sunshine",
        "football",
        "aaaaaaaa",
    ],
)
def test_3_what_many_people_use_is_refused(password):
    with pytest.raises(PasswordInvalid, match="Many people"):
        checked_password(password)


def test_3_what_is_guessed_from_the_name_or_the_site_is_refused():
    for password in ("Ada-Byron-1815", "byron12345", "lighthouse2026"):
        with pytest.raises(PasswordInvalid, match="easily guessed"):
            checked_password(password, about=["Ada Byron", "Lighthouse"])
