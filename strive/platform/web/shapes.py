"""What the structs have in common that are handed in and sent by API."""

from __future__ import annotations

from typing import Any, Self

import msgspec


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A value as it is sent."""

    @classmethod
    def of(cls, source: Any) -> Self:
        """Shape something that has all the fields by the same names; the rest of it stays here."""
        return msgspec.convert(source, cls, from_attributes=True)


class Handed(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A value that is handed in; fields it does not have are refused."""
