"""Global Privacy Control: a browser that says for its owner, do not sell or share what is mine.

https://www.w3.org/TR/gpc/: a request with `Sec-GPC: 1`, and with no other value, says so. For
those who are signed in it is recorded once, like an opt-out they press a button for.
"""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

_NAME: Final = b"sec-gpc"


def is_sent(scope: Scope) -> bool:
    """Tell whether a request says so."""
    return [value.strip() for name, value in scope["headers"] if name == _NAME] == [b"1"]
