"""What `strive run` starts: the composition given to the supervisor, kept small in memory."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from strive.cli import welcome
from strive.cli.run import Launch, run
from strive.kit.clock import SystemClock
from strive.local.instance import Instance
from strive.platform.errors import StriveError
from strive.settings import Settings, load_settings, with_secret


def launch(*, with_parent: bool = False) -> None:
    """Run the databases and the roles until told to stop, or until the parent process ends."""
    try:
        settings = with_secret(load_settings())
        _look_at_certificate(settings)
    except StriveError as error:
        fail_to_start(error)
    env = {"STRIVE_LOG_FORMAT": "pretty"} if sys.stderr.isatty() else {}
    run(
        Launch(
            settings=settings.local,
            links=lambda instance: _links(settings, instance),
            notes=lambda: _notes(settings),
            env=env,
        ),
        with_parent=with_parent,
    )


def _look_at_certificate(settings: Settings) -> None:
    """Raise `TlsInvalid` before anything is started, rather than in one role after another."""
    if settings.local.tls is not None:
        from strive.platform.web.tls import require_certificate

        require_certificate(*settings.local.tls, SystemClock().now())


def fail_to_start(error: StriveError) -> NoReturn:
    """Say every mistake in the settings, and end with exit code 1."""
    sys.stderr.write(f"Strive cannot start:\n{error}\n")
    raise SystemExit(1) from None


def _links(settings: Settings, _instance: Instance) -> Sequence[tuple[str, str]]:
    return [("API", f"{settings.base_url}/api/docs"), ("Feed", f"{settings.base_url}/feed.xml")]


def _notes(settings: Settings) -> Sequence[str]:
    path = welcome.take(settings.local.data_dir)
    if path is None:
        return []
    link = f"{settings.base_url.rstrip('/')}{path}"
    return [
        f"Nobody administers this site yet. Open this once, within a day, to be the one:\n{link}"
    ]
