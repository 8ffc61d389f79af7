"""How endpoints of writing are described: they answer privately, and some take a body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from strive.content.api import writing_examples as examples
from strive.platform.web.openapi import operation
from strive.platform.web.parameters import SCHEMAS, Parameters


def json_body(type_: type, example: Any) -> dict[str, Any]:
    """Describe a body of JSON."""
    schema = {"$ref": SCHEMAS.format(name=type_.__name__)}
    return {"application/json": {"schema": schema, "example": examples.plain(example)}}


def told(  # noqa: PLR0913 - the parts of a description
    shape: type,
    example: Any,
    summary: str,
    *,
    status: int = 200,
    by_id: bool = False,
    path: dict[str, tuple[str, str]] | None = None,
    errors: Sequence[int] = (),
    body: dict[str, Any] | None = None,
    parameters: Parameters[Any] | None = None,
    headers: Sequence[dict[str, Any]] = (),
    many: bool = False,
    meta: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Describe an endpoint that answers privately, and may take a body."""
    ids = {"id": ("The id of the post or page", examples.DRAFT.id)} if by_id else {}
    description = operation(
        shape,
        example,
        summary=summary,
        path={**ids, **(path or {})},
        parameters=parameters,
        meta=meta,
        errors=[403, *errors],
    )
    answers = description["responses"]
    answers.pop(304)
    found = answers.pop(200)
    content = _as_list(found["content"]) if many else found["content"]
    words = "Made" if status == 201 else "Done"  # noqa: PLR2004 - created
    answers[status] = {"description": words, "content": content}
    description["openapi_extra"]["parameters"] += headers
    if body is not None:
        description["openapi_extra"]["requestBody"] = {"required": True, "content": body}
    return description


def _as_list(content: dict[str, Any]) -> dict[str, Any]:
    """Describe many where one is described."""
    (found,) = content.values()
    schema, example = found["schema"], found["example"]
    properties = {**schema["properties"]}
    properties["data"] = {"type": "array", "items": properties["data"]}
    listed = {
        "schema": {**schema, "properties": properties},
        "example": {**example, "data": [example["data"]]},
    }
    return {"application/json": listed}
