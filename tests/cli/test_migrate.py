"""`strive migrate`, as an operator uses it; what migrations do is tested beside them."""

from __future__ import annotations

import secrets

import pytest
from yarl import URL


@pytest.fixture
def fresh(command, strive, mongodb_uri):
    """Give `strive migrate …` on a database nobody has used."""
    uri = str(URL(mongodb_uri).with_path(f"t_{secrets.token_hex(4)}_fresh"))

    async def migrate(*words: str):
        return await command("migrate", *words, STRIVE_MONGODB_URI=uri)

    return migrate


async def states(fresh) -> set[str]:
    return {each["state"] for each in (await fresh("status", "--json")).json}


async def test_what_is_pending_is_applied_and_taken_back(fresh):
    planned = await fresh("up", "--dry-run")
    assert planned.out.startswith("would apply 1.0.1 first indexes (expand)")
    assert await states(fresh) == {"pending"}

    applied = await fresh("up", "--json")
    assert applied.json[0] == {"version": "1.0.1", "name": "first indexes"}
    assert (await fresh("up")).out == "nothing to do\n"
    assert await states(fresh) == {"applied"}
    assert "1.0.1" in (await fresh("status")).out

    assert (await fresh("down", "--dry-run")).out.startswith("would take back ")
    assert "took back 1.0.1 first indexes (expand)" in (await fresh("down", "--to", "0.0.0")).out
    assert await states(fresh) == {"pending"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("up", "--to", "1.0"), "'1.0' is not a version such as 1.0.10.\n"),
        (("down", "--to", "9.9.9"), "There is no migration 9.9.9.\n"),
        (
            ("new", "!!!"),
            "Name the migration in plain ASCII words, such as 'index posts by tag'.\n",
        ),
    ],
)
async def test_a_mistake_is_one_clear_line_and_exit_code_1(fresh, words, message):
    ended = await fresh(*words)
    assert (ended.code, ended.out, ended.err) == (1, "", message)
