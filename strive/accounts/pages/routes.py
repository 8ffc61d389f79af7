"""The addresses of the pages of an account, with their limits."""

from __future__ import annotations

from typing import Final

from starlette.routing import BaseRoute, Route

from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame
from strive.accounts.pages.guard import SIGN_IN, Guarded, Handler, signed_in
from strive.accounts.pages.joining import JoiningPages
from strive.accounts.pages.own_pages import AGAIN, OWN
from strive.accounts.pages.profile import ProfilePages
from strive.accounts.pages.sign_in import SignInPages
from strive.kit.clock import Clock
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import AUTH, PAGES

_DEVICES: Final = "/account/sessions"


def account_routes(accounts: Accounts, frame: Frame, clock: Clock) -> list[BaseRoute]:
    """Return the pages to come in by, and those of one's own account."""
    doors = SignInPages(accounts, frame, clock)
    joining = JoiningPages(accounts, frame, clock)
    own = ProfilePages(accounts, frame, clock)
    return [
        *_door(SIGN_IN, doors.ask, doors.sign_in),
        *_door("/account/magic", doors.magic, doors.use_magic),
        *_door("/account/register", joining.ask, joining.register),
        *_door("/account/verify", joining.verify, joining.confirm),
        *_door("/account/forgot", joining.forgot, joining.send_reset),
        *_door("/account/reset", joining.choose, joining.reset),
        *_door("/account/email/confirm", own.email_link, own.confirm_email),
        *_door(AGAIN, signed_in(own.again), signed_in(own.show_again)),
        *_door("/account/password", signed_in(own.password), signed_in(own.change_password)),
        *_door("/account/email", signed_in(own.email), signed_in(own.ask_email)),
        *limited(
            [
                Route("/account/sign-out", doors.sign_out, methods=["POST"]),
                Route(OWN, signed_in(own.profile)),
                _post(OWN, own.rename),
                Route(_DEVICES, signed_in(own.devices)),
                _post(f"{_DEVICES}/others", own.end_others),
                _post(f"{_DEVICES}/everywhere", own.end_everywhere),
                _post(f"{_DEVICES}/{{id}}/end", own.end_device),
            ],
            PAGES,
        ),
    ]


def _door(path: str, show: Handler, use: Handler) -> list[Route]:
    """Return a page whose form could be tried on."""
    return [
        *limited([Route(path, show)], PAGES),
        *limited([Route(path, use, methods=["POST"])], AUTH),
    ]


def _post(path: str, handler: Guarded) -> Route:
    return Route(path, signed_in(handler), methods=["POST"])
