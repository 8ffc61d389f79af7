"""The register of personal data of the whole application."""

from __future__ import annotations

from typing import Final

from strive.accounts import holdings as accounts
from strive.content import holdings as content
from strive.media import holdings as media
from strive.operations import holdings as operations
from strive.platform import holdings as platform
from strive.platform.privacy import Register

REGISTER: Final = Register(
    [
        *accounts.HOLDINGS,
        *content.HOLDINGS,
        *media.HOLDINGS,
        *platform.HOLDINGS,
        *operations.HOLDINGS,
    ]
)
