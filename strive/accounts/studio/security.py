"""How the site is attacked, as far as the audit log tells: counted over a day and 30 days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.entry import Action, Entry
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame
from strive.accounts.principal import Principal

WATCHED: Final = {
    Action.SIGN_IN_FAILED: "Failed sign-ins",
    Action.BLOCKED: "Blocked addresses",
    Action.DENIED: "Denied requests",
    Action.ROLE_CHANGED: "Changes of roles",
}
LATEST: Final = 20
HOURS: Final = 24
DAYS: Final = 30
HEIGHT: Final = 40
_STEP: Final = 8
_BAR: Final = 6


class Bar(NamedTuple):
    """A bar of a chart, in the units of its view box."""

    x: int
    y: int
    width: int
    height: int


class Chart(NamedTuple):
    """What happened in a time, bar by bar; the last is now."""

    total: int
    most: int
    width: int
    height: int
    bars: Sequence[Bar]


class Row(NamedTuple):
    """One thing that is watched, in a day and in 30."""

    action: Action
    label: str
    day: Chart
    month: Chart


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """Failed sign-ins, blocked addresses, denied requests, changes of roles."""

    accounts: Accounts
    frame: Frame

    async def show(self, request: Request, _: Principal) -> Response:
        """Show counts as small charts, and what happened last."""
        now, audit = self.frame.clock.now(), self.accounts.audit
        hour = now.replace(minute=0, second=0, microsecond=0)
        today = hour.replace(hour=0)
        watched = list(WATCHED)
        hours = [hour - timedelta(hours=back) for back in reversed(range(HOURS))]
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        by_hour = _table(await audit.over_time(watched, hours[0], "hour"))
        by_day = _table(await audit.over_time(watched, days[0], "day"))
        rows = [
            Row(action, label, _chart(by_hour, action, hours), _chart(by_day, action, days))
            for action, label in WATCHED.items()
        ]
        return await self.frame.page(
            request,
            "studio/security.html",
            title="Security",
            rows=rows,
            latest=await self._latest(),
        )

    async def _latest(self) -> list[Entry]:
        found: list[Entry] = []
        for action in WATCHED:
            found += await self.accounts.audit.find(action=action, limit=LATEST)
        return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)[:LATEST]


Table = dict[tuple[Action, datetime], int]


def _table(counted: Sequence[tuple[Action, datetime, int]]) -> Table:
    return {(action, at): count for action, at, count in counted}


def _chart(table: Table, action: Action, moments: Sequence[datetime]) -> Chart:
    """Lay out a chart: whatever happened at all is seen, be it ever so little beside the rest."""
    counts = [table.get((action, moment), 0) for moment in moments]
    most = max(counts)
    bars = []
    for place, count in enumerate(counts):
        height = max(2, round(HEIGHT * count / most)) if count else 1
        bars.append(Bar(place * _STEP, HEIGHT - height, _BAR, height))
    return Chart(sum(counts), most, len(counts) * _STEP - (_STEP - _BAR), HEIGHT, bars)
