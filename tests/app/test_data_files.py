"""Claims of the file with somebody's data: how it is sent, to whom, and how often."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.entry import Action
from strive.accounts.recent import RECENT
from strive.accounts.role import Role
from strive.app import build_web
from strive.platform.privacy import Reach
from strive.platform.ratelimit import open_limiter


@pytest.fixture
async def reader(strive, clock):
    """Somebody who is not signed in."""
    transport = httpx.ASGITransport(build_web(strive))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


def unpacked(answer: httpx.Response) -> zipfile.ZipFile:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    disposition = answer.headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="data-\d{4}-\d\d-\d\d\.zip"', disposition)
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def last_entry(strive, action: Action):
    return (await strive.accounts.audit.find(action=action, limit=1))[0]


async def test_somebody_downloads_what_is_held_about_them(strive, clock):
    user = await somebody(strive, Role.MEMBER, "Ada")
    async with signed_in(strive, user) as client:
        page = (await client.get("/account/data")).text
        assert 'action="/account/data/export" method="post"' in page
        file = unpacked(await client.post("/account/data/export"))
    assert file.testzip() is None
    told = json.loads(file.read("data.json"))
    assert told["person"] == {"id": user.id, "email": user.email, "name": "Ada"}
    assert user.email in file.read("data.html").decode()
    entry = await last_entry(strive, Action.EXPORTED)
    assert (entry.by, entry.target, entry.details) == (user.id, f"user:{user.id}", {"asked": "own"})


async def test_a_download_that_is_cut_off_leaves_nothing_running(strive, clock, monkeypatch):
    user, closed = await somebody(strive), asyncio.Event()

    async def endless(_person):
        try:
            while True:
                yield {"noise": "".join(map(str, range(3_000)))}
                await asyncio.sleep(0)
        finally:
            closed.set()

    exports = strive.privacy.exports
    reach = exports._reaches["sessions"]
    monkeypatch.setitem(exports._reaches, "sessions", Reach("sessions", endless, reach.erase))
    new = await strive.accounts.sessions.start(user, device="Test", address="")
    got, gone = 0, asyncio.Event()

    async def receive():
        if not receive.asked:
            receive.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        nonlocal got
        got += len(message.get("body", b""))
        if got > 200_000:
            gone.set()
            raise OSError("the client is gone")

    receive.asked = False
    cookie = f"{strive.accounts.cookie.name}={new.secret}".encode()
    headers = [(b"host", b"localhost:8000"), (b"cookie", cookie), (b"origin", BASE_URL.encode())]
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "method": "POST"}
    scope |= {"http_version": "1.1", "scheme": "http", "query_string": b"", "root_path": ""}
    scope |= {"path": "/account/data/export", "raw_path": b"/account/data/export"}
    scope |= {"headers": headers, "client": ("127.0.0.1", 5), "server": ("localhost", 8000)}
    scope |= {"state": {}}
    async with asyncio.timeout(20):
        try:
            await build_web(strive)(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - however a server is told
            assert "gone" in str(error) or type(error).__name__ == "ClientDisconnect"  # noqa: PT017
        await closed.wait()
    assert got > 200_000


async def test_files_are_limited_by_whose_account_it_is(strive, settings, clock):
    user, other = await somebody(strive), await somebody(strive)
    limits = open_limiter(
        settings.valkey, site="limits-of-files", secret="s" * 32, processes=1, mode="on"
    )
    async with limits as limiter:
        app = build_web(replace(strive, limiter=limiter))
        async with signed_in(strive, user, app=app) as client:
            asked = [client.post("/account/data/export") for _ in range(11)]
            statuses = sorted([answer.status_code for answer in await asyncio.gather(*asked)])
            assert statuses == [200] * 10 + [429]
            by_api = await client.get("/api/v1/me/data")
            assert by_api.status_code == 429
            assert by_api.json()["error"]["code"] == "too_many_requests"
        async with signed_in(strive, other, app=app) as client:
            assert (await client.post("/account/data/export")).status_code == 200


async def test_by_api_the_same_file_comes_and_the_address_confirms(strive, clock, reader):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        file = unpacked(await client.get("/api/v1/me/data"))
        assert set(file.namelist()) == {"data.json", "data.html"}
        for body, status in (({"email": "x@example.org"}, 400), ({}, 400), ({"email": {}}, 400)):
            answer = await client.request("DELETE", "/api/v1/me/data", json=body)
            assert answer.status_code == status
        assert (await client.delete("/api/v1/me/data")).status_code == 415
        body = {"email": user.email}
        answer = await client.request("DELETE", "/api/v1/me/data", json=body)
        assert answer.status_code == 202
        assert (await client.get("/api/v1/me")).status_code == 401
    receipt = answer.json()["data"]
    location = answer.headers["location"]
    assert location == f"/api/v1/privacy/receipts/{receipt['id']}"
    assert (receipt["asked"], receipt["finishedAt"]) == ("own", None)
    await strive.outbox.deliver_due()
    done = (await reader.get(location)).json()["data"]
    assert done["finishedAt"] is not None
    assert done["counts"]["users"] == 1
    assert done["told"] is True
    assert set(done) == {"id", "asked", "askedAt", "finishedAt", "counts", "waitsFor", "told"}


async def test_by_api_it_needs_somebody_who_has_just_shown_who_they_are(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        clock.move(RECENT + timedelta(seconds=1))
        for method in ("GET", "DELETE"):
            json_ = {"email": user.email} if method == "DELETE" else None
            answer = await client.request(method, "/api/v1/me/data", json=json_)
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "reauthentication_needed"


async def test_a_file_of_more_than_the_old_limit_of_zip_is_whole(strive, clock, monkeypatch):
    user = await somebody(strive)
    entries = [
        {"_id": f"{user.id}-{number}", "at": clock.now(), "action": "session.started"}
        | {"by": user.id, "details": {"noise": str(number) * 500}}
        for number in range(100)
    ]
    await strive.database.raw["audit"].insert_many(entries)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10_000)  # 2 GiB as it comes
    async with signed_in(strive, user) as client:
        file = unpacked(await client.post("/account/data/export"))
    assert file.testzip() is None
    assert file.getinfo("data.json").file_size > 10_000
