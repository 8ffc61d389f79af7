"""Letters to one person that lie as files in the folder of mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from strive.platform.privacy import Person, Reach, Record

STORE: Final = "mail/*"


def mail_reach(folder: Path) -> Reach:
    """Return the reach into the folder; a site with a mail server has none."""

    async def export(person: Person) -> AsyncIterator[Record]:
        for _, letter in await asyncio.to_thread(list, _letters_to(folder, person.emails)):
            body = letter.get_body(("plain",))
            yield {
                "at": str(letter["Date"]),
                "subject": str(letter["Subject"]),
                "text": body.get_content() if body else "",
            }

    async def erase(person: Person) -> int:
        return await asyncio.to_thread(_delete, folder, person.emails)

    return Reach(STORE, export, erase)


def _delete(folder: Path, emails: Sequence[str]) -> int:
    found = [path for path, _ in _letters_to(folder, emails)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _letters_to(folder: Path, emails: Sequence[str]) -> Iterator[tuple[Path, EmailMessage]]:
    parser = BytesParser(EmailMessage, policy=policy.default)
    for path in sorted(folder.glob("*.eml")):
        try:
            letter = parser.parsebytes(path.read_bytes())
        except FileNotFoundError:  # somebody removed it just now
            continue
        to = letter["To"]
        if to and not {address.addr_spec.casefold() for address in to.addresses}.isdisjoint(emails):
            yield path, letter
