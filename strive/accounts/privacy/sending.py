"""The file with somebody's data as an answer: streamed, for one person alone."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from strive.accounts.principal import Principal
from strive.platform.cache import plan
from strive.platform.ratelimit import By, spending_of
from strive.platform.ratelimit.standard import EXPORTS

ZIP: Final = "application/zip"
_BY_ACCOUNT: Final = [policy for policy in EXPORTS if policy.by is By.ACCOUNT]


async def spend_export(request: Request, principal: Principal) -> None:
    """Take what a file costs from the limit of who asks; raises `LimitExceeded`."""
    account = principal.user_id or f"token:{principal.name}"
    await spending_of(request).take(_BY_ACCOUNT, account=account)


class Archive(StreamingResponse):
    """A ZIP while it is written; when the client is gone, nothing is read for it any more."""

    def __init__(self, chunks: AsyncGenerator[bytes, None], now: datetime) -> None:
        name = f"data-{now.astimezone(UTC):%Y-%m-%d}.zip"  # the name of a file names nobody
        super().__init__(
            chunks,
            media_type=ZIP,
            headers={
                "cache-control": plan.PRIVATE,
                "content-disposition": f'attachment; filename="{name}"',
            },
        )
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and close what it comes from, however that ends."""
        async with aclosing(self._chunks):
            await super().__call__(scope, receive, send)
