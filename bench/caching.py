"""What a cached page costs beside the same bytes from its peers; ten thousand readers at once."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench import page
from bench.figures import Figure
from bench.load import Cost, measure
from bench.running import free_port, serving

PATH = "/blog/post-00042"
ROUNDS = 3
CROWD = 10_000
CROWD_S = 10
RATE_MIN = 10_000.0
P95_MAX_MS = 200.0


def cached_page(port: int, web_pid: int, folder: Path) -> list[Figure]:
    """Measure a hit beside the bare application, nginx and Varnish with the same bytes.

    Rounds alternate, and the cheapest of each counts, so that noise of the machine hits all alike.
    """
    with same_bytes(port, folder) as (bare_port, bare_pid):
        peers: dict[str, tuple[int, int]] = {
            "Strive": (port, web_pid),
            "bare ASGI app": (bare_port, bare_pid),
        }
        with _with_proxies(peers, bare_port):
            costs = {name: _cheapest(*where) for name, where in peers.items()}
    bare_ms, own = costs["bare ASGI app"].cpu_ms, costs["Strive"]
    note = f"{own.per_second:,.0f}/s, {own.body_bytes / 1024:.0f} KB; bare {bare_ms:.3f} ms"
    figures = [
        Figure("page-cache hit, CPU a request", own.cpu_ms, "ms", 1.3 * bare_ms, bare_ms, note)
    ]
    for name, limit in (("Varnish", 1.8), ("nginx", None)):
        if name in costs:
            peer_ms = costs[name].cpu_ms
            most = None if limit is None else limit * peer_ms
            figures.append(Figure(f"page-cache hit beside {name}", own.cpu_ms, "ms", most, peer_ms))
    return figures


def second_level(port: int, web_pid: int, bare_ms: float) -> Figure:
    """Measure a hit in Valkey, by more pages than the process has memory for."""
    paths = [f"/blog/post-{number:05}" for number in range(400)]
    measure(port, web_pid, paths, seconds=4)  # fetched, and written to Valkey
    cost = measure(port, web_pid, paths, seconds=4)
    note = f"{cost.per_second:,.0f}/s"
    return Figure("hit in Valkey, CPU a request", cost.cpu_ms, "ms", 6 * bare_ms, bare_ms, note)


def crowd(port: int, web_pid: int) -> list[Figure]:
    """Keep ten thousand connections open and ask over all of them."""
    if not page.installed("wrk"):
        return []
    told = page.wrk(port, PATH, connections=CROWD, seconds=CROWD_S)
    memory_mb = psutil.Process(web_pid).memory_info().rss / 2**20
    rate = float(_one(r"Requests/sec:\s+([0-9.]+)", told))
    errors = re.search(r"(Socket errors|Non-2xx).*", told)
    p95_ms, p99_ms = (float(_one(rf"p{percent} ms: ([0-9.]+)", told)) for percent in (95, 99))
    note = f"p99 {p99_ms:.0f} ms; {errors[0] if errors else 'no error'}"
    return [
        Figure("10,000 connections, 1 / requests a second", 1e6 / rate, "us", 1e6 / RATE_MIN,
               note=f"{rate:,.0f}/s; {note}"),
        Figure("10,000 connections, p95", p95_ms, "ms", P95_MAX_MS),
        Figure("memory of a web worker with 10,000 connections", memory_mb, "MB"),
    ]  # fmt: skip


@contextmanager
def same_bytes(port: int, folder: Path) -> Iterator[tuple[int, int]]:
    """Run the bare application with the headers and body of a page of ours."""
    url = f"http://127.0.0.1:{port}{PATH}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        headers, body = answer.headers.items(), answer.read()
    (folder / "body").write_bytes(body)
    (folder / "headers.json").write_text(json.dumps(_lower(dict(headers))))
    bare_port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(bare_port), str(folder)]
    with serving(command, f"http://127.0.0.1:{bare_port}/", {}) as (pid, _):
        yield bare_port, pid


@contextmanager
def _with_proxies(peers: dict[str, tuple[int, int]], origin: int) -> Iterator[None]:
    if not (page.installed("nginx") and page.installed("varnishd")):
        yield
        return
    with page.nginx(origin) as peers["nginx"], page.varnish(origin) as peers["Varnish"]:
        yield


def _cheapest(port: int, pid: int) -> Cost:
    rounds = [measure(port, pid, [PATH], seconds=2) for _ in range(ROUNDS)]
    return min(rounds, key=lambda cost: cost.cpu_ms)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    left_out = {"connection", "content-length", "date", "server", "transfer-encoding"}
    return {k.lower(): v for k, v in headers.items() if k.lower() not in left_out}


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"wrk said nothing of {pattern}:\n{text}")
    return found[1]
