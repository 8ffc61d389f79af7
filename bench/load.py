"""A closed loop of requests over keep-alive connections, and the CPU time its server spent.

It says what a request costs the server, which does not depend on how fast this client is. It says
nothing about latency under load; that takes an open model.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil

CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of request cost: CPU of the server in milliseconds, requests a second."""

    cpu_ms: float
    per_second: float
    body_bytes: int


def measure(  # noqa: PLR0913 - what is asked for, and as whom
    port: int,
    pid: int,
    paths: Sequence[str],
    *,
    seconds: float = 4.0,
    fresh: bool = False,
    cookie: str = "",
) -> Cost:
    """Ask for the paths in turn for some seconds; raises when an answer is not 200.

    With `fresh`, past the page cache, and each path once at most where there are several: so the
    data cache has none of it either.
    """
    processes = _family(pid)
    wish = f"Host: localhost:{port}\r\n"
    if fresh:
        wish += "Cache-Control: no-cache\r\n"
    if cookie:
        wish += f"Cookie: {cookie}\r\n"
    turns = iter(paths) if fresh and len(paths) > 1 else itertools.cycle(paths)
    asyncio.run(_load(port, turns, wish, seconds=0.5))
    before, started = _cpu_s(processes), time.perf_counter()
    requests, body_bytes = asyncio.run(_load(port, turns, wish, seconds=seconds))
    elapsed_s = time.perf_counter() - started
    cpu_s = _cpu_s(processes) - before
    return Cost(cpu_s * 1000 / requests, requests / elapsed_s, body_bytes // requests)


def _family(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    return sum(times.user + times.system for times in (p.cpu_times() for p in processes))


async def _load(port: int, turns: Iterator[str], wish: str, *, seconds: float) -> tuple[int, int]:
    until = time.perf_counter() + seconds
    done = await asyncio.gather(*(_ask(port, turns, wish, until) for _ in range(CONNECTIONS)))
    return sum(count for count, _ in done), sum(size for _, size in done)


async def _ask(port: int, turns: Iterator[str], wish: str, until: float) -> tuple[int, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = size = 0
    while time.perf_counter() < until and (path := next(turns, None)) is not None:
        writer.write(f"GET {path} HTTP/1.1\r\n{wish}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path} answered {head.splitlines()[0].decode()}")
        size += len(await _body(reader, head.lower()))
        count += 1
    writer.close()
    await writer.wait_closed()
    return count, size


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"\r\ntransfer-encoding: chunked" not in head:
        length = int(head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0])
        return await reader.readexactly(length)
    parts = []
    while size := int((await reader.readline()).strip(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
