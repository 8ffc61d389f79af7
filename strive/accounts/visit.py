"""Where somebody signs in from: the device in words, the place as far as it names no person."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.types import Scope

from strive.accounts.audit import NOWHERE
from strive.platform.ratelimit.client import client_of

_READ_CHARACTERS_MAX: Final = 400  # and remembered
UNKNOWN: Final = "An unknown device"


class Visit(NamedTuple):
    """A request to sign in, as its session shows it later."""

    device: str
    address: str
    scope: Scope = NOWHERE


def visit_of(request: Request) -> Visit:
    """Return from where a request comes."""
    agent = request.headers.get("user-agent", "")[:_READ_CHARACTERS_MAX]
    return Visit(device_of(agent), client_of(request.scope).shown, request.scope)


@lru_cache(maxsize=1_024)
def device_of(agent: str) -> str:
    """Return what a `User-Agent` says in words: "Firefox on Windows"."""
    from ua_parser import parse  # reads a thousand patterns: at the first sign-in, not before

    found = parse(agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    model = found.device.family if found.device else ""
    where = model if model in {"iPhone", "iPad"} else system.replace("Mac OS X", "macOS")
    return " on ".join(filter(None, [browser.replace("Mobile ", ""), where])) or UNKNOWN
