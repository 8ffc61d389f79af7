"""Claims of `strive.accounts.authentication` and `strive.accounts.principal`."""

from __future__ import annotations

import pytest
from asgi import ask
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from strive.accounts.authentication import Authentication, principal_of
from strive.accounts.errors import TokenInvalid
from strive.accounts.principal import Principal, Scope, require
from strive.platform.database.monitoring import DatabaseUse, current_use
from strive.platform.errors import Forbidden, Unauthenticated

READ = Scope.CONTENT_READ


async def who(scope: AsgiScope, receive: Receive, send: Send) -> None:
    principal = principal_of(Request(scope))
    await PlainTextResponse(principal.name if principal else "nobody")(scope, receive, send)


@pytest.fixture
def app(strive, tokens) -> Authentication:
    accounts = strive.accounts
    return Authentication(who, tokens, accounts.sessions, accounts.cookie)


async def test_without_a_credential_it_is_nobody_and_nothing_is_asked(app):
    use = DatabaseUse()
    token = current_use.set(use)
    assert (await ask(app, b"/")).body == b"nobody"
    current_use.reset(token)
    assert use.queries == 0


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER   "])
async def test_a_credential_tells_who_asks(app, tokens, scheme):
    new = await tokens.create("reader", [READ])
    header = (b"authorization", f"{scheme}{new.secret}".encode())
    assert (await ask(app, b"/", headers=[header])).body == b"reader"


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        b"Bearer a b",
        b"Bearer \xff",
        b"Basic dXNlcjpwYXNz",
        b'Bearer {"$ne":1}',
        b"Bearer strive_unknown",
        b"Bearer " + b"a" * 100_000,
    ],
    ids=lambda value: repr(value)[:30],
)
async def test_what_is_no_good_credential_is_refused(app, value):
    with pytest.raises(TokenInvalid):
        await ask(app, b"/", headers=[(b"authorization", value)])


async def test_a_good_credential_does_not_excuse_a_bad_one(app, tokens):
    new = await tokens.create("reader", [READ])
    good = (b"authorization", f"Bearer {new.secret}".encode())
    with pytest.raises(TokenInvalid):
        await ask(app, b"/", headers=[good, (b"authorization", b"Bearer strive_unknown")])


def test_who_has_a_scope_passes_and_nobody_else():
    require(Principal(name="reader", scopes=frozenset([READ])), READ)
    with pytest.raises(Forbidden, match="does not have the scope content:read"):
        require(Principal(name="other", scopes=frozenset()), READ)
    with pytest.raises(Unauthenticated, match="needs a credential"):
        require(None, READ)
