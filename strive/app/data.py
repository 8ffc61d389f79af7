"""Pages and endpoints of people's data and pictures, told what the application holds."""

from __future__ import annotations

from starlette.routing import BaseRoute

from strive.accounts.api.avatar import avatar_endpoints
from strive.accounts.api.data_endpoints import data_endpoints
from strive.accounts.avatars import Avatars
from strive.accounts.pages.data import data_routes
from strive.accounts.pages.frame import Frame
from strive.accounts.pages.picture import picture_routes
from strive.accounts.studio.privacy import privacy_routes
from strive.app.opening import Strive
from strive.app.privacy import register_of
from strive.media.portraits import Portraits
from strive.platform.web.api import Endpoint


def data_pages(strive: Strive, frame: Frame) -> list[BaseRoute]:
    """Return the routes of one's own data and picture, and of receipts."""
    accounts, clock, register = strive.accounts, strive.clock, register_of(strive.settings)
    return [
        *Portraits(strive.storage).routes(),
        *picture_routes(accounts, frame, clock, _avatars(strive)),
        *data_routes(accounts, frame, clock, strive.privacy, register),
    ]


def data_desk(strive: Strive, frame: Frame) -> list[BaseRoute]:
    """Return the routes of the studio for those who answer requests."""
    register = register_of(strive.settings)
    return privacy_routes(strive.accounts, frame, strive.privacy, register, strive.retention)


def data_api(strive: Strive) -> list[Endpoint]:
    """Return the endpoints of people's data, and of one's own picture."""
    accounts, clock, register = strive.accounts, strive.clock, register_of(strive.settings)
    return [
        *data_endpoints(accounts, clock, strive.privacy, register),
        *avatar_endpoints(_avatars(strive), accounts.users, clock),
    ]


def _avatars(strive: Strive) -> Avatars:
    """Let accounts keep pictures, of which media knows how."""
    accounts, portraits = strive.accounts, Portraits(strive.storage)
    return Avatars(
        strive.database, accounts.sessions, accounts.audit, portraits.keep, portraits.remove
    )
