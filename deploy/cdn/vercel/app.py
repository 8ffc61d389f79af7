"""The web role on Vercel, which runs `app` as pyproject.toml says; see docs/guides/cdn.md."""  # noqa: INP001 - Vercel imports the file by its path

from __future__ import annotations

from strive.app.serving import Web
from strive.platform.telemetry import configure_logging
from strive.settings import load_settings, with_secret

settings = with_secret(load_settings())
configure_logging(settings.log_level, settings.log_format)
app = Web(settings)
