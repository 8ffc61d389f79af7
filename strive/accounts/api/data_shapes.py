"""What is handed in and given back about people's data by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from strive.accounts.api.people_shapes import Cursor, Limit
from strive.accounts.erasure import Asked, Erasure
from strive.accounts.user import EMAIL_CHARACTERS_MAX
from strive.platform.web.shapes import Handed, Shape


class WhoseInput(Handed, frozen=True):
    """Whose data it is about, by their address: it confirms what cannot be undone."""

    email: Annotated[str, Meta(min_length=3, max_length=EMAIL_CHARACTERS_MAX)]


class ErasuresQuery(Struct, frozen=True):
    """Which part of the list."""

    cursor: Cursor = ""
    limit: Limit = 50


class ReceiptShape(Shape, frozen=True):
    """An erasure under way or done; it tells of nobody."""

    id: Annotated[str, Meta(description="Whoever has it may look at the receipt")]
    asked: Annotated[Asked, Meta(description="By whom: themselves, the publication, a command")]
    asked_at: datetime
    finished_at: Annotated[datetime | None, Meta(description="When nothing was left")]
    counts: Annotated[
        dict[str, int],
        Meta(
            description="From how many entries somebody was taken, by store",
            extra_json_schema={"additionalProperties": {"type": "integer"}},
        ),
    ]
    waits_for: Annotated[list[str], Meta(description="Stores that could not be reached yet")]
    told: Annotated[bool, Meta(description="Whether a letter said that it is done")]


class ErasureShape(ReceiptShape, frozen=True):
    """The same for those who answer requests."""

    asked_by: Annotated[str, Meta(description='The id of a user, "" for oneself or a command')]
    email: Annotated[str, Meta(description='Whom it is about, "" as soon as it is done')]

    @classmethod
    def showing(cls, erasure: Erasure) -> ErasureShape:
        """Return an erasure with whom it is about while it is under way."""
        receipt = ReceiptShape.of(erasure)
        return cls(
            **{name: getattr(receipt, name) for name in ReceiptShape.__struct_fields__},
            asked_by=erasure.asked_by,
            email=erasure.person.email if erasure.person else "",
        )


class HoldingShape(Shape, frozen=True):
    """A store with personal data, as the record of processing has it."""

    where: str
    name: str
    data: str
    why: str
    basis: str
    kept: str


class OtherStoreShape(Shape, frozen=True):
    """A store without personal data."""

    where: str
    name: str
    reason: str


class RegisterShape(Shape, frozen=True):
    """The record of processing (GDPR Art. 30)."""

    personal: list[HoldingShape]
    not_personal: list[OtherStoreShape]


SCHEMA_TYPES: Final = (
    WhoseInput,
    ReceiptShape,
    ErasureShape,
    HoldingShape,
    OtherStoreShape,
    RegisterShape,
    Asked,
)
