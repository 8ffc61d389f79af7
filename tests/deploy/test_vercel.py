"""Vercel: the file has the documented shape, and what it names runs the site (CDN-3)."""

from __future__ import annotations

import asyncio
import json
import runpy
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import jsonschema_rs
import pytest

ROOT = Path(__file__).parent.parent.parent
CONFIG = json.loads((ROOT / "deploy/cdn/vercel/vercel.json").read_text("utf-8"))
PATTERN = {"type": "string", "maxLength": 256}
FUNCTION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "maxDuration": {"type": "integer", "minimum": 1, "maximum": 800},
        "memory": {"type": "integer", "minimum": 128, "maximum": 10240},
        "includeFiles": PATTERN,
        "excludeFiles": PATTERN,
    },
}
# The part of https://vercel.com/docs/project-configuration/vercel-json that a Python project uses
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "$schema": {"const": "https://openapi.vercel.sh/vercel.json"},
        "framework": {"enum": ["fastapi", "flask", "django", "python"]},
        "regions": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "pattern": "^[a-z]{3}[0-9]$"},
        },
        "functions": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 50,
            "additionalProperties": False,
            "patternProperties": {"^.{1,256}$": FUNCTION},
        },
    },
}


def entrypoint() -> tuple[Path, str]:
    """Return the file that Vercel imports, and the name of the application in it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    module, _, name = project["tool"]["vercel"]["entrypoint"].partition(":")
    return ROOT / f"{module.replace('.', '/')}.py", name


def test_the_file_has_the_documented_shape():
    jsonschema_rs.validate(SCHEMA, CONFIG)


def test_what_is_said_of_functions_is_said_of_the_application():
    (pattern,) = CONFIG["functions"]
    assert ROOT / pattern == entrypoint()[0]


def test_the_site_alone_says_how_long_what_is_kept():
    assert not {"headers", "routes"} & CONFIG.keys(), "they would make personal answers public"


@pytest.mark.slow
async def test_what_vercel_imports_serves_the_site(strive, monkeypatch, tmp_path):
    database = strive.settings.database
    for name, value in {
        "MONGODB_URI": urlsplit(database.uri)._replace(path=f"/{database.name}").geturl(),
        "VALKEY_URL": strive.settings.valkey.url,
        "DATA_DIR": str(tmp_path),
        "LOG_LEVEL": "ERROR",
    }.items():
        monkeypatch.setenv(f"STRIVE_{name}", value)
    file, name = entrypoint()
    app = runpy.run_path(str(file))[name]
    told, said = asyncio.Queue(), asyncio.Queue()
    lifespan = asyncio.create_task(app({"type": "lifespan"}, told.get, said.put))
    await told.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        assert (await client.get("/")).status_code == 200
    await told.put({"type": "lifespan.shutdown"})
    await lifespan
