"""Waiting for what sends no event here: other processes, sockets, tasks that tell nobody."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable


async def until(
    happened: Callable[[], bool | Awaitable[bool]], within_s: float = 10.0, every_s: float = 0.01
) -> bool:
    """Ask until the answer is yes, and give it; raises `TimeoutError` when it takes longer."""
    async with asyncio.timeout(within_s):
        while True:
            answer = happened()
            if await answer if inspect.isawaitable(answer) else answer:
                return True
            await asyncio.sleep(every_s)
