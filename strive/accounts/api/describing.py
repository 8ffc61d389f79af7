"""How endpoints of accounts are described: they answer one person alone, and some take a body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from strive.platform.web.openapi import operation
from strive.platform.web.parameters import SCHEMAS, Parameters

_WORDS: Final = {200: "Done", 201: "Made", 202: "Asked for: a letter follows"}


def json_body(type_: type, example: Any) -> dict[str, Any]:
    """Describe a body of JSON."""
    schema = {"$ref": SCHEMAS.format(name=type_.__name__)}
    return {"application/json": {"schema": schema, "example": msgspec.to_builtins(example)}}


def told(  # noqa: PLR0913 - the parts of a description
    shape: type,
    example: Any,
    summary: str,
    *,
    status: int = 200,
    path: Mapping[str, tuple[str, str]] | None = None,
    errors: Sequence[int] = (),
    body: dict[str, Any] | None = None,
    many: bool = False,
    parameters: Parameters[Any] | None = None,
    meta: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Describe an endpoint; `many` has it answer a list."""
    description = operation(
        shape,
        example,
        summary=summary,
        path=path,
        parameters=parameters,
        meta=meta,
        listed=many,
        errors=[403, *errors],
    )
    answers = description["responses"]
    answers.pop(304)
    content = answers.pop(200)["content"]
    if many:
        for part in content.values():  # a whole list has no pages
            part["schema"]["properties"].pop("pagination")
            part["schema"]["required"].remove("pagination")
            part["example"].pop("pagination")
    answers[status] = {"description": _WORDS[status], "content": content}
    if body is not None:
        description["openapi_extra"]["requestBody"] = {"required": True, "content": body}
    return description
