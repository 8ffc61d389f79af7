"""Everything about a person as a file: JSON for programs, a page for people, files; in a ZIP.

It is written while it is read, however much there is: neither memory nor disk holds all of it.
"""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from strive.accounts.audit import NOWHERE, Audit
from strive.accounts.entry import Action
from strive.accounts.principal import Principal, require
from strive.accounts.privacy.finding import People
from strive.accounts.recent import require_recent
from strive.accounts.role import Scope
from strive.kit.clock import Clock
from strive.platform.privacy import Beyond, Holding, Person, Reach, Record, Register

CHUNK_BYTES: Final = 64 * 1024
DATA: Final = "data.json"
PAGE: Final = "data.html"
FILES: Final = "files"

_TEMPLATES: Final = Path(__file__).parents[1] / "templates" / "account"


class Exports:
    """Gives people their data.

    `register` says what the stores hold, `reaches` get at it; `site` is the site's whole address.
    """

    def __init__(  # noqa: PLR0913 - what it gives out, and by whom
        self,
        register: Register,
        reaches: Sequence[Reach],
        *,
        people: People,
        audit: Audit,
        clock: Clock,
        site: str,
    ) -> None:
        self._register = register
        self._people = people
        self._reaches = {reach.store: reach for reach in reaches}
        self._audit = audit
        self._clock = clock
        self._site = site
        self._page = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            enable_async=True,
        ).get_template("data_export.html")

    async def give_own(
        self, principal: Principal, scope: Any = NOWHERE
    ) -> AsyncGenerator[bytes, None]:
        """Return the file of somebody who asks for it themselves, to be read once.

        Raises:
            ReauthenticationNeeded: Signing in is too long ago.
        """
        require_recent(principal, self._clock.now())
        person = await self._people.by_id(principal.user_id)
        await self.note(person, principal, scope, own=True)
        return self.archive(person)

    async def give_for(
        self, person: Person, by: Principal | None, scope: Any = NOWHERE
    ) -> AsyncGenerator[bytes, None]:
        """Return the file of somebody who asked the publication; without `by` a command asks.

        Raises:
            Forbidden: Whoever asks may not, or it is about somebody who may more.
            ReauthenticationNeeded: Signing in is too long ago.
        """
        if by is not None:
            require(by, Scope.PRIVACY_WRITE)
            if by.session_id:
                require_recent(by, self._clock.now())
            await self._people.require_within(person, by)
        await self.note(person, by, scope)
        return self.archive(person)

    async def note(
        self, person: Person, by: Principal | None, scope: Any = NOWHERE, *, own: bool = False
    ) -> None:
        """Keep in the audit log that data is given out, and to whom; `by` is None for a command."""
        target = f"user:{person.id}" if person.id else ""
        details = {"asked": "own" if own else "staff" if by else "command"}
        await self._audit.record(
            Action.EXPORTED, by=by, target=target, scope=scope, details=details
        )

    async def archive(self, person: Person) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a ZIP file with all that is held about somebody.

        Whoever stops reading closes it (`aclose`), so that no store is read on.
        """
        now, sink = self._clock.now(), _Sink()
        with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
            parts = ((DATA, self._as_json(person, now)), (PAGE, self._as_page(person, now)))
            for name, pieces in parts:
                with archive.open(_entry(name, now), "w", force_zip64=True) as file:
                    async with aclosing(pieces):
                        async for piece in pieces:
                            file.write(piece)
                            if sink.size >= CHUNK_BYTES:
                                yield sink.take()
            for _, reach in self._reached():
                if reach.files is not None:
                    async for name, content in reach.files(person):
                        archive.writestr(_entry(f"{FILES}/{name}", now), content)
                        yield sink.take()
        yield sink.take()

    async def _as_json(self, person: Person, now: datetime) -> AsyncGenerator[bytes, None]:
        head = {"site": self._site, "exportedAt": now, "person": _shown(person)}
        yield _encode(head)[:-1] + b',"stores":['
        between = b""
        for holding, reach in self._reached():
            about = {
                "store": holding.name,
                "where": holding.where.value,
                "data": holding.data,
                "why": holding.why,
                "basis": holding.basis.value,
                "kept": holding.kept,
            }
            yield between + _encode(about)[:-1] + b',"records":['
            between = b""
            async for record in reach.export(person):
                yield between + _encode(record)
                between = b","
            yield b"]}"
            between = b","
        beyond = [{"store": holding.name, "reason": reason} for holding, reason in self._beyond()]
        yield b'],"notIncluded":' + _encode(beyond) + b"}\n"

    async def _as_page(self, person: Person, now: datetime) -> AsyncGenerator[bytes, None]:
        pieces = self._page.generate_async(
            site=self._site,
            now=now,
            person=_shown(person),
            stores=[(holding, _plain_records(reach, person)) for holding, reach in self._reached()],
            beyond=self._beyond(),
        )
        async for piece in pieces:
            yield piece.encode()

    def _reached(self) -> list[tuple[Holding, Reach]]:
        return [
            (holding, self._reaches[holding.name])
            for holding in self._register.holdings
            if holding.name in self._reaches
        ]

    def _beyond(self) -> list[tuple[Holding, str]]:
        return [
            (holding, holding.reach.reason)
            for holding in self._register.holdings
            if isinstance(holding.reach, Beyond)
        ]


class _Sink(io.RawIOBase):
    """Takes what a ZIP is written in, and gives it away; it cannot go back."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces += data
        return len(data)

    @property
    def size(self) -> int:
        """How many bytes wait to be taken."""
        return len(self._pieces)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._pieces)
        self._pieces.clear()
        return taken


def _entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, date_time=now.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _shown(person: Person) -> dict[str, str]:
    return {"id": person.id, "email": person.email, "name": person.name}


def _encode(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=str)


async def _plain_records(reach: Reach, person: Person) -> AsyncIterator[Record]:
    async for record in reach.export(person):
        yield msgspec.to_builtins(record, builtin_types=(datetime,), enc_hook=str)
