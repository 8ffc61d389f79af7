"""Where Sanity tells what has changed: `POST /api/v1/webhooks/sanity`."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import structlog
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from strive.content.importing.run import Target
from strive.content.importing.sanity.fields import Dataset
from strive.content.importing.sanity.signature import HEADER, verify
from strive.content.importing.sanity.syncing import Syncing
from strive.platform.errors import Invalid, TooLarge
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import WEBHOOKS
from strive.platform.web import envelope
from strive.platform.web.bodies import BodyUpTo

PATH: Final = "/api/v1/webhooks/sanity"
BODY_BYTES_MAX: Final = 8_000_000

log = structlog.get_logger(__name__)


def sanity_webhook_routes(target: Target, secret: str) -> list[Route]:
    """Return the route of the webhook, none without a secret to check signatures with."""
    if not secret:
        return []
    webhook = _Webhook(target, secret)
    roomy = [Middleware(BodyUpTo, bytes_max=BODY_BYTES_MAX)]
    route = Route(PATH, webhook.receive, methods=["POST"], middleware=roomy)
    return limited([route], WEBHOOKS)


class _Webhook:
    def __init__(self, target: Target, secret: str) -> None:
        self._clock = target.clock
        self._secret = secret
        self._syncing = Syncing(target)

    async def receive(self, request: Request) -> Response:
        """Check the signature, then follow the change. Deliveries may repeat and come late."""
        body = await _body(request)
        now = self._clock.now()
        verify(request.headers.get(HEADER, ""), body, now, self._secret)
        document = _document(body)
        headers = request.headers
        if headers.get("sanity-operation") == "delete":
            key = headers.get("sanity-document-id") or str(document.get("_id", ""))
            entry = await self._syncing.delete(key)
        else:
            dataset = Dataset(
                headers.get("sanity-project-id", ""), headers.get("sanity-dataset", "")
            )
            entry = await self._syncing.put(document, dataset)
        log.info("sanity.webhook", item=entry.item, kind=entry.kind, result=entry.result.value)
        return envelope.success(entry, now=now)


async def _body(request: Request) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_BYTES_MAX:
            raise TooLarge(f"A delivery may have {BODY_BYTES_MAX:,} bytes at most.")
        chunks.append(chunk)
    return b"".join(chunks)


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid("The body is not a JSON object.") from error
    if not isinstance(document.get("_id"), str) or not document["_id"]:
        raise Invalid("The body has no _id; send the whole document (leave the projection empty).")
    return document
