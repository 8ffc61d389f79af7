"""The receipt of an erasure, for whoever has its address: it tells of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.erasure import Erasure
from strive.accounts.pages.own_pages import OwnPages
from strive.accounts.privacy import Erasures
from strive.platform.privacy import Register

RECEIPTS: Final = "/privacy/receipts"
REFRESHED_S: Final = 5


class Taken(NamedTuple):
    """From how many entries of a store somebody was taken."""

    store: str
    data: str
    entries: int


@dataclass(frozen=True, slots=True)
class ReceiptPage(OwnPages):
    """Shows how far it is, and what was done."""

    erasures: Erasures
    register: Register

    async def show_receipt(self, request: Request) -> Response:
        """Show a receipt; under way it looks again by itself, if it is asked to."""
        erasure = await self.erasures.get(request.path_params["id"])
        watches = "watch" in request.query_params and not erasure.is_done
        response = await self.show(
            request,
            "receipt.html",
            "Receipt of an erasure" if erasure.is_done else "Being erased",
            erasure=erasure,
            taken=taken(erasure, self.register),
            watches=watches,
            seconds=REFRESHED_S,
        )
        if watches:
            response.headers["refresh"] = str(REFRESHED_S)
        return response


def taken(erasure: Erasure, register: Register) -> list[Taken]:
    """Return what was taken out, in the order of the register."""
    return [
        Taken(holding.name, holding.data, erasure.counts[holding.name])
        for holding in register.holdings
        if erasure.counts.get(holding.name)
    ]
