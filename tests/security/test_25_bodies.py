"""security.md 15, 25, 27: bodies are JSON of the declared shape, and nothing else gets in.

What is asked comes from the description of the API and the table of routes, so what is added to
either is asked here too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from every_route import UNSAFE, every_route, filled, whole
from signed_in import signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web

OPERATORS = {
    "not null": {"$ne": None},
    "anything": {"$gt": ""},
    "code": {"$where": "sleep(1000)"},
    "an expression": {"$expr": {"$eq": [1, 1]}},
    "a pattern": {"$regex": ".*"},
    "a list of operators": [{"$ne": None}],
}
SMUGGLED = {
    "_id": "x",
    "id": "x",
    "role": "administrator",
    "roles": ["administrator"],
    "scopes": ["content:write"],
    "owner": "x",
    "userId": "x",
    "verified": True,
    "emailVerified": True,
    "isAdmin": True,
    "status": "active",
    "createdAt": "2020-01-01T00:00:00Z",
    "__proto__": {"role": "administrator"},
    "$set": {"role": "administrator"},
}
OTHER_KINDS = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]


class Taking(NamedTuple):
    """An endpoint that takes JSON: an example of it, and the names it declares."""

    method: str
    path: str
    example: dict[str, Any]
    names: frozenset[str]


def taking_json(document: dict[str, Any]) -> Iterator[Taking]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            content = about.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None:
                continue
            schema = content["schema"]
            if "$ref" in schema:
                schema = schemas[schema["$ref"].rpartition("/")[2]]
            yield Taking(
                method.upper(), f"/api{path}", content["example"], frozenset(schema["properties"])
            )


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of everything in an example, from its fields to the innermost."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in parts:
        yield (*at, key)
        if isinstance(inner, dict | list):
            yield from leaves(inner, (*at, key))


def with_at(value: Any, place: tuple[Any, ...], other: Any) -> Any:
    changed = deepcopy(value)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = other
    return changed


@pytest_asyncio.fixture(loop_scope="session")
async def administrator(strive, clock):
    app = build_web(whole(strive))
    user = await somebody(strive, Role.ADMINISTRATOR)
    async with signed_in(strive, user, app=app) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def endpoints(administrator) -> list[Taking]:
    found = list(taking_json((await administrator.get("/api/openapi.json")).json()))
    assert len(found) >= 5
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def post_id(administrator) -> str:
    made = await administrator.post(
        "/api/v1/posts", json={"title": "Mine", "body": {"source": "Words."}}
    )
    return made.json()["data"]["id"]


def refused(answer) -> bool:
    return answer.status_code in {400, 404, 415, 422} and not answer.json()["success"]


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS)
async def test_no_operator_passes_for_any_field(administrator, endpoints, post_id, operator):
    passed = []
    for each in endpoints:
        for place in leaves(each.example):
            body = with_at(each.example, place, operator)
            answer = await administrator.request(each.method, filled(each.path, post_id), json=body)
            if not refused(answer):
                passed.append((each.method, each.path, place, answer.status_code))
    assert not passed


@pytest.mark.parametrize("name", SMUGGLED)
async def test_no_field_gets_in_that_is_not_declared(administrator, endpoints, post_id, name):
    passed = []
    for each in endpoints:
        if name in each.names:
            continue
        body = {**each.example, name: SMUGGLED[name]}
        answer = await administrator.request(each.method, filled(each.path, post_id), json=body)
        if not refused(answer) or name not in answer.json()["error"]["message"]:
            passed.append((each.method, each.path, answer.status_code, answer.text[:120]))
    assert not passed


@pytest.mark.parametrize("kind", OTHER_KINDS)
async def test_json_comes_as_json_only(administrator, endpoints, post_id, kind):
    for each in endpoints:
        answer = await administrator.request(
            each.method,
            filled(each.path, post_id),
            content=json.dumps(each.example),
            headers={"content-type": kind},
        )
        assert answer.status_code == 415, (each.method, each.path)


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"1", b'"x"', b"{", b"\xff", b"[" * 100_000, b'{"a":1}{"b":2}']
)
async def test_a_body_that_is_no_object_is_refused(administrator, endpoints, post_id, body):
    for each in endpoints:
        answer = await administrator.request(
            each.method,
            filled(each.path, post_id),
            content=body,
            headers={"content-type": "application/json"},
        )
        assert answer.status_code < 500, (each.method, each.path)
        assert refused(answer) or not body, (each.method, each.path)


@pytest.mark.parametrize(
    "body", ["email[$ne]=&password[$ne]=&id[$gt]=", "title[$regex]=.*&$where=1"]
)
async def test_no_form_speaks_to_the_database(strive, administrator, body):
    """Fields of forms are text, whatever their names say."""
    for method, path in every_route(strive):
        if method in UNSAFE and not path.startswith("/api/"):
            answer = await administrator.request(
                method,
                filled(path),
                content=body,
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
            assert answer.status_code < 500, path
