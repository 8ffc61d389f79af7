"""The audit log as a file: CSV for spreadsheets, JSON Lines for programs, streamed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import msgspec
from starlette.responses import StreamingResponse

from strive.accounts.entry import Entry
from strive.kit import csv
from strive.platform.cache import plan

COLUMNS: Final = ("at", "action", "by", "byName", "target", "address", "request", "details")
_LINES_A_CHUNK: Final = 200


class Form(StrEnum):
    """How entries are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


def exported(entries: AsyncIterator[Entry], form: Form, now: datetime) -> StreamingResponse:
    """Answer with a file of entries; a spreadsheet runs none of its cells (security.md 37)."""
    name = f"audit-{now.astimezone(UTC):%Y-%m-%d}.{form.value}"
    headers = {
        "cache-control": plan.PRIVATE,
        "content-disposition": f'attachment; filename="{name}"',
    }
    if form is Form.CSV:
        body, kind = csv.stream(COLUMNS, _rows(entries)), csv.CONTENT_TYPE
    else:
        body, kind = _lines(entries), "application/x-ndjson; charset=utf-8"
    return StreamingResponse(body, headers=headers, media_type=kind)


async def _rows(entries: AsyncIterator[Entry]) -> AsyncIterator[list[csv.Cell]]:
    async for entry in entries:
        details = msgspec.json.encode(entry.details).decode() if entry.details else ""
        yield [
            entry.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            entry.action.value,
            entry.by,
            entry.by_name,
            entry.target,
            entry.address,
            entry.request,
            details,
        ]


async def _lines(entries: AsyncIterator[Entry]) -> AsyncIterator[bytes]:
    chunk: list[bytes] = []
    async for entry in entries:
        chunk.append(msgspec.json.encode(entry))
        if len(chunk) >= _LINES_A_CHUNK:
            yield b"\n".join(chunk) + b"\n"
            chunk = []
    if chunk:
        yield b"\n".join(chunk) + b"\n"
