"""Whatever is sent to whichever address: a clear answer in the right form, never a failure.

The addresses are those of the application itself, so what is added to it is asked here too.
"""

from __future__ import annotations

import dataclasses
import json
import re

import pytest
import pytest_asyncio
from asgi import Answer, Header, ask
from hostility import HEADERS, MARK, STRANGE, TEXTS, VALUES
from published import publish
from starlette.routing import Route
from starlette.types import ASGIApp

from strive.app import Strive, build_routes, build_web, open_faces
from strive.content.drafts import tag_of
from strive.content.taxonomy import AuthorDraft, CategoryDraft

SECURITY = (b"content-security-policy", b"x-content-type-options", b"x-frame-options")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(strive: Strive) -> ASGIApp:
    """The whole application, with everything in it that can be turned on."""
    settings = dataclasses.replace(strive.settings, sanity_webhook_secret="s" * 32)
    return build_web(dataclasses.replace(strive, settings=settings))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def paths(strive: Strive, app: ASGIApp) -> list[str]:
    """Every path there is, with its parameters in braces, over something to be found."""
    content = strive.content
    author = await content.taxonomy.save_author(AuthorDraft(name="Somebody"))
    category = await content.taxonomy.save_category(CategoryDraft(title="Something"))
    shelved = {"author": (author.id,), "categories": (category.id,), "tags": (tag_of("Tag"),)}
    await publish(content, "Sample", "Words.", **shelved)
    routes = build_routes(strive, open_faces(strive))
    found = [route.path for route in routes if isinstance(route, Route)]
    assert [route.path for route in routes if not isinstance(route, Route)] == ["/api"]
    described = json.loads((await ask(app, b"/api/openapi.json")).body)
    api = [f"/api{path}" for path in described["paths"]]
    beside = ["/api", "/api/openapi.json", "/api/docs", "/api/docs/{name}", "/api/v1/{name}"]
    return [*found, *api, *beside, "/{a}/{b}/{c}/{d}"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def parameters(app: ASGIApp) -> dict[str, list[str]]:
    """The names of the parameters of each path of the API."""
    described = json.loads((await ask(app, b"/api/openapi.json")).body)
    return {
        f"/api{path}": [
            each["name"] for each in about["get"]["parameters"] if each["in"] == "query"
        ]
        for path, about in described["paths"].items()
        if "get" in about
    }


def filled(path: str, text: str) -> bytes:
    """Return an address with a text for each parameter."""
    return re.sub(r"\{[^}]*\}", lambda _: text, path).encode()


def wrong_with(answer: Answer, target: bytes, method: str = "GET") -> str:
    """Return what is wrong with an answer, "" if nothing is."""
    checks = {
        "fails": answer.status >= 500,
        "lacks security headers": any(not answer.header(name) for name in SECURITY),
        "breaks a header": any(re.search(rb"[\r\n\0]", value) for _, value in answer.headers),
        "leads elsewhere": not _stays(answer.header(b"location")),
        "reflects": MARK.encode() in answer.body and b"json" not in answer.header(b"content-type"),
        "has no form": answer.status >= 400 and not _has_form(answer, target),
    }
    return ", ".join(name for name, is_so in checks.items() if is_so)


def _stays(location: bytes) -> bool:
    path = location.removeprefix(b"http://localhost:8000")
    return not path or (path.startswith(b"/") and not path.startswith((b"//", b"/\\")))


def _to_sign_in(answer: Answer) -> bool:
    return answer.status == 303 and answer.header(b"location").startswith(b"/account/sign-in")


def _has_form(answer: Answer, target: bytes) -> bool:
    """Tell whether an error is in the envelope (API-1) or is a whole page."""
    if answer.status == 416:
        return not answer.body
    if target.startswith((b"/api/", b"/api?")) or b"json" in answer.header(b"content-type"):
        body = json.loads(answer.body)
        assert body.keys() == {"success", "error", "timestamp"}
        assert body["error"]["message"]
        assert body["error"]["code"]
        return body["success"] is False
    return answer.body.startswith(b"<!doctype html>") and b"</html>" in answer.body


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_path_may_say_anything(app: ASGIApp, paths: list[str], text: str):
    wrong = {}
    for path in (path for path in paths if "{" in path):
        for target in (filled(path, text), filled(path, text) + b"/"):
            answer = await ask(app, target)
            assert answer.status in {301, 308, *range(400, 500)} or _to_sign_in(answer), target
            if problem := wrong_with(answer, target):
                wrong[target[:80]] = problem
    assert not wrong


@pytest.mark.parametrize("text", VALUES.values(), ids=VALUES)
async def test_a_parameter_may_be_anything(
    app: ASGIApp, paths: list[str], parameters: dict[str, list[str]], text: str
):
    wrong = {}
    for path in paths:
        for name in parameters.get(path, ["page", "q"]):
            target = filled(path, "sample") + f"?{name}={text}".encode()
            answer = await ask(app, target)
            if problem := wrong_with(answer, target):
                wrong[target[:80]] = problem
            elif path in parameters and answer.status == 200:
                assert name in {"q", "tag"}, f"{target[:80]!r} means nothing"
    assert not wrong


@pytest.mark.parametrize("query", STRANGE.values(), ids=STRANGE)
async def test_a_query_may_be_anything(
    app: ASGIApp, paths: list[str], parameters: dict[str, list[str]], query: str
):
    wrong = {}
    for path in paths:
        target = filled(path, "sample") + b"?" + query.encode("latin-1")
        answer = await ask(app, target)
        if problem := wrong_with(answer, target):
            wrong[target[:80]] = problem
        elif path in parameters:
            assert answer.status in {400, 401}, target[:80]
    assert not wrong


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: repr(header)[:60])
async def test_a_header_may_say_anything(app: ASGIApp, paths: list[str], header: Header):
    wrong = {}
    for path in paths:
        target = filled(path, "sample")
        answer = await ask(app, target, headers=[header])
        if problem := wrong_with(answer, target):
            wrong[target[:80]] = problem
        assert b"evil.example" not in answer.body + b"".join(map(b"".join, answer.headers))
    assert not wrong


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get"])
async def test_a_wrong_method_is_told_which_are_right(app: ASGIApp, paths: list[str], method: str):
    for path in paths:
        target = filled(path, "sample")
        answer = await ask(app, target, method, body=b'{"$ne":1}')
        assert not wrong_with(answer, target), target
        if answer.status == 405:
            allowed = answer.header(b"allow").decode().split(", ")
            assert "OPTIONS" in allowed
            assert method not in allowed
        else:
            is_open = method == "POST" and answer.status in {200, 303, 400, 415}  # as signing out
            assert answer.status in {401, 404} or is_open, target


