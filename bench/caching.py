"""What a cached page costs beside the same bytes from its peers; ten thousand readers at once."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench import page
from bench.figures import Figure
from bench.load import Cost, measure
from bench.running import free_port, serving, strive

PATH = "/blog/post-00042"
ROUNDS = 3
CROWD = 10_000
CROWD_RATE = 10_000


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


def crowd(env: Mapping[str, str], web_pid: int) -> list[Figure]:
    """Send 1,000 readers a second, then keep ten thousand connections open and ask over them.

    Both are open models: requests arrive on time, whether others were answered or not.
    """
    options = ["--rate", "1000", "--duration", "15s", "--warm-up", "10s"]
    options += ["--connections", str(CROWD), "--connection-rate", str(CROWD_RATE)]
    told = json.loads(strive(["loadtest", *options, "--json"], dict(env)))["outcome"]
    memory_mb = psutil.Process(web_pid).memory_info().rss / 2**20
    readers, many = told["readers"], told["crowd"]
    errors = sum(n for status, n in many["statuses"].items() if status != "200")
    errors += sum(many["failures"].values()) + many["dropped"]
    rate = many["statuses"].get("200", 0) / many["durationS"]
    note = f"{rate:,.0f}/s over {many['opened']:,} connections, {errors} errors"
    mix = f"{readers['hitRate']:.1%} from a cache" if readers["hitRate"] is not None else ""
    return [
        Figure("1,000 readers a second: API, p95", readers["byKind"]["api"]["p95"], "ms", 200,
               note=mix),
        Figure("1,000 readers a second: query, p95", readers["databaseQuery"]["p95"], "ms", 50),
        Figure("10,000 connections at 10,000/s, p95", many["latency"]["p95"], "ms", 200, note=note),
        Figure("10,000 connections, errors", errors, "", 0),
        Figure("memory of a web worker after that", memory_mb, "MB"),
    ]  # fmt: skip


@contextmanager
def same_bytes(port: int, folder: Path) -> Iterator[tuple[int, int]]:
    """Run the bare application with the headers and body of a page of ours."""
    url = f"http://localhost:{port}{PATH}"  # the name readers use, and a cache keeps no other
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
