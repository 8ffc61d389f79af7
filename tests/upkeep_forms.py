"""Forms of the studio, sent as a browser does."""

from __future__ import annotations

import re

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000186a09d1d0000000049454e44ae426082"
)


async def sent(client, path: str, fields, *, to: str = ""):
    """Send a form and return the page it leads to."""
    answer = await client.post(path, data=fields)
    assert answer.status_code == 303, answer.text
    if to:
        assert answer.headers["location"].startswith(to)
    return await client.get(answer.headers["location"])


def error_of(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', page)
    assert found, f"nothing is said beside {field}"
    assert f"{field}-error" in re.search(rf'id="{field}" [^>]*aria-describedby="([^"]*)"', page)[1]
    return found[1]
