"""Redirects in the studio: found, added, taken from a table, removed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.redirect import STATUSES
from strive.content.redirects import Rejected
from strive.content.studio.upkeep.upkept import Upkept
from strive.platform.errors import Invalid
from strive.platform.web.forms import form_of

PATH: Final = "/studio/redirects"
SHOWN: Final = 100
IMPORTED_MAX: Final = 2_000
_PART_MAX: Final = 200
_REJECTED_SHOWN: Final = 50
_HEADINGS: Final = frozenset({"from", "path", "old", "source"})

Rule = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Redirects:
    """Addresses that lead elsewhere."""

    upkept: Upkept

    async def every(self, request: Request, _: Principal) -> Response:
        """Show rules in the order of their paths, those with a text in it."""
        return await self._page(request)

    async def add(self, request: Request, principal: Principal) -> Response:
        """Add a rule, or replace the one of the same path."""
        form = await form_of(request)
        path, target = form.text("path").strip(), form.text("target").strip()
        try:
            status = _status_of(form.text("status"))
            await self.upkept.upkeep.save_redirect(principal, path, target, status, request.scope)
        except Invalid as error:
            typed = {"path": path, "target": target, "status": form.text("status")}
            place = "target" if "target" in error.message.split(",")[0] else "path"
            return await self._page(request, typed=typed, errors={place: error.message})
        return done(PATH, "added")

    async def import_(self, request: Request, principal: Principal) -> Response:
        """Add the rules of a table; say which are left out, and why."""
        text = (await form_of(request)).text("csv")
        try:
            rules, wrong = rules_of(text)
        except Invalid as error:
            return await self._page(request, csv=text, errors={"csv": error.message})
        upkeep = self.upkept.upkeep
        left_out = [*wrong, *await upkeep.import_redirects(principal, rules, request.scope)]
        count = len(rules) + len(wrong) - len(left_out)
        if not left_out:
            return done(PATH, f"imported-{count}")
        return await self._page(request, rejected=left_out, imported=count)

    async def delete(self, request: Request, principal: Principal) -> Response:
        """Remove a rule."""
        path = (await form_of(request)).text("path")
        await self.upkept.upkeep.delete_redirect(principal, path, request.scope)
        return done(PATH, "deleted")

    async def _page(  # noqa: PLR0913 - what may stand on the page
        self,
        request: Request,
        *,
        typed: dict[str, str] | None = None,
        csv: str = "",
        errors: dict[str, str] | None = None,
        rejected: Sequence[Rejected] = (),
        imported: int | None = None,
    ) -> Response:
        query = request.query_params
        part, after = (query.get(name, "").replace("\0", "")[:2_048] for name in ("q", "after"))
        part = part.strip()[:_PART_MAX]
        found = await self.upkept.upkeep.content.redirects.page(after, SHOWN + 1, part)
        rules = found[:SHOWN]
        context: dict[str, Any] = {
            "rules": rules,
            "part": part,
            "next": _address(part, rules[-1].path) if len(found) > SHOWN else "",
            "first": _address(part) if after else "",
            "statuses": [(status, f"{status} {_WORDS[status]}") for status in sorted(STATUSES)],
            "typed": typed or {"path": "", "target": "", "status": "301"},
            "csv": csv,
            "rejected": rejected[:_REJECTED_SHOWN],
            "rejected_count": len(rejected),
            "imported": imported,
        }
        return await self.upkept.page(request, "redirects.html", "Redirects", errors, **context)


_WORDS: Final = {
    301: "moved for good",
    302: "for now",
    307: "for now, same method",
    308: "for good, same method",
}


def rules_of(text: str) -> tuple[list[Rule], list[Rejected]]:
    """Read lines of CSV: path, target and, if it is not 301, status; a heading may stand on top.

    Raises:
        Invalid: There are no lines, too many, or it is no CSV.
    """
    separator = "\t" if "\t" in text else (";" if ";" in text and "," not in text else ",")
    try:
        lines = [line for line in csv.reader(text.splitlines(), delimiter=separator) if any(line)]
    except csv.Error as error:
        raise Invalid(f"The table cannot be read: {error}.") from error
    if lines and lines[0][0].strip().lower() in _HEADINGS:
        lines = lines[1:]
    if not lines:
        raise Invalid("There are no lines. Write one such as /old,/new for each redirect.")
    if len(lines) > IMPORTED_MAX:
        raise Invalid(f"These are {len(lines):,} lines; {IMPORTED_MAX:,} at once are the most.")
    rules: list[Rule] = []
    wrong: list[Rejected] = []
    for path, *rest in lines:
        target, status = [*map(str.strip, rest), "", ""][:2]
        try:
            rules.append((path.strip(), target, _status_of(status or "301")))
        except Invalid as error:
            wrong.append(Rejected(path, error.message))
    return rules, wrong


def _status_of(text: str) -> int:
    known = {str(status): status for status in STATUSES}
    if text not in known:
        raise Invalid(f"The status of a redirect is 301, 302, 307 or 308, not {text[:20]!r}.")
    return known[text]


def _address(part: str, after: str = "") -> str:
    given = {name: value for name, value in (("q", part), ("after", after)) if value}
    return f"{PATH}?{urlencode(given)}" if given else PATH
