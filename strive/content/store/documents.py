"""Between structs and documents."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import msgspec

from strive.platform.database import Document

T = TypeVar("T", bound=msgspec.Struct)


def to_document(value: msgspec.Struct) -> Document:
    """Return a struct as a document: camelCase fields, enums by value, times as times."""
    document: Document = msgspec.to_builtins(value, builtin_types=(datetime,))
    return document


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
