"""The audit log in the studio: filtered, read by cursor, exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts import cursors
from strive.accounts.cursors import CursorInvalid
from strive.accounts.entry import Action
from strive.accounts.exporting import Form, exported
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame
from strive.accounts.principal import Principal
from strive.platform.errors import Invalid

SHOWN: Final = 50
PATH: Final = "/studio/audit"
PERIODS: Final = {"": "Ever", "1": "The last day", "7": "The last week", "30": "The last 30 days"}
_CHARACTERS_MAX: Final = 254


class Asked(NamedTuple):
    """Which entries are asked for."""

    action: str
    by: str
    target: str
    days: str

    def address(self, path: str = PATH, **more: str) -> str:
        """Return the address of these entries."""
        parts = {name: value for name, value in {**self._asdict(), **more}.items() if value}
        return f"{path}?{urlencode(parts)}" if parts else path


@dataclass(frozen=True, slots=True)
class AuditPages:
    """Who did what, when and from where."""

    accounts: Accounts
    frame: Frame

    async def list_(self, request: Request, _: Principal) -> Response:
        """Show entries, newest first."""
        asked, cursor = _asked(request), request.query_params.get("after", "")
        which = await self._which(asked)
        try:
            after = cursors.moment_of(cursor) if cursor else None
        except CursorInvalid:
            after = None
        found = await self.accounts.audit.find(**which, after=after, limit=SHOWN + 1)
        entries, last = found[:SHOWN], found[:SHOWN][-1:]
        is_more = len(found) > SHOWN
        return await self.frame.page(
            request,
            "studio/audit.html",
            title="Audit",
            asked=asked,
            entries=entries,
            actions=list(Action),
            periods=PERIODS.items(),
            first=asked.address() if cursor else "",
            next=asked.address(after=cursors.of_moment(last[0].at, last[0].id)) if is_more else "",
            csv=asked.address(f"{PATH}/export", format="csv"),
            jsonl=asked.address(f"{PATH}/export", format="jsonl"),
        )

    async def export(self, request: Request, _: Principal) -> Response:
        """Send all such entries as a file."""
        text = request.query_params.get("format", Form.CSV.value)
        if text not in {form.value for form in Form}:
            raise Invalid("An export is csv or jsonl.")
        which = await self._which(_asked(request))
        entries = self.accounts.audit.everything(**which)
        return exported(entries, Form(text), self.frame.clock.now())

    async def _which(self, asked: Asked) -> dict[str, Any]:
        """Return what entries are chosen by; somebody may be named by address."""
        by = asked.by
        if "@" in by:
            try:
                user = await self.accounts.users.by_email(by)
            except Invalid:
                user = None
            by = user.id if user else by
        since = None
        if asked.days:
            since = self.frame.clock.now() - timedelta(days=int(asked.days))
        action = Action(asked.action) if asked.action else None
        return {"action": action, "by": by, "target": asked.target, "since": since}


def _asked(request: Request) -> Asked:
    """Read a query; what cannot be meant is left out."""
    query = request.query_params
    texts = {
        name: query.get(name, "").replace("\0", "").strip()[:_CHARACTERS_MAX]
        for name in ("action", "by", "target", "days")
    }
    if texts["action"] not in {action.value for action in Action}:
        texts["action"] = ""
    if texts["days"] not in PERIODS:
        texts["days"] = ""
    return Asked(**texts)
