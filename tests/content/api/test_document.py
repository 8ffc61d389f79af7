"""The OpenAPI document is valid, complete, and its examples are what it says (API-3)."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis

from strive.app import build_web
from strive.content.api.queries import POSTS, field_names
from strive.content.api.shapes import PostSummary

BASE_URL = "http://localhost:8000"


@pytest.fixture
async def document(strive, clock) -> dict[str, Any]:
    transport = httpx.ASGITransport(build_web(strive))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        return (await client.get("/api/openapi.json")).json()


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, about in document["paths"].items()
        for method, operation in about.items()
    ]


async def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()


async def test_every_endpoint_of_the_contract_is_described(document):
    names = ["posts", "posts/{slug}", "pages/{slug}", "categories", "authors", "search", "site"]
    assert {f"/v1/{name}" for name in names} <= document["paths"].keys()
    assert document["servers"][0]["url"] == "/api"


async def test_every_operation_has_its_words_and_an_example_of_each_answer(document):
    for path, operation in operations(document):
        assert operation["operationId"], path
        assert operation["summary"], path
        assert operation["description"], path
        for status, answer in operation["responses"].items():
            assert answer["description"], (path, status)
            if status not in {"301", "304"}:
                contents = answer["content"].values()
                assert contents, (path, status)
                assert all(content["example"] for content in contents), (path, status)


async def test_every_parameter_is_explained(document):
    for path, operation in operations(document):
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
            assert parameter["in"] != "path" or parameter["example"], (path, parameter["name"])


async def test_every_example_fits_its_schema(document):
    for path, operation in operations(document):
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                schema = {"components": document["components"], **content["schema"]}
                validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
                problems = [str(problem) for problem in validator.iter_errors(content["example"])]
                assert not problems, (path, status)


async def test_examples_are_published_under_the_example_domain(document):
    for word in ("https://", "http://"):
        for url in str(document["paths"]).split(word)[1:]:
            assert url.startswith("example.com"), url[:40]


async def test_the_fields_that_can_be_chosen_are_those_that_are_sent(document):
    described = {each["name"]: each for each in POSTS.described()}
    sent = document["components"]["schemas"]["PostSummary"]["properties"]
    assert described["fields"]["schema"]["items"]["enum"] == list(sent)
    assert list(sent) == field_names(PostSummary)


async def test_browsers_and_caches_keep_the_document_a_while(client, content):
    first = await client.get("/api/openapi.json")
    assert first.headers["content-type"] == "application/json; charset=utf-8"
    assert first.headers["cache-control"] == "public, max-age=300"
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get("/api/openapi.json", headers=known)).status_code == 304
    assert json.loads(first.text)["info"]["title"] == "Strive API"
