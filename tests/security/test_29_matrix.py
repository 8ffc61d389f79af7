"""security.md 29: every route and method, for every role, and for what is one's own or not."""

from __future__ import annotations

from itertools import count

import httpx
import pytest
import pytest_asyncio
from every_route import UNSAFE, every_route, filled, whole
from permissions import ANYBODY, OF_OWN_POSTS, PERMISSIONS, SIGNATURE, SIGNED_IN, STAFF
from signed_in import BASE_URL, SAME_ORIGIN, signed_in, somebody

from strive.accounts.principal import Scope
from strive.accounts.role import Role
from strive.app import build_web

NOBODY, PROGRAM = "anonymous", "a token without rights"
ALL = [NOBODY, PROGRAM, *Role, *(f"{role} without second factor" for role in Role)]
ABOUT_ONESELF = {"/studio/posts/{id}/copy/discard"}  # forgets what one has typed oneself
_numbers = count(1)
ELSEWHERE = ("/account/sign-in", "/account/second-factor")


def may(who: str, line: object) -> bool:
    """Tell whether the table lets somebody pass."""
    if line is ANYBODY:
        return True
    if line is SIGNATURE or who in {NOBODY, PROGRAM}:
        return False
    if line is SIGNED_IN:
        return True
    if who not in set(Role):
        return False
    return Role(who).is_staff if line is STAFF else line in Role(who).rights


def is_let_in(answer: httpx.Response) -> bool:
    """Tell whether an answer is to what was asked, be it that there is no such thing."""
    location = answer.headers.get("location", "")
    is_sent_away = location.startswith(ELSEWHERE) and "next=" in location
    return answer.status_code not in {401, 403} and not is_sent_away


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(strive):
    return build_web(whole(strive))


async def ask_as(strive, app, who: str, method: str, path: str) -> httpx.Response:
    """Ask as somebody who did not exist before, for what is asked may end them."""
    if who in {NOBODY, PROGRAM}:
        headers = dict(SAME_ORIGIN)
        if who == PROGRAM:
            made = await strive.accounts.tokens.create(f"matrix {next(_numbers)}", [])
            headers = {"authorization": f"Bearer {made.secret}"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            return await client.request(method, path, headers=headers)
    user = await somebody(strive, Role(who.partition(" ")[0]))
    async with signed_in(strive, user, app=app, second_factor=" " not in who) as client:
        return await client.request(method, path)


def test_every_route_has_a_line_and_every_line_a_route(strive):
    found = {f"{method} {path}" for method, path in every_route(strive)}
    lacking = "\n".join(f'    "{each}": …,' for each in sorted(found - set(PERMISSIONS)))
    assert not lacking, f"say in tests/permissions.py who may use:\n{lacking}"
    assert not set(PERMISSIONS) - found, "these lines of tests/permissions.py have no route"


@pytest.mark.parametrize("who", ALL)
async def test_everybody_gets_what_they_may_and_nothing_else(strive, app, clock, who):
    wrong = []
    for method, path in every_route(strive):
        expected = may(who, PERMISSIONS.get(f"{method} {path}", SIGNATURE))
        answer = await ask_as(strive, app, who, method, filled(path))
        if answer.status_code >= 500 or is_let_in(answer) != expected:
            wrong.append(f"{method} {path}: {answer.status_code}, may: {expected}")
    assert not wrong, f"for {who}:\n" + "\n".join(wrong)


@pytest_asyncio.fixture(loop_scope="session")
async def posts(strive, clock):
    """A maker of posts: a user who is an author, and the id of a post that is theirs."""

    async def make(title: str):
        user = await somebody(strive, Role.AUTHOR)
        async with signed_in(strive, user) as client:
            draft = {"title": title, "body": {"source": "Words."}}
            made = await client.post("/api/v1/posts", json=draft)
            assert made.status_code == 201, made.text
            return user, made.json()["data"]["id"]

    return make


def of_posts(strive) -> list[tuple[str, str]]:
    return [route for route in every_route(strive) if route[1].startswith(OF_OWN_POSTS)]


async def test_an_author_is_refused_the_posts_of_others_on_every_route(strive, app, posts):
    _, post_id = await posts("Of one")
    other, _ = await posts("Of another")
    routes = [each for each in of_posts(strive) if each[1] not in ABOUT_ONESELF]
    assert len(routes) > 20
    async with signed_in(strive, other, app=app) as client:
        for method, path in routes:
            is_json = path.startswith("/api/")
            body = {"json": {}} if is_json else {"data": {"title": "Taken"}}
            sent = body if method in UNSAFE else {}
            answer = await client.request(method, filled(path, post_id), **sent)
            assert answer.status_code in {403, 404}, (method, path, answer.text[:200])
            assert "Of one" not in answer.text, (method, path)
    async with signed_in(strive, await somebody(strive, Role.EDITOR), app=app) as client:
        kept = await client.get(f"/api/v1/drafts/{post_id}")
        assert kept.json()["data"]["title"] == "Of one"


@pytest.mark.parametrize("whose", ["the author's own", "an editor's"])
async def test_an_author_and_any_editor_may_use_every_route_of_a_post(strive, app, posts, whose):
    for method, path in of_posts(strive):
        user, post_id = await posts("Mine")
        if whose == "an editor's":
            user = await somebody(strive, Role.EDITOR)
        async with signed_in(strive, user, app=app) as client:
            answer = await client.request(method, filled(path, post_id))
            assert answer.status_code not in {401, 403, 500}, (method, path)


def test_reading_needs_no_line_that_changes():
    """A method that may change something is open to anybody only where it says so here."""
    open_to_all = {
        line for line, who in PERMISSIONS.items() if who is ANYBODY and line.split()[0] in UNSAFE
    }
    assert all("/account/" in line or "/api/v1/auth/" in line for line in open_to_all)


def test_every_right_is_some_role_s_and_members_have_none():
    assert not Role.MEMBER.rights
    assert set(Scope) == {scope for role in Role for scope in role.rights}
