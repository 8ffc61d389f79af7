"""Pages and endpoints of people's data, told what the application holds."""

from __future__ import annotations

from starlette.routing import BaseRoute

from strive.accounts.api.data_endpoints import data_endpoints
from strive.accounts.pages.data import data_routes
from strive.accounts.pages.frame import Frame
from strive.accounts.studio.privacy import privacy_routes
from strive.app.opening import Strive
from strive.app.privacy import register_of
from strive.platform.web.api import Endpoint


def data_pages(strive: Strive, frame: Frame) -> list[BaseRoute]:
    """Return the routes of one's own data, and of receipts."""
    register = register_of(strive.settings)
    return data_routes(strive.accounts, frame, strive.clock, strive.privacy, register)


def data_desk(strive: Strive, frame: Frame) -> list[BaseRoute]:
    """Return the routes of the studio for those who answer requests."""
    register = register_of(strive.settings)
    return privacy_routes(strive.accounts, frame, strive.privacy, register, strive.retention)


def data_api(strive: Strive) -> list[Endpoint]:
    """Return the endpoints of people's data."""
    register = register_of(strive.settings)
    return data_endpoints(strive.accounts, strive.clock, strive.privacy, register)
