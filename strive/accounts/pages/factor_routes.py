"""The addresses of pages of second factors and passkeys, with their limits."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from strive.accounts.opening import Accounts
from strive.accounts.pages.factors import ENROL, NEW
from strive.accounts.pages.frame import Frame
from strive.accounts.pages.guard import SECOND_FACTOR, Guarded, half_signed_in, signed_in
from strive.accounts.pages.passkeys import PasskeyPages
from strive.accounts.pages.recovery import FACTORS, RECOVERY, RecoveryPages
from strive.kit.clock import Clock
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import AUTH, PAGES

_PASSKEY = "/account/factors/passkeys/{id}"


def factor_routes(accounts: Accounts, frame: Frame, clock: Clock) -> list[BaseRoute]:
    """Return the pages, to be shown to those who are in, or half in."""
    pages, recovery = PasskeyPages(accounts, frame, clock), RecoveryPages(accounts, frame, clock)
    return [
        *limited(
            [
                Route(SECOND_FACTOR, half_signed_in(pages.ask)),
                Route(FACTORS, signed_in(pages.list_factors)),
                Route(NEW, signed_in(pages.choose)),
                Route(ENROL, signed_in(pages.offer)),
                Route(RECOVERY, signed_in(recovery.show_once)),
                _post(RECOVERY, recovery.make),
                _post(f"{FACTORS}/remove", pages.remove),
                _post(f"{_PASSKEY}/name", pages.rename),
                _post(f"{_PASSKEY}/remove", pages.remove_passkey),
            ],
            PAGES,
        ),
        *limited(
            [
                Route(SECOND_FACTOR, half_signed_in(pages.show_factor), methods=["POST"]),
                _post(ENROL, pages.enrol),
            ],
            AUTH,
        ),
    ]


def _post(path: str, handler: Guarded) -> Route:
    return Route(path, signed_in(handler), methods=["POST"])
