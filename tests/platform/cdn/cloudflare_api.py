"""Follows https://developers.cloudflare.com/api/resources/cache/methods/purge/ with its limits:
100 operations of one sort a call, tags of printable ASCII up to 1,024 characters, and a bucket of
calls that refills at five a minute on the free plan.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from aiohttp import web

from strive.kit.clock import Clock
from tests.platform.cdn.api import Api, Refused

ZONE, TOKEN = "023e105f4ecef8ad9ca31a8372d0c353", "cf-secret-token"
SORTS = {"tags", "files", "hosts", "prefixes", "purge_everything"}
TAG = re.compile(r"[!-+\--~]{1,1024}")


@dataclass
class CloudflareApi(Api):
    clock: Clock | None = None
    bucket: float = 25.0
    refilled_at: float | None = None

    @property
    def setting(self) -> str:
        return f"cloudflare://{ZONE}?token={TOKEN}&endpoint={self.endpoint}"

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise self.error(401, 10000, "Authentication error")
        if request.method != "POST" or request.path != f"/client/v4/zones/{ZONE}/purge_cache":
            raise self.error(404, 7003, "Could not route to the path, perhaps your zone is wrong")
        if not self.takes_one():
            refused = self.error(429, 971, "Rate limit reached")
            refused.response.headers["retry-after"] = "12"
            raise refused
        if request.content_type != "application/json":
            raise self.error(415, 6003, "Invalid request headers")
        body = json.loads(await request.text())
        sorts = SORTS & body.keys()
        if len(sorts) != 1 or body.keys() - SORTS:
            raise self.error(400, 1012, "Request must contain one of tags, files, hosts, prefixes")
        (sort,) = sorts
        if len(body[sort]) > 100:
            raise self.error(400, 1094, "You may only purge 100 operations at a time")
        if sort == "tags":
            if not all(TAG.fullmatch(tag) for tag in body["tags"]):
                raise self.error(400, 1093, "Invalid cache tag")
            self.tags.append(body["tags"])
        else:
            if not all(url.startswith(("http://", "https://")) for url in body["files"]):
                raise self.error(400, 1016, "Invalid URL")
            self.urls.append(body["files"])
        self.soft.append(False)
        return web.json_response(
            {"success": True, "errors": [], "messages": [], "result": {"id": ZONE}}
        )

    def takes_one(self) -> bool:
        """Take a call out of the bucket, if there is one."""
        assert self.clock is not None
        now = self.clock.now().timestamp()
        if self.refilled_at is not None:
            self.bucket = min(25.0, self.bucket + (now - self.refilled_at) * 5 / 60)
        self.refilled_at = now
        if self.bucket < 1:
            return False
        self.bucket -= 1
        return True

    @staticmethod
    def error(status: int, code: int, message: str) -> Refused:
        body = {"success": False, "errors": [{"code": code, "message": message}], "result": None}
        return Refused(web.json_response(body, status=status))
