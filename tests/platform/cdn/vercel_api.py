"""Follows https://vercel.com/docs/rest-api/edge-cache/invalidate-by-tag and its sibling that
deletes: one to 16 tags of up to 256 characters a call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from tests.platform.cdn.api import Api, Refused

PROJECT, TEAM, TOKEN = "prj_12HKQaOmR5t5Uy6vdcQsNIiZgHGB", "team_1a2b3c4d", "vercel-secret-token"
WAYS = {
    "/v1/edge-cache/invalidate-by-tags": True,
    "/v1/edge-cache/dangerously-delete-by-tags": False,
}


@dataclass
class VercelApi(Api):
    @property
    def setting(self) -> str:
        return f"vercel://{PROJECT}?token={TOKEN}&team={TEAM}&endpoint={self.endpoint}"

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise self.error(403, "forbidden", "Not authorized")
        if request.query != {"projectIdOrName": PROJECT, "teamId": TEAM}:
            raise self.error(404, "not_found", "Project not found")
        if request.method != "POST" or request.path not in WAYS:
            raise self.error(404, "not_found", "The page could not be found")
        tags = json.loads(await request.text())["tags"]
        if not 1 <= len(tags) <= 16 or any(len(tag) > 256 for tag in tags):
            raise self.error(400, "bad_request", "Invalid request: `tags`")
        self.tags.append(tags)
        self.soft.append(WAYS[request.path])
        return web.Response()

    @staticmethod
    def error(status: int, code: str, message: str) -> Refused:
        body = {"error": {"code": code, "message": message}}
        return Refused(web.json_response(body, status=status))
