"""Run all measurements and print them: `make bench`."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from bench import accounts, caching, dataset, inside, limits
from bench.figures import Figure, show
from bench.load import Cost, measure
from bench.running import (
    environment,
    free_port,
    memory_mb,
    serving,
    strive,
    valkey_of,
    web_of,
)

API_LIST = "/api/v1/posts?limit=10"
MANY = 1_500  # paths, enough for two rounds
RUN = [sys.executable, "-m", "strive", "run"]


def main() -> None:
    """Measure an instance of its own, from an empty folder to ten thousand posts."""
    with tempfile.TemporaryDirectory(prefix="strive-bench-") as folder:
        figures = measure_all(Path(folder))
    show(figures)
    if "--json" in sys.argv:
        rows = [{"name": f.name, "value": f.value, "unit": f.unit} for f in figures]
        sys.stdout.write(json.dumps(rows) + "\n")
    sys.exit(not all(figure.kept for figure in figures))


def measure_all(folder: Path) -> list[Figure]:
    """Measure start, import, memory and requests in turn."""
    port = free_port()
    env = environment(folder / "data", port)
    ready_url = f"http://127.0.0.1:{port}/readyz"
    words = dataset.write(folder / "posts")
    with serving(RUN, ready_url, env) as (_, first_s):
        started = time.perf_counter()
        strive(["content", "import", "markdown", str(folder / "posts"), "--json"], env)
        import_s = time.perf_counter() - started
    figures = [
        Figure("first start, empty folder", first_s, "s"),
        Figure("import of 10,000 Markdown posts", import_s, "s", 60),
    ]
    with serving(RUN, ready_url, env) as (pid, again_s):
        figures.append(Figure("start with 10,000 posts", again_s, "s", 8))
        time.sleep(3)
        figures.append(_memory(pid))
        figures += _requests(port, web_of(pid), words)
        figures += caching.cached_page(port, web_of(pid), folder)
        figures += caching.crowd(env, web_of(pid))
        figures += [inside.hit_rate(), inside.purge_latency(valkey_of(folder / "data"))]
        figures += limits.checks(valkey_of(folder / "data"))
        figures += accounts.measure_accounts(port, web_of(pid), env, folder / "data")
    bare_ms = next(figure.value for figure in figures if figure.name.startswith("bare"))
    with serving(RUN, ready_url, env | {"STRIVE_PAGE_CACHE_MB": "1"}) as (pid, _):
        figures.append(caching.second_level(port, web_of(pid), bare_ms))
    return figures


def _memory(pid: int) -> Figure:
    sizes = memory_mb(pid)
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(sizes.items()))
    return Figure("idle memory of all of strive run", sum(sizes.values()), "MB", note=parts)


def _requests(port: int, web_pid: int, words: list[str]) -> list[Figure]:
    bare_port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(bare_port)]
    with serving(command, f"http://127.0.0.1:{bare_port}/", {}) as (bare_pid, _):
        bare = measure(bare_port, bare_pid, ["/"])
    lots = random.Random(2)
    posts = [f"/blog/post-{number:05}" for number in lots.sample(range(10_000), 4_000)]
    pages = lots.sample(range(1, 1_000), 999)
    kinds: list[tuple[str, list[str], float | None]] = [
        ("home page, page cache passed", ["/"], None),
        ("post, uncached", posts, 2.5),
        (
            "blog list, far down",
            [f"/blog?page={page}" for page in lots.sample(range(2, 800), 798)],
            None,
        ),
        (
            "API list of 10, uncached",
            [
                f"/api/v1/posts?limit=10&page={page}&sort={sort}"
                for page in pages
                for sort in ("-publishedAt", "publishedAt")
            ],
            1.5,
        ),
        ("search", [f"/search?q={word}" for word in words], None),
    ]
    figures = [
        Figure("bare ASGI app, CPU a request", bare.cpu_ms, "ms", note=f"{bare.per_second:,.0f}/s")
    ]
    for name, paths, limit_ms in kinds:
        cost = _cheaper(port, web_pid, paths)
        note = f"{cost.per_second:,.0f}/s, {cost.body_bytes / 1024:.0f} KB"
        figures.append(
            Figure(f"{name}, CPU a request", cost.cpu_ms, "ms", limit_ms, bare.cpu_ms, note)
        )
    return figures


def _cheaper(port: int, pid: int, paths: list[str]) -> Cost:
    """Measure two rounds, each with its own half of many paths; the rest is the machine's noise."""
    halves = (paths[::2], paths[1::2]) if len(paths) > MANY else (paths,)
    rounds = [measure(port, pid, half, seconds=3, fresh=True) for half in halves]
    return min(rounds, key=lambda cost: cost.cpu_ms)


if __name__ == "__main__":
    main()
