"""What one agreed or objected to, by API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api.answering import answer, without_query
from strive.accounts.authentication import principal_of
from strive.accounts.consents.consents import Consents
from strive.accounts.consents.entry import Choice, Source
from strive.accounts.consents.purpose import DO_NOT_SELL, VERSION_CHARACTERS, Kind
from strive.accounts.principal import Principal, require_user
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint
from strive.platform.web.json_bodies import json_of
from strive.platform.web.private import Group, json_body, told
from strive.platform.web.shapes import Handed, Shape

_GROUP: Final = Group("accounts", API)
PATH: Final = "/me/consents"
Version = Annotated[
    str,
    Meta(
        pattern=f"^[0-9a-f]{{{VERSION_CHARACTERS}}}$",
        description="Of the text that was shown: `version` as the list has it",
    ),
]


class ConsentInput(Handed, frozen=True):
    """A statement, in the words of a version."""

    version: Version


class DecisionShape(Shape, frozen=True):
    """The last thing somebody said about a purpose."""

    is_given: bool
    at: datetime
    source: Annotated[Source, Meta(description="How: on a page, by API, by the browser's signal")]
    version: str
    text: Annotated[str, Meta(description="The words as they were shown then")]
    device: str
    address: Annotated[str, Meta(description="The network, which names no person")]


class ConsentShape(Shape, frozen=True):
    """Something people are asked about, and what one person said."""

    purpose: str
    kind: Annotated[
        Kind, Meta(description="`consent`: silence is a no; `opt-out`: silence is a yes")
    ]
    title: str
    text: str
    version: Annotated[str, Meta(description="Of the text as it is now")]
    is_given: Annotated[bool, Meta(description="Whether the statement holds, in today's words")]
    decision: DecisionShape | None = None


SCHEMA_TYPES: Final = (ConsentInput, ConsentShape, DecisionShape)
_EXAMPLE: Final = ConsentShape(
    purpose=DO_NOT_SELL.name,
    kind=DO_NOT_SELL.kind,
    title=DO_NOT_SELL.title,
    text=DO_NOT_SELL.text,
    version=DO_NOT_SELL.version,
    is_given=True,
    decision=DecisionShape(
        is_given=True,
        at=datetime(2026, 3, 14, 12, 0, tzinfo=UTC),
        source=Source.SIGNAL,
        version=DO_NOT_SELL.version,
        text=DO_NOT_SELL.text,
        device="Firefox on Windows",
        address="192.0.2.0/24",
    ),
)


@dataclass(frozen=True, slots=True)
class OwnConsents:
    """Reads and changes what one person said."""

    consents: Consents
    clock: Clock

    async def list_all(self, request: Request) -> Response:
        """What people are asked about here, and what you said."""
        principal = _asked(request)
        choices = await self.consents.current(principal.user_id)
        return answer([shaped(choice) for choice in choices], self.clock)

    async def give(self, request: Request) -> Response:
        """Agree, or object: make the statement of a purpose. What holds is not recorded again."""
        principal = _asked(request)
        given = await json_of(request, ConsentInput)
        name, visit = request.path_params["purpose"], visit_of(request)
        choice = await self.consents.give(principal, name, visit, Source.API, version=given.version)
        return answer(shaped(choice), self.clock)

    async def withdraw(self, request: Request) -> Response:
        """Take a statement back. That of a browser (`Sec-GPC: 1`) holds as long as it is sent."""
        principal = _asked(request)
        name = request.path_params["purpose"]
        choice = await self.consents.withdraw(principal, name, visit_of(request), Source.API)
        return answer(shaped(choice), self.clock)


def consent_endpoints(consents: Consents, clock: Clock) -> list[Endpoint]:
    """Return what answers, below `/api/v1`."""
    own = OwnConsents(consents, clock)
    path = {"purpose": ("The name of the purpose", DO_NOT_SELL.name)}
    listed = told(ConsentShape, _EXAMPLE, "List what you agreed or objected to", many=True)
    given = told(
        ConsentShape,
        _EXAMPLE,
        "Agree or object",
        path=path,
        errors=[404, 409],
        body=json_body(ConsentInput, ConsentInput(version=DO_NOT_SELL.version)),
    )
    withdrawn = told(ConsentShape, _EXAMPLE, "Take it back", path=path, errors=[404, 409])
    one = f"{PATH}/{{purpose}}"
    return [
        _GROUP.endpoint("GET", PATH, own.list_all, "listConsents", listed),
        _GROUP.endpoint("PUT", one, own.give, "giveConsent", given),
        _GROUP.endpoint("DELETE", one, own.withdraw, "withdrawConsent", withdrawn),
    ]


def shaped(choice: Choice) -> ConsentShape:
    """Return how somebody stands to a purpose, as they see it."""
    purpose, entry, wording = choice
    decision = None
    if entry is not None and wording is not None:
        decision = DecisionShape(
            is_given=entry.is_given,
            at=entry.at,
            source=entry.source,
            version=entry.version,
            text=wording.text,
            device=entry.device,
            address=entry.address,
        )
    return ConsentShape(
        purpose=purpose.name,
        kind=purpose.kind,
        title=purpose.title,
        text=purpose.text,
        version=purpose.version,
        is_given=choice.is_given,
        decision=decision,
    )


def _asked(request: Request) -> Principal:
    without_query(request)
    return require_user(principal_of(request))
