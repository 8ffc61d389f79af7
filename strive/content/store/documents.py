"""Between structs and documents."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

import msgspec

from strive.media import ids_in
from strive.platform.database import Document, Index

T = TypeVar("T", bound=msgspec.Struct)

FILES_INDEX: Final = Index([("files", 1), ("_id", 1)], partial={"files": {"$exists": True}})
"""Of every collection whose documents say which kept files they name."""


def to_document(value: msgspec.Struct) -> Document:
    """Return a struct as a document: camelCase fields, enums by value, times as times."""
    document: Document = msgspec.to_builtins(value, builtin_types=(datetime,))
    return document


def to_document_with_files(value: msgspec.Struct) -> Document:
    """Return a struct as a document that says besides which kept files it names, if any."""
    document = to_document(value)
    files = files_in(document)
    return {**document, "files": files} if files else document


def files_in(document: Document) -> list[str]:
    """Return the ids of the kept files that a document names, wherever in it."""
    return ids_in(msgspec.json.encode(document))


def from_document(document: Any, type_: type[T]) -> T:
    """Return a document as a struct; fields the struct does not have are left out."""
    return msgspec.convert(document, type_)


@cache
def projection_of(type_: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields a struct needs, to ask MongoDB for no others."""
    return tuple(field.encode_name for field in msgspec.structs.fields(type_))


def storable(text: str) -> str:
    """Return a text that can be looked for: BSON is UTF-8, which has no halves of surrogates."""
    return text.encode(errors="replace").decode()
