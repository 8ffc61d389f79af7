"""A second level is asked while there is room, and given what there is in any case."""

from __future__ import annotations

import pytest

from strive.platform.cache.hesitating import Hesitating


class Shared:
    def __init__(self) -> None:
        self.taken: list[object] = []

    async def get(self, asked):
        return f"what {asked} selects"

    def put(self, key, stored) -> None:
        self.taken.append((key, stored))


@pytest.mark.parametrize(("is_busy", "found"), [(False, "what it selects"), (True, None)])
async def test_it_is_asked_unless_there_is_too_much_to_do(is_busy, found):
    assert await Hesitating(Shared(), is_busy=lambda: is_busy).get("it") == found


async def test_it_is_given_everything():
    shared = Shared()
    Hesitating(shared, is_busy=lambda: True).put("key", "stored")
    assert shared.taken == [("key", "stored")]
