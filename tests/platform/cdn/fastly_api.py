"""Follows https://www.fastly.com/documentation/reference/api/purging/ : `Fastly-Key`, at most 256
surrogate keys of visible ASCII up to 1,024 characters a call, `Fastly-Soft-Purge`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from aiohttp import web

from tests.platform.cdn.api import Api, Refused

SERVICE, TOKEN = "SU1Z0isxPaozGVKXdv0eY", "fastly-secret-token"
KEY = re.compile(r"[!-~]{1,1024}")


@dataclass
class FastlyApi(Api):
    @property
    def setting(self) -> str:
        return f"fastly://{SERVICE}?token={TOKEN}&endpoint={self.endpoint}"

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers.get("fastly-key") != TOKEN:
            raise self.error(401, "Provided credentials are missing or invalid")
        if request.method == "POST" and request.raw_path.startswith("/purge/"):
            self.urls.append([request.raw_path.removeprefix("/purge/")])
            answer = {"status": "ok", "id": f"108-1391560174-{self.calls}"}
        elif request.method == "POST" and request.raw_path == f"/service/{SERVICE}/purge":
            keys = json.loads(await request.text())["surrogate_keys"]
            if len(keys) > 256:
                raise self.error(400, "Too many surrogate keys, the most is 256")
            if not all(KEY.fullmatch(key) for key in keys):
                raise self.error(400, "A surrogate key is not valid")
            self.tags.append(keys)
            answer = {key: f"108-1391560174-{number}" for number, key in enumerate(keys)}
        else:
            raise self.error(404, "Record not found")
        self.soft.append("fastly-soft-purge" in request.headers)
        return web.json_response(answer)

    @staticmethod
    def error(status: int, message: str) -> Refused:
        return Refused(web.json_response({"msg": message}, status=status))
