"""The peers of a cached page: the same bytes from an ASGI app that does nothing, nginx, Varnish."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.running import free_port, serving

_NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  proxy_cache_path {folder}/cache keys_zone=pages:10m;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{origin}; proxy_cache pages;
      proxy_cache_valid 200 1h; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


@contextmanager
def nginx(origin: int) -> Iterator[tuple[int, int]]:
    """Run nginx with its proxy cache before a port; yield its port and process id."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="strive-bench-") as name:
        folder = Path(name)
        config = folder / "nginx.conf"
        config.write_text(_NGINX.format(folder=folder, port=port, origin=origin))
        command = [_found("nginx"), "-c", str(config), "-e", str(folder / "error.log")]
        with serving(command, f"http://127.0.0.1:{port}/", {}) as (pid, _):
            yield port, pid


@contextmanager
def varnish(origin: int) -> Iterator[tuple[int, int]]:
    """Run Varnish before a port; yield its port and process id."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="strive-bench-") as name:
        Path(name).chmod(0o755)  # it compiles as another user
        address = f"127.0.0.1:{port}"
        backend = ["-b", f"127.0.0.1:{origin}"]
        daemon = [_found("varnishd"), "-F", "-n", name, "-s", "malloc,64m"]
        command = [*daemon, "-a", address, *backend]
        with serving(command, f"http://{address}/", dict(os.environ)) as (pid, _):
            yield port, pid


def installed(name: str) -> bool:
    """Tell whether a peer is on this machine."""
    return _where(name) is not None


def _found(name: str) -> str:
    path = _where(name)
    if path is None:
        raise FileNotFoundError(name)
    return path


def _where(name: str) -> str | None:
    return shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
