"""`strive webhook`: endpoints by command; that they are told is tested in tests/content."""

from __future__ import annotations

import pytest
import pytest_asyncio

from strive.content.store.webhooks import WebhookStore
from strive.content.webhook import Attempt

URL = "https://build.example/hook"
SECRET = "a secret of sixteen"


@pytest_asyncio.fixture
async def endpoint(strive):
    """One that wants to know of posts that are published."""
    await strive.database.raw["webhooks"].delete_many({})
    return await strive.content.webhooks.add(URL, ("post.published",), secret=SECRET)


async def test_a_webhook_is_added_with_a_secret_that_is_shown_once(command, endpoint, strive):
    done = await command("webhook", "add", "https://other.example/", "--description", "Other")
    [other] = [one for one in await strive.content.webhooks.everything() if one.id != endpoint.id]
    assert done.out == f"{other.secret}\n"
    assert (len(other.events), other.description) == (3, "Other")
    for words in (("webhook", "list"), ("webhook", "list", "--json")):
        assert other.secret not in (await command(*words)).out


async def test_programs_are_told_all_there_is_to_know(command, endpoint):
    words = ("--event", "post.changed", "--secret", SECRET, "--json")
    made = (await command("webhook", "add", "https://other.example/", *words)).json
    assert (made["events"], made["secret"]) == (["post.changed"], SECRET)
    listed = (await command("webhook", "list", "--json")).json
    assert {entry["url"] for entry in listed} == {URL, "https://other.example/"}


async def test_a_webhook_is_switched_and_removed_by_its_address_or_id(command, endpoint, strive):
    off = await command("webhook", "disable", URL)
    assert off.out == f"{URL} is off.\n"
    assert (await command("webhook", "enable", endpoint.id, "--json")).json["enabled"]
    assert (await command("webhook", "remove", URL)).out == f"Removed {URL}.\n"
    assert await strive.content.webhooks.everything() == []


async def test_deliveries_are_listed_with_their_answers(command, endpoint, strive):
    store = WebhookStore(strive.database)
    for number, (status, error) in enumerate([(0, "refused"), (204, "")], 1):
        await store.record(
            Attempt(
                id=f"d:{number}",
                endpoint=endpoint.id,
                event="post.published",
                delivery="d",
                number=number,
                status=status,
                error=error,
                duration_ms=1_234,
                at=strive.clock.now(),
            )
        )
    shown = (await command("webhook", "deliveries", URL)).out
    assert "refused" in shown
    assert "204" in shown
    [one] = (await command("webhook", "deliveries", URL, "--limit", 1, "--json")).json
    assert one["durationMs"] == 1_234


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ftp://x"), "address of the webhook must be an http(s) address, not 'ftp://x'."),
        (("add", URL, "--event", "post.read"), "asks for one or more of post.changed, post."),
        (("add", URL, "--secret", "short"), "The secret of a webhook has 16 to 256 characters."),
        (("remove", "nowhere"), "There is no webhook 'nowhere'; strive webhook list tells"),
        (("deliveries", "nowhere"), "There is no webhook 'nowhere'"),
    ],
)
async def test_what_cannot_be_is_one_line(command, endpoint, words, said):
    done = await command("webhook", *words)
    assert (done.code, done.out) == (1, "")
    [line] = done.err.splitlines()
    assert said in line


async def test_of_two_with_one_address_the_id_has_to_be_said(command, endpoint):
    await command("webhook", "add", URL)
    done = await command("webhook", "remove", URL)
    assert done.err.startswith(f"There are several webhooks {URL!r}")
