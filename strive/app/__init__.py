"""Composition root: opens what Strive needs, wires the features together, builds the ASGI app."""

from __future__ import annotations

from strive.app.opening import HERE, Strive, import_target, opened
from strive.app.serving import create
from strive.app.web import build_routes, build_web, open_faces

__all__ = [
    "HERE",
    "Strive",
    "build_routes",
    "build_web",
    "create",
    "import_target",
    "open_faces",
    "opened",
]
