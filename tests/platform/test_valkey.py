"""Claims of `strive.platform.valkey`."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from strive.platform.errors import Unavailable
from strive.platform.valkey import (
    ValkeySettings,
    ValkeyUnavailable,
    open_valkey,
    require_answer,
)


async def test_whoever_is_told_to_stop_while_asking_stops(valkey_url):
    valkey = open_valkey(ValkeySettings(valkey_url))

    async def ask() -> None:
        while True:
            await valkey.ping()

    for turns in range(100):
        await valkey.ping()  # connected; cancelled while it connects, redis-py leaks the socket
        asking = asyncio.create_task(ask())
        for _ in range(turns):
            await asyncio.sleep(0)
        asking.cancel()
        stopped, _ = await asyncio.wait([asking], timeout=2)
        asking.cancel()
        assert stopped, f"cancelled after {turns} turns of the loop"
    await valkey.aclose()


async def test_a_server_that_does_not_answer_costs_its_timeout_and_no_more():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"valkey://127.0.0.1:{silent.getsockname()[1]}"
        valkey = open_valkey(ValkeySettings(url, timeout_ms=100))
        started = time.monotonic()
        with pytest.raises(ValkeyUnavailable):
            await valkey.ping()
        assert time.monotonic() - started < 1
        await valkey.aclose()


async def test_a_valkey_that_is_away_is_named_at_the_start_with_the_reason():
    valkey = open_valkey(ValkeySettings("unix:///nobody.sock"))
    with pytest.raises(Unavailable, match=r"Valkey does not answer: .*nobody\.sock"):
        await require_answer(valkey, within_s=0.2)
    await valkey.aclose()


async def test_a_password_that_is_wrong_is_said_at_once(valkey_url):
    valkey = open_valkey(ValkeySettings(valkey_url.replace("unix://", "unix://nobody:wrong@")))
    with pytest.raises(Unavailable, match="Valkey does not answer: ") as caught:
        await asyncio.wait_for(require_answer(valkey, within_s=60), 5)
    assert "wrong@" not in str(caught.value)
    await valkey.aclose()
