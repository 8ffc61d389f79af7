"""security.md 38: what is secret is in no log, no answer to others and no page of an error."""

from __future__ import annotations

import io
import secrets

import pytest
from every_route import UNSAFE, every_route, filled, whole
from signed_in import signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web
from strive.platform.telemetry import configure_logging


@pytest.mark.parametrize("form", ["json", "pretty"])
async def test_no_secret_is_logged_whatever_route_it_is_sent_to(strive, clock, form):
    stream = io.StringIO()
    canary = f"Canary0{secrets.token_urlsafe(32)}"
    user = await somebody(strive, Role.ADMINISTRATOR)
    async with signed_in(strive, user, app=build_web(whole(strive))) as client:
        session = client.cookies[strive.accounts.cookie.name]
        configure_logging("DEBUG", form, stream=stream, for_good=False)
        for method, path in every_route(strive):
            sent = {"params": {"token": canary, "q": canary}}
            if method in UNSAFE:
                sent |= {"json" if path.startswith("/api/") else "data": {"password": canary}}
            await client.request(method, filled(path), **sent)
            headers = {"authorization": f"Bearer {canary}", "x-api-key": canary}
            await client.request(method, filled(path), headers=headers)
            await client.request(method, filled(path, canary))
    written = stream.getvalue()
    assert written.count("request_id") > 100
    assert canary not in written
    assert session not in written
    assert strive.settings.secret_key not in written


async def test_links_with_a_token_are_logged_without_it(strive, client):
    stream = io.StringIO()
    configure_logging("INFO", "json", stream=stream, for_good=False)
    token = secrets.token_urlsafe(32) + "aA0"
    await client.get(f"/preview/{token}")
    await client.get("/blog/a-slug-that-is-quite-long-and-stays-as-it-is-in-the-log")
    assert token not in stream.getvalue()
    assert '"/preview/…"' in stream.getvalue()
    assert "a-slug-that-is-quite-long-and-stays-as-it-is-in-the-log" in stream.getvalue()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_failure_tells_nothing_of_the_inside(strive, monkeypatch, accept):
    async def fail(*_args, **_options):
        raise RuntimeError("mongodb://user:secret@db.internal failed in /srv/strive/x.py")

    monkeypatch.setattr(strive.content.posts, "by_slug", fail)
    app = build_web(strive)
    async with signed_in(strive, await somebody(strive), app=app) as client:
        for path in ("/blog/x", "/api/v1/posts/x"):
            answer = await client.get(path, headers={"accept": accept})
            if answer.status_code < 500:
                continue
            for word in ("secret", "internal", "RuntimeError", "Traceback", ".py"):
                assert word not in answer.text.replace("internal_error", "")
            break
        else:
            pytest.fail("nothing failed")