async def test_options_tells_the_methods_of_every_address(app: ASGIApp, paths: list[str]):
    for path in paths:
        target = filled(path, "sample")
        answer = await ask(app, target, "OPTIONS")
        if answer.status == 404:
            continue
        assert (answer.status, answer.body) == (204, b""), target
        allowed = answer.header(b"allow").decode().split(", ")
        for method in allowed:
            assert (await ask(app, target, method)).status != 405, (target, method)
        assert {"GET", "HEAD"} <= set(allowed) or not {"GET", "HEAD"} & set(allowed)


async def test_head_answers_as_get_does(app: ASGIApp, paths: list[str]):
    changing = {b"x-request-id", b"server-timing"}
    for path in paths:
        target = filled(path, "sample")
        got, head = await ask(app, target), await ask(app, target, "HEAD")
        assert head.status == got.status, target
        of_get = {name: value for name, value in got.headers if name not in changing}
        assert {name: value for name, value in head.headers if name not in changing} == of_get


@pytest.mark.parametrize(
    "body", [b'{"$ne":1}', b"a=1&a=2", b"\xff" * 100_000], ids=["an operator", "a form", "much"]
)
async def test_a_body_where_none_belongs_is_not_read(app: ASGIApp, paths: list[str], body: bytes):
    for path in paths:
        target = filled(path, "sample")
        plain, with_body = await ask(app, target), await ask(app, target, body=body)
        assert with_body.status == plain.status, target
        assert not wrong_with(with_body, target)


@pytest.mark.parametrize("host", ["//evil.example", "///evil.example", "/\\evil.example", "/%5C/e"])
async def test_no_slash_leads_to_another_site(app: ASGIApp, host: str):
    for target in (f"{host}/", f"{host}/%2e%2e/", f"{host}%2F", f"{host}/x/?next=//e"):
        answer = await ask(app, target.encode())
        assert not wrong_with(answer, target.encode())
