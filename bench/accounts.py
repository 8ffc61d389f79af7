"""What accounts cost: looking users up, a page of somebody signed in, a storm of sign-ins.

`python -m bench.accounts` measures these alone, on an instance of its own.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

import httpx
from msgspec import to_builtins

from bench.figures import Figure, show
from bench.load import measure
from bench.running import environment, free_port, serving, web_of
from strive.accounts.people import page_of
from strive.accounts.role import Role
from strive.accounts.store.users import name_key
from strive.accounts.user import User, UserStatus
from strive.app import Strive, opened
from strive.kit.ids import new_id
from strive.local.instance import find_instance
from strive.settings import Settings, load_settings

USERS: Final = 100_000  # as quick with a million: 51 keys of an index are read either way
NAMES: Final = ("Ada", "Bram", "Chidi", "Dora", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jun")
BATCH: Final = 5_000
ROUNDS: Final = 20
SECONDS: Final = 8
SIGN_INS: Final = 20  # a second
PAGES: Final = 500  # a second
LINES: Final = 64
PEOPLE: Final = 40
PASSWORD: Final = "four quiet harbours"
_P95: Final = 94


def measure_accounts(
    port: int, web_pid: int, env: Mapping[str, str], data_dir: Path
) -> list[Figure]:
    """Measure on a running instance."""
    instance = find_instance(data_dir)
    if instance is None:
        raise RuntimeError("there is no instance")
    found = {"STRIVE_MONGODB_URI": instance.mongodb_uri, "STRIVE_VALKEY_URL": instance.valkey_url}
    own = {name: value for name, value in env.items() if name.startswith("STRIVE_")}
    cookie, (search_ms, search_p95_ms) = asyncio.run(_prepared(load_settings(own | found)))
    figures = [
        Figure(
            "user search and lists, slowest kind, p95",
            search_p95_ms,
            "ms",
            50,
            note=f"{USERS:,} users, round trips too; median {search_ms:.0f} ms",
        )
    ]
    costs = [
        min(measure(port, web_pid, ["/"], seconds=3, fresh=True, cookie=each).cpu_ms for _ in "ab")
        for each in ("", cookie)
    ]
    figures.append(
        Figure(
            "page of somebody signed in, CPU beyond the anonymous miss",
            max(0.0, costs[1] - costs[0]),
            "ms",
            1,
            note=f"{costs[1]:.2f} ms beside {costs[0]:.2f}",
        )
    )
    return [*figures, *asyncio.run(_storm(port))]


async def _prepared(settings: Settings) -> tuple[str, tuple[float, float]]:
    """Add users; return a cookie of one who is signed in, and how long the slowest lookup takes."""
    async with opened(settings) as strive:
        await _add_users(strive)
        hashed = await strive.accounts.entering.hashing.hash(PASSWORD)
        for number in range(PEOPLE):
            email, invitations = f"storm{number}@bench.example", strive.accounts.invitations
            invited = await invitations.invite(email, "Storm", Role.MEMBER, None)
            user = await invitations.accept(invited.secret, "Storm", hashed=hashed)
        new = await strive.accounts.sessions.start(user, device="bench", address="")
        return f"{strive.accounts.cookie.name}={new.secret}", await _lookups(strive)


async def _add_users(strive: Strive) -> None:
    users, now = strive.database.collection("users"), strive.clock.now()
    statuses = list(UserStatus)
    for start in range(0, USERS, BATCH):
        made = [
            User(
                id=new_id(),
                email=f"{NAMES[n % len(NAMES)].lower()}.{n}@bench.example",
                name=f"{NAMES[n % len(NAMES)]} {n % 977}",
                status=statuses[n % len(statuses)],
                created_at=now,
            )
            for n in range(start, start + BATCH)
        ]
        await users.insert_many(
            [
                {**to_builtins(u, builtin_types=(type(now),)), "nameKey": name_key(u.name)}
                for u in made
            ]
        )


async def _lookups(strive: Strive) -> tuple[float, float]:
    """Return the median and p95 of the slowest kind of lookup."""
    kinds = [
        ("", None, None),
        ("", Role.MEMBER, UserStatus.DISABLED),
        ("a", None, None),
        ("ada 5", None, None),
        ("d", Role.MEMBER, None),
        ("h", Role.EDITOR, None),
        ("f", None, UserStatus.DISABLED),
    ]
    worst = (0.0, 0.0)
    for text, role, status in kinds:
        taken, cursor = [], ""
        for _ in range(ROUNDS):
            started = time.perf_counter()
            page = await page_of(
                strive.accounts.users, text, role=role, status=status, cursor=cursor, limit=50
            )
            taken.append((time.perf_counter() - started) * 1000)
            cursor = page.next
        worst = max(worst, (statistics.median(taken), _p95(taken)))
    return worst


async def _storm(port: int) -> list[Figure]:
    """Sign in and view pages at fixed rates, whatever the answers take; time from when due."""
    origin = {"origin": f"http://localhost:{port}", "sec-fetch-site": "same-origin"}
    base = f"http://127.0.0.1:{port}"
    turns = iter(range(1_000_000))

    client, refused = httpx.AsyncClient(base_url=base, headers=origin, timeout=30), [0]

    async def sign_in() -> None:
        email = f"storm{next(turns) % PEOPLE}@bench.example"
        client.cookies.clear()
        answer = await client.post(
            "/api/v1/auth/login",
            json={"email": email, "password": PASSWORD},
            headers={"host": f"localhost:{port}"},
        )
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            refused[0] += 1  # too many wait for their hash: told at once
            return
        answer.raise_for_status()

    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(LINES)]
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)

    async def view() -> None:
        reader, writer = await free.get()
        writer.write(f"GET /blog HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        free.put_nowait((reader, writer))

    signing, viewing = await asyncio.gather(_at_rate(sign_in, SIGN_INS), _at_rate(view, PAGES))
    for _, writer in lines:
        writer.close()
    await client.aclose()
    what = f"while {PAGES} pages a second are viewed; {refused[0]} told to try again"
    return [
        Figure(
            f"sign-in by password, {SIGN_INS} a second, p95", _p95(signing), "ms", 400, note=what
        ),
        Figure(f"page views, {PAGES} a second meanwhile, p95", _p95(viewing), "ms", 200),
    ]


async def _at_rate(work: Callable[[], Awaitable[None]], per_second: int) -> list[float]:
    started, taken = time.perf_counter(), list[float]()

    async def one(due: float) -> None:
        await work()
        taken.append((time.perf_counter() - due) * 1000)

    tasks = []
    for number in range(per_second * SECONDS):
        due = started + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return taken


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[_P95]


def main() -> None:
    """Measure accounts on an instance of its own."""
    with tempfile.TemporaryDirectory(prefix="strive-bench-") as folder:
        data_dir, port = Path(folder) / "data", free_port()
        env = environment(data_dir, port)
        command = [sys.executable, "-m", "strive", "run"]
        with serving(command, f"http://127.0.0.1:{port}/readyz", env) as (pid, _):
            figures = measure_accounts(port, web_of(pid), env, data_dir)
    show(figures)
    if "--json" in sys.argv:
        rows = [{"name": f.name, "value": f.value, "unit": f.unit} for f in figures]
        sys.stdout.write(json.dumps(rows) + "\n")
    sys.exit(not all(figure.kept for figure in figures))


if __name__ == "__main__":
    main()
