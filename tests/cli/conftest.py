"""Commands, run as a person would, over the test module's own database."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner
from yarl import URL

from strive.cli import app


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Awaitable[Done]]


@pytest.fixture
def command(strive, settings, mongodb_uri, valkey_url, monkeypatch) -> Command:
    """Run `strive …` in a thread; `answer` is what somebody types when asked."""
    for name in [name for name in os.environ if name.startswith("STRIVE_")]:
        monkeypatch.delenv(name)
    environment = {
        "STRIVE_DATA_DIR": str(settings.data_dir),
        "STRIVE_SECRET_KEY": settings.secret_key,
        "STRIVE_MONGODB_URI": str(URL(mongodb_uri).with_path(settings.database.name)),
        "STRIVE_VALKEY_URL": valkey_url,
        "COLUMNS": "120",
    }

    async def run(*words: object, answer: str = "", **variables: str) -> Done:
        result = await asyncio.to_thread(
            CliRunner().invoke,
            app,
            [str(word) for word in words],
            input=answer,
            env=environment | variables,
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    return run
