"""Choosing between responses of one address (RFC 9111, section 4.1)."""

from __future__ import annotations

import pytest


async def test_one_response_for_each_value_of_a_field(client, origin):
    origin.headers["vary"] = "X-Kind"
    for kind in ("a", "b", "a", "b"):
        await client.get("/", headers={"x-kind": kind})
    await client.get("/")
    assert origin.count == 3


@pytest.mark.parametrize("vary", ["*", "Accept, *", ", *", "*, *"])
async def test_what_varies_on_everything_is_not_kept(client, origin, vary):
    origin.headers["vary"] = vary
    await client.get("/")
    await client.get("/")
    assert origin.count == 2


@pytest.mark.parametrize(
    ("first", "second", "fetches"),
    [
        ("en, de", "de, en", 1),
        ("en, de", "EN ,  de", 1),
        ("en;q=0.5, de", "de,en;q=0.5", 1),
        ("en;q=0.5, de", "de,en;q=0.6", 2),
        ("en", "de", 2),
    ],
)
async def test_languages_are_compared_by_what_they_mean(client, origin, first, second, fetches):
    origin.headers["vary"] = "Accept-Language"
    for languages in (first, second):
        await client.get("/", headers={"accept-language": languages})
    assert origin.count == fetches


async def test_an_address_keeps_only_so_many(client, origin):
    origin.headers["vary"] = "X-Kind"
    for number in range(40):
        await client.get("/", headers={"x-kind": str(number)})
    await client.get("/", headers={"x-kind": "39"})
    await client.get("/", headers={"x-kind": "0"})
    assert origin.count == 41
