"""The router of a site with many routes."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Router
from starlette.types import Receive, Scope, Send


class Routes:
    """A router, as an application its routes can raise HTTP errors through.

    A request is looked up among the routes that begin as its path does, in their order: there are
    some hundred for private places, which a page for readers need not go by.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        begins = [(_first_part(route), route) for route in routes]
        self._anywhere = _router([route for first, route in begins if first is None])
        self._by_first = {
            wanted: _router([route for first, route in begins if first in {wanted, None}])
            for wanted in {first for first, _ in begins if first is not None}
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        scope["app"] = self
        first = scope["path"][1:].partition("/")[0]
        await self._by_first.get(first, self._anywhere)(scope, receive, send)


def _router(routes: list[BaseRoute]) -> Router:
    return Router(routes, redirect_slashes=False)


def _first_part(route: BaseRoute) -> str | None:
    """Return the first part of the paths a route takes, None for one that takes several."""
    path: str = getattr(route, "path", "/{any}")
    first = path[1:].partition("/")[0]
    return None if "{" in first else first
