"""security.md 28: an answer has the fields that are described, and nothing of the inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
from every_route import filled
from published import publish
from signed_in import signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web

INSIDE = {"_id", "password", "passwordHash", "hash", "secret", "tokenHash", "_class", "__v"}


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a schema may be, without references and alternatives."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolved(document["components"]["schemas"][name], document)
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    return [each for part in parts for each in resolved(part, document)] or [schema]


def undeclared(
    value: Any, schema: dict[str, Any], document: dict[str, Any], at: str
) -> Iterator[str]:
    """Yield the places of fields that no schema names."""
    schemas = resolved(schema, document)
    if isinstance(value, list):
        items = [each["items"] for each in schemas if "items" in each]
        for each in value:
            yield from undeclared(each, {"anyOf": items}, document, f"{at}[]")
    if isinstance(value, dict):
        if any(each.get("additionalProperties") for each in schemas):
            return
        known: dict[str, Any] = {}
        for each in schemas:
            known |= each.get("properties", {})
        for name, inner in value.items():
            if name not in known:
                yield f"{at}.{name}"
            else:
                yield from undeclared(inner, known[name], document, f"{at}.{name}")


def names_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from names_in(each)
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)


@pytest_asyncio.fixture(loop_scope="session")
async def post(strive, clock):
    return await publish(strive.content, "Sample", "Words.", published_at=clock.now())


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMINISTRATOR])
async def test_answers_have_only_the_fields_that_are_described(strive, post, role):
    app = build_web(strive)
    answered = 0
    async with signed_in(strive, await somebody(strive, role), app=app) as client:
        document = (await client.get("/api/openapi.json")).json()
        for path, methods in document["paths"].items():
            if "get" not in methods:
                continue
            target = f"/api{filled(path, post.id if '{id}' in path else 'sample')}"
            answer = await client.get(target, params={"q": "sample"} if "search" in path else {})
            if not answer.is_success or "json" not in answer.headers["content-type"]:
                continue
            content = methods["get"]["responses"]["200"].get("content", {})
            if "application/json" not in content:
                continue
            answered += 1
            body, schema = answer.json(), content["application/json"]["schema"]
            assert not list(undeclared(body, schema, document, "")), path
            assert not INSIDE & set(names_in(body)), path
    assert answered >= 8


async def test_a_field_that_is_not_described_would_be_found():
    schema = {
        "type": "object",
        "properties": {"a": {"anyOf": [{"type": "null"}, {"$ref": "#/x/A"}]}},
    }
    document = {"components": {"schemas": {"A": {"properties": {"b": {"type": "string"}}}}}}
    assert list(undeclared({"a": {"b": "x", "c": 1}, "d": 2}, schema, document, "")) == [
        ".a.c",
        ".d",
    ]
