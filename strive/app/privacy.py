"""The register of personal data, and what people are asked about, of the whole application."""

from __future__ import annotations

from typing import Final

from strive.accounts import holdings as accounts
from strive.accounts.consents import purpose
from strive.content import holdings as content
from strive.content.pages.privacy import Cookie
from strive.media import holdings as media
from strive.operations import holdings as operations
from strive.platform import holdings as platform
from strive.platform.privacy import Register
from strive.settings import Settings

REGISTER: Final = Register(
    [
        *accounts.HOLDINGS,
        *content.HOLDINGS,
        *media.HOLDINGS,
        *platform.HOLDINGS,
        *operations.HOLDINGS,
    ]
)


def register_of(settings: Settings) -> Register:
    """Return the register as the settings have it."""
    return REGISTER.with_time("audit", settings.audit_keep)


PURPOSES: Final = purpose.Purposes(purpose.PURPOSES)
"""By default nothing needs consent; a feature that does declares its purpose, to be added here."""


_COOKIES: Final = (
    (
        "session",
        "keeps you signed in; set when you sign in",
        "until you sign out or close the browser, or for 30 days if you want to stay signed in",
    ),
    (
        "return",
        "knows your browser again when you sign in by another site",
        "until you are back, 10 minutes at most",
    ),
    (
        "passkey",
        "knows your browser again when it shows a passkey",
        "until it has shown it, 10 minutes at most",
    ),
    (
        "recovery-codes",
        "brings new recovery codes, sealed, to the page that shows them to you",
        "until they were shown, 10 minutes at most",
    ),
)


def cookies(*, https: bool) -> tuple[Cookie, ...]:
    """Return all cookies there are; each is strictly necessary, so none needs consent."""
    prefix = "__Host-" if https else ""
    return tuple(Cookie(prefix + name, does, lasts) for name, does, lasts in _COOKIES)
