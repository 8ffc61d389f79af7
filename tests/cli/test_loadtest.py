"""`strive loadtest` on a really served site, as a person runs it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loadtested import Site
from published import publish_series
from served import Served, serving

from strive.app import Strive
from strive.cli.loadtest import seconds
from strive.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
async def served(strive: Strive, settings: Settings) -> Iterator[Served]:
    await publish_series(strive.content, strive.clock, 5)
    with serving(settings, STRIVE_LOG_LEVEL="WARNING") as running:
        yield running


def loadtest(settings: Settings, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "strive", "loadtest", *map(str, arguments)],
        env={**os.environ, "STRIVE_DATA_DIR": str(settings.data_dir)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


SHORT = ("--rate", 50, "--duration", "2s", "--warm-up", "1s")


def test_a_site_is_tested_and_a_report_written(served, settings):
    done = loadtest(settings, served.url, *SHORT, "--connections", 100, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    readers, crowd = said["outcome"]["readers"], said["outcome"]["crowd"]
    assert 95 <= sum(readers["outcomes"].values()) + readers["dropped"] <= 105
    assert readers["outcomes"]["ok"] > 0
    assert readers["hitRate"] > 0.5
    assert (crowd["opened"], crowd["failures"]) == (100, {})
    assert crowd["statuses"] == {"200": 100}
    assert " cores (" in said["outcome"]["machine"]
    assert f"Load test of {served.url}" in Path(said["report"]).read_text("utf-8")


async def test_a_target_that_is_missed_fails_a_check_and_nothing_else(settings, tmp_path):
    site = Site()

    async def answer(path: str) -> bytes:
        if path.startswith("/blog/"):
            return b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
        body = b"<url><loc>http://localhost/blog/a</loc></url>"
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    site.answer = answer
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    report = tmp_path / "report.html"
    short = ("--rate", 20, "--duration", "1s", "--warm-up", "0s", "--connections", 0)
    try:
        for check, code in (((), 0), (("--check",), 1)):
            words = (site.target.url, *short, "--report", report, *check)
            done = await asyncio.to_thread(loadtest, settings, *words)
            assert (done.returncode, report.exists()) == (code, True)
            assert "missed" in done.stdout.replace(str(report), "")
    finally:
        server.close()
        site.cut_all()
        await server.wait_closed()


def test_somebody_elses_site_is_left_alone(settings):
    done = loadtest(settings, "http://203.0.113.7:8000")
    assert done.returncode == 1
    assert "--i-own 203.0.113.7" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("text", "length"), [("30s", 30.0), ("2m", 120.0), ("5", 5.0)])
def test_durations_are_read(text, length):
    assert seconds(text) == length


@pytest.mark.parametrize("text", ["", "3x", "-1s", "1.5s", "s"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(Exception, match="is no duration"):
        seconds(text)
