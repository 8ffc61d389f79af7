"""Being told to stop: by a signal, or by whoever started it leaving."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from strive.local.process import Spawner
    from strive.local.starter import Starter


@contextlib.asynccontextmanager
async def until_told(spawner: Spawner, starter: Starter) -> AsyncIterator[None]:
    """Leave the context in order when first told to stop; a second time kills the children.

    SIGINT and SIGTERM tell it, also where a shell started it with SIGINT ignored (with `&`);
    SIGHUP does not under nohup, which is what nohup is for.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    told: list[str] = []

    def stop(why: str) -> None:
        told.append(why)
        if len(told) == 1 and task is not None:
            spawner.say("strive", "stopping (once more kills)")
            task.cancel()
        else:
            spawner.kill_all()

    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signals.append(signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop, number.name)
    leaving = asyncio.create_task(starter.leaving())
    leaving.add_done_callback(lambda ended: None if ended.cancelled() else stop("left"))
    try:
        yield
    except asyncio.CancelledError:
        if not told:
            raise
        if task is not None:
            task.uncancel()
    finally:
        leaving.cancel()
        for number in signals:
            loop.remove_signal_handler(number)
