"""The site as the web role serves it, and what the tests of proxies need to see of it.

It tells the caches in front its tags, as `STRIVE_CDN` has it do; searches may be kept for one
second; `/echo` answers what the proxy said; and every answer is numbered.
"""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from itertools import count

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.app.serving import Web
from strive.platform.cache import plan
from strive.platform.cdn import Kind
from strive.platform.cdn.fields import EdgeFields
from strive.settings import load_settings, with_secret

FORWARDED = ("host", "accept-encoding", "x-forwarded-for", "x-forwarded-proto", "cookie")
SHORT = (b"cache-control", b"public, s-maxage=1")


def create() -> ASGIApp:
    """Make the application of one worker process."""
    settings = with_secret(load_settings())
    own = replace(settings.database, name=os.environ["DATABASE"])
    site = EdgeFields(Web(replace(settings, database=own)), Kind.SELF_RUN)
    numbers = count(1)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = [*message["headers"], (b"x-number", b"%d" % next(numbers))]
                if scope["path"] == "/search":
                    fields = [SHORT if name == SHORT[0] else (name, v) for name, v in fields]
                message = {**message, "headers": fields}
            await send(message)

        if scope["type"] == "http" and scope["path"] == "/echo":
            await echo(scope, numbered)
        else:
            await site(scope, receive, numbered)

    return app


async def echo(scope: Scope, send: Send) -> None:
    """Answer after a moment what was asked, as a page that may be kept."""
    await asyncio.sleep(0.2)
    given = {name.decode(): value.decode() for name, value in scope["headers"]}
    told = {name: given.get(name) for name in FORWARDED}
    body = json.dumps({**told, "query": scope["query_string"].decode()}).encode()
    fields = [
        (b"cache-control", plan.PAGE.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"vary", b"accept-encoding"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": body})
