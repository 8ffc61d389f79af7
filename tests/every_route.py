"""Every address and method of the application, from its own table of routes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from starlette.routing import BaseRoute

from strive.app import Strive, build_routes, open_faces

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FILLINGS = {"number": "1", "year": "2026", "month": "3", "page": "2"}


def whole(strive: Strive) -> Strive:
    """Return the application with everything in it that a setting turns on."""
    settings = dataclasses.replace(strive.settings, sanity_webhook_secret="s" * 32)
    return dataclasses.replace(strive, settings=settings)


def every_route(strive: Strive) -> list[tuple[str, str]]:
    """Return method and path of every route, parameters in braces; HEAD goes with GET."""
    routes = build_routes(whole(strive), open_faces(strive))
    return sorted(set(_walked(routes, "")), key=lambda route: route[::-1])


def filled(path: str, text: str = "sample") -> str:
    """Return a path with something for each parameter."""
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: FILLINGS.get(found[1], text), path)


def _walked(routes: Iterable[BaseRoute], above: str) -> Iterator[tuple[str, str]]:
    for route in routes:
        path = above + getattr(route, "path", "")
        if inner := getattr(route, "routes", None):
            yield from _walked(inner, path)
        else:
            for method in getattr(route, "methods", None) or {"GET"}:
                if method != "HEAD":
                    yield method, path
