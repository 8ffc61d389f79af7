"""The servers accept the files in deploy/proxy (CDN-3)."""

from __future__ import annotations

import re
import subprocess

import pytest

from strive.local.ports import free_port
from strive.platform.cache.asked import TRACKING
from tests.deploy.proxies import PROXY, nginx_config, nginx_program, varnish_program

pytestmark = pytest.mark.slow


def test_nginx_accepts_its_configuration(folder):
    ports = {name: free_port() for name in ("8000", "443", "6081")}
    config = nginx_config(folder, ports)
    check = [nginx_program(), "-t", "-q", "-c", str(config)]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    warnings = [line for line in result.stderr.splitlines() if "[warn]" in line]
    assert not [line for line in warnings if 'the "user" directive' not in line]


def test_varnish_compiles_its_configuration(tmp_path):
    check = [
        varnish_program(),
        "-j",
        "none",
        "-C",
        "-n",
        str(tmp_path),
        "-f",
        str(PROXY / "varnish.vcl"),
    ]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["edge.lua", "varnish.vcl"])
def test_the_edge_ignores_the_parameters_that_the_page_cache_ignores(name):
    text = (PROXY / name).read_text("utf-8")
    words = set(re.findall(r"\w+", text))
    for parameter in TRACKING.pattern.decode().split("|"):
        if parameter == "utm_[a-z_]+":
            assert parameter in text
        else:
            assert parameter in words
