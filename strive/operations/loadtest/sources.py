"""Where load comes from, so that a site on this machine sees many readers and not one."""

from __future__ import annotations

import sys
from typing import Final

from strive.operations.loadtest.target import Target

NETWORK: Final = "127.0.0.0/8"
_IS_LINUX: Final = sys.platform == "linux"


def can_be_many(target: Target) -> bool:
    """Tell whether requests can come from many addresses: all of 127.0.0.0/8 is this machine.

    That is so on Linux, and over no network.
    """
    return _IS_LINUX and target.is_loopback and "." in target.address


def loopback_source(target: Target, number: int) -> tuple[str, int] | None:
    """Return an address to connect from, another for each number; None where there is one only."""
    if not can_be_many(target):
        return None
    return (f"127.{1 + number // 62_500 % 254}.{number // 250 % 250}.{1 + number % 250}", 0)
