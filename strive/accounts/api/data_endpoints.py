"""Where people's data is asked for, with what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from strive.accounts.api import data_shapes as shapes
from strive.accounts.api.data import ERASURES, Data
from strive.accounts.erasure import Asked
from strive.accounts.opening import Accounts
from strive.accounts.privacy import DataRights
from strive.accounts.privacy.sending import ZIP
from strive.kit.clock import Clock
from strive.platform.privacy import Register
from strive.platform.ratelimit.standard import API, EXPORTS
from strive.platform.web.api import Endpoint
from strive.platform.web.private import CURSOR, Group, json_body, told

_GROUP: Final = Group("accounts", API)
_FILES: Final = Group("accounts", EXPORTS)
_AT: Final = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_ID: Final = "0198f0c2a7c37d0e8a54b7f1"
_RECEIPT: Final = shapes.ReceiptShape(
    id="9f86d081884c7d659a2feaa0c55ad015",
    asked=Asked.OWN,
    asked_at=_AT,
    finished_at=_AT + timedelta(seconds=2),
    counts={"users": 1, "sessions": 2},
    waits_for=[],
    told=True,
)
_BEGUN: Final = shapes.ReceiptShape(
    id=_RECEIPT.id,
    asked=Asked.OWN,
    asked_at=_AT,
    finished_at=None,
    counts={},
    waits_for=[],
    told=False,
)
_ERASURE: Final = shapes.ErasureShape(
    id=_RECEIPT.id,
    asked=Asked.STAFF,
    asked_at=_AT,
    finished_at=None,
    counts={},
    waits_for=[],
    told=False,
    asked_by=_ID,
    email="reader@example.org",
)
_REGISTER: Final = shapes.RegisterShape(
    personal=[
        shapes.HoldingShape(
            where="collection",
            name="users",
            data="e-mail address, name",
            why="to have an account",
            basis="contract, Art. 6(1)(b)",
            kept="as long as there is the account",
        )
    ],
    not_personal=[
        shapes.OtherStoreShape(where="collection", name="migrations", reason="which were made")
    ],
)


def data_endpoints(
    accounts: Accounts, clock: Clock, rights: DataRights, register: Register
) -> list[Endpoint]:
    """Return what answers, below `/api/v1`."""
    data = Data(accounts, clock, rights, register)
    return [*_of_own(data), *_of_users(data), *_of_requests(data), *_for_anybody(data)]


def _of_own(data: Data) -> list[Endpoint]:
    whose = json_body(shapes.WhoseInput, shapes.WhoseInput(email="reader@example.org"))
    gone = told(shapes.ReceiptShape, _BEGUN, "Erase yourself", status=202, errors=[409], body=whose)
    return [
        _FILES.endpoint("GET", "/me/data", data.export_own, "exportMe", _file("Your data")),
        _GROUP.endpoint("DELETE", "/me/data", data.erase_own, "eraseMe", gone),
    ]


def _of_users(data: Data) -> list[Endpoint]:
    at, path = "/users/{id}/data", {"id": ("The id of the user", _ID)}
    whose = json_body(shapes.WhoseInput, shapes.WhoseInput(email="reader@example.org"))
    file = _file("Export a user", path=path, errors=[404])
    gone = told(
        shapes.ReceiptShape,
        _BEGUN,
        "Erase a user",
        status=202,
        path=path,
        errors=[404, 409],
        body=whose,
    )
    return [
        _FILES.endpoint("GET", at, data.export_user, "exportUser", file),
        _GROUP.endpoint("DELETE", at, data.erase_user, "eraseUser", gone),
    ]


def _of_requests(data: Data) -> list[Endpoint]:
    whose = json_body(shapes.WhoseInput, shapes.WhoseInput(email="reader@example.org"))
    erased = told(
        shapes.ReceiptShape, _BEGUN, "Erase an address", status=202, errors=[409], body=whose
    )
    listed = told(
        shapes.ErasureShape,
        _ERASURE,
        "List erasures",
        many=True,
        parameters=ERASURES,
        meta={"nextCursor": CURSOR},
    )
    exports, erasures = "/privacy/exports", "/privacy/erasures"
    file = _file("Export an address", body=whose)
    return [
        _FILES.endpoint("POST", exports, data.export_address, "exportAddress", file),
        _GROUP.endpoint("POST", erasures, data.erase_address, "eraseAddress", erased),
        _GROUP.endpoint("GET", erasures, data.list_erasures, "listErasures", listed),
    ]


def _for_anybody(data: Data) -> list[Endpoint]:
    path = {"id": ("The id of the receipt", _RECEIPT.id)}
    one = told(shapes.ReceiptShape, _RECEIPT, "Get a receipt", path=path, errors=[404])
    record = told(shapes.RegisterShape, _REGISTER, "Get the record of processing")
    return [
        _GROUP.endpoint("GET", "/privacy/receipts/{id}", data.get_receipt, "getReceipt", one),
        _GROUP.endpoint("GET", "/privacy/register", data.get_register, "getRegister", record),
    ]


def _file(summary: str, **more: Any) -> dict[str, Any]:
    """Describe what answers with a file."""
    described = told(shapes.ReceiptShape, _RECEIPT, summary, **more)
    schema = {"type": "string", "format": "binary"}
    example = "PK…"
    content = {ZIP: {"schema": schema, "example": example}}
    described["responses"][200] = {"description": "A ZIP file, streamed", "content": content}
    return described
