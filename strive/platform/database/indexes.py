"""Indexes as data, declared beside the entity they serve and created by migrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import IndexModel

Direction = int | str


@dataclass(frozen=True, slots=True)
class Index:
    """One index: `keys` in order, each with 1, -1 or "text".

    `partial` is a filter that limits what is indexed; `weights` and the language fields are for
    text indexes; `name` only where the generated one (`field_1_other_-1`) would not do.
    """

    keys: Sequence[tuple[str, Direction]]
    unique: bool = False
    name: str | None = None
    partial: Mapping[str, Any] | None = None
    weights: Mapping[str, int] | None = field(default=None)
    expire_after_seconds: int | None = None
    default_language: str | None = None
    language_override: str | None = None

    @property
    def index_name(self) -> str:
        """Return the name MongoDB knows it by."""
        return self.name or "_".join(f"{key}_{direction}" for key, direction in self.keys)

    def model(self) -> IndexModel:
        """Return what the driver creates it from."""
        options: dict[str, Any] = {
            "name": self.index_name,
            "unique": self.unique or None,
            "partialFilterExpression": self.partial,
            "weights": self.weights,
            "expireAfterSeconds": self.expire_after_seconds,
            "default_language": self.default_language,
            "language_override": self.language_override,
        }
        return IndexModel(
            list(self.keys), **{name: value for name, value in options.items() if value is not None}
        )
