"""`/livez` and `/readyz`: does the process run, and can it serve."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from strive.kit.clock import Clock
from strive.platform.cache import plan
from strive.platform.errors import StriveError
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import PROBES
from strive.platform.web import envelope

Check = Callable[[], Awaitable[object]]

CHECK_TIMEOUT_S: Final = 1.0
_HEADERS: Final = {"cache-control": plan.LIVE}


class Health:
    """The health of this process: `checks` by the name of what they ask."""

    def __init__(self, checks: Mapping[str, Check], clock: Clock) -> None:
        self._checks = checks
        self._clock = clock
        self.stopping = False

    def routes(self) -> list[Route]:
        """Return the two routes."""
        routes = [
            Route("/livez", self.live, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
        ]
        return limited(routes, PROBES)

    async def live(self, _request: Request) -> Response:
        """Answer 200 while the process runs, whatever else is away."""
        return envelope.success({"status": "live"}, now=self._clock.now(), headers=_HEADERS)

    async def ready(self, _request: Request) -> Response:
        """Answer 200 when everything needed answers, else 503 with what does not and why."""
        reasons = await self.reasons()
        now = self._clock.now()
        if not reasons:
            return envelope.success({"status": "ready"}, now=now, headers=_HEADERS)
        return envelope.failure(
            f"Not ready: {', '.join(sorted(reasons))}.",
            "not_ready",
            now=now,
            status=503,
            headers={**_HEADERS, "retry-after": "1"},
            reasons=reasons,
        )

    async def reasons(self) -> dict[str, str]:
        """Ask everything at once; return what is wrong by name, nothing when all is well."""
        if self.stopping:
            return {"process": "stopping"}
        answers = await asyncio.gather(*(_ask(check) for check in self._checks.values()))
        return {name: answer for name, answer in zip(self._checks, answers, strict=True) if answer}


async def _ask(check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            await check()
    except TimeoutError:
        return f"no answer within {CHECK_TIMEOUT_S:g} s"
    except StriveError as error:
        return error.message
    except Exception as error:  # noqa: BLE001 - whatever is wrong is the answer
        return type(error).__name__
    return ""
