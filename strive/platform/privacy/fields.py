"""Reaching into a collection whose entries name the person in a field.

Most stores are like that, so they only declare which field: what is found is given out without its
secrets, and deleted, or has the person replaced by their alias where it has to stay.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from strive.platform.database import Database, Document
from strive.platform.privacy.reach import Person, Reach, Record

AT_ONCE: Final = 500

_ATTRIBUTE: Final = re.compile(r"\{(\w+)\}")


class Fields(Struct, frozen=True, kw_only=True):
    """How entries of a collection name somebody.

    Attributes:
        by: Fields and what stands in them, made of a person's attributes: `{"userId": "{id}"}`.
            Each needs an index.
        secret: Fields that are not given out: what one signs in with.
        renamed: Fields in which the alias takes the place of the person's id and addresses, so
            that the entry can stay; with none the whole entry is deleted. All of `by` have to be
            among them.
        named: Fields that say what the person was called then, which may be long ago: the alias
            takes the place of all that stands in them.
        spoken: Names of texts within `renamed` that somebody wrote, in which the person's name
            goes too. Elsewhere it may be a word that says what was done: people are called Editor.
        emptied: Texts that are emptied in an entry that stays.
    """

    by: Mapping[str, str]
    secret: frozenset[str] = frozenset()
    renamed: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    spoken: frozenset[str] = frozenset()
    emptied: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would find the same entries again and again."""
        if self.renamed and not set(self.by) <= set(self.renamed):
            raise ValueError("Fields that entries are found by have to be renamed too.")

    def queries(self, person: Person) -> list[Document]:
        """Return what finds the entries of a person; no two find the same."""
        known = {
            name: value
            for name, value in asdict(person).items()
            if value and isinstance(value, str)
        }
        queries: list[Document] = []
        others: list[Document] = []
        for field, template in self.by.items():
            if set(_ATTRIBUTE.findall(template)) <= known.keys():
                query = {field: template.format(**known)}
                queries.append({**query, "$nor": [*others]} if others else query)
                others.append(query)
        return queries


def reach_fields(database: Database, store: str, fields: Fields) -> Reach:
    """Return the reach into a collection by the fields that name somebody."""
    collection = database.collection(store, fresh=True)
    hidden = dict.fromkeys(fields.secret, 0)
    needed = ["_id", *fields.renamed, *fields.named, *fields.emptied]

    async def export(person: Person) -> AsyncIterator[Record]:
        for query in fields.queries(person):
            async for document in collection.find(query, hidden or None, batch_size=AT_ONCE):
                yield document

    async def erase(person: Person) -> int:
        return sum([await _erase(query, person) for query in fields.queries(person)])

    async def _erase(query: Document, person: Person) -> int:
        erased = 0
        while True:
            found = [document async for document in collection.find(query, needed, limit=AT_ONCE)]
            if not found:
                return erased
            if fields.renamed:
                for document in found:
                    change = _nameless(document, fields, person)
                    await collection.update_one({"_id": document["_id"]}, {"$set": change})
            else:
                ids = [document["_id"] for document in found]
                await collection.delete_many({"_id": {"$in": ids}})
            erased += len(found)

    return Reach(store, export, erase)


def _nameless(document: Document, fields: Fields, person: Person) -> Document:
    """Return what is to be set so that an entry names nobody."""
    rename = _renaming(person, fields.spoken)
    renamed = {name: rename(document[name]) for name in fields.renamed if name in document}
    named = {name: person.alias for name in fields.named if document.get(name)}
    return {**renamed, **named, **{name: "" for name in fields.emptied if name in document}}


def _renaming(person: Person, spoken: frozenset[str]) -> Callable[[Any], Any]:
    """Return what puts the alias in the place of a person's id and address, however deep.

    In what is `spoken` it takes that of their name too.
    """
    plain = _words(person.id, *person.emails)
    with_name = _words(person.id, *person.emails, person.name)

    def rename(value: Any, pattern: re.Pattern[str] = plain) -> Any:
        match value:
            case str():
                return pattern.sub(person.alias, value)
            case dict():
                return {
                    key: rename(inner, with_name if key in spoken else pattern)
                    for key, inner in value.items()
                }
            case list():
                return [rename(inner, pattern) for inner in value]
        return value

    return rename


def _words(*known: str) -> re.Pattern[str]:
    ordered = sorted(filter(None, known), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)
