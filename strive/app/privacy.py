"""The register of personal data, and what people are asked about, of the whole application."""

from __future__ import annotations

from typing import Final

from strive.accounts import holdings as accounts
from strive.accounts.consents import purpose
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

PURPOSES: Final = purpose.Purposes(purpose.PURPOSES)
"""By default nothing needs consent; a feature that does declares its purpose, to be added here."""
