"""Claim of mail in production: without a server the start says that nobody gets any."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("url", ["", "smtp://mail.example.org"])
def test_a_worker_in_production_without_a_mail_server_says_so(strive, settings, url):
    uri = urlsplit(settings.database.uri)._replace(path=f"/{settings.database.name}")
    variables = {
        "STRIVE_ENVIRONMENT": "production",
        "STRIVE_BASE_URL": "https://blog.example.org",
        "STRIVE_SECRET_KEY": "s" * 64,
        "STRIVE_DATA_DIR": str(settings.data_dir),
        "STRIVE_MONGODB_URI": uri.geturl(),
        "STRIVE_VALKEY_URL": settings.valkey.url,
        "STRIVE_SMTP_URL": url,
    }
    command = [sys.executable, "-m", "strive", "worker"]
    worker = subprocess.Popen(
        command, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True
    )
    try:
        _, said = worker.communicate(timeout=4)
    except subprocess.TimeoutExpired:
        worker.terminate()
        _, said = worker.communicate(timeout=20)
    assert worker.returncode == 0, said
    assert ("mail.nobody_gets_it" in said and "STRIVE_SMTP_URL" in said) is (url == "")
