"""nginx and Varnish as deploy/proxy has them, on free ports, before a site of the tests."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from strive.local.ports import free_port
from strive.settings import Settings

ROOT = Path(__file__).parent.parent.parent
PROXY = ROOT / "deploy/proxy"
HOST, TOKEN = "blog.example.org", "a-secret-of-the-tests"
MODULES = ("lib/nginx/modules", "lib*/varnish/vmods", "lib/*/varnish/vmods", "local/lib/*/vmods")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
READY_S = 20.0


def program(name: str, module: str) -> str:
    """Return where a server's program is; without it, or a module, the test is skipped.

    Where everything must be tested (CI=true) it fails.
    """
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    modules = [found for folder in MODULES for found in Path("/usr").glob(f"{folder}/{module}.so")]
    if path is not None and modules:
        return path
    reason = f"{name} or its {module} is not installed (Debian: see .ci/run)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def nginx_program() -> str:
    return program("nginx", "ngx_http_lua_module")


def varnish_program() -> str:
    return program("varnishd", "libvmod_xkey")


@dataclass
class Site:
    """A web role that can be killed and started again."""

    settings: Settings
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        environment = {
            "DATABASE": self.settings.database.name,
            "STRIVE_DATA_DIR": str(self.settings.data_dir),
            "STRIVE_MONGODB_URI": self.settings.database.uri,
            "STRIVE_VALKEY_URL": self.settings.valkey.url,
            "STRIVE_BASE_URL": f"https://{HOST}",
            "STRIVE_TRUSTED_PROXIES": "127.0.0.0/8",
            "STRIVE_LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "granian", "tests.deploy.origin:create", "--factory"]
        command += ["--interface", "asgi", "--port", str(self.port), "--no-ws", "--no-log"]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
        wait_until_answering(f"http://127.0.0.1:{self.port}/readyz", self.process)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(READY_S)
            self.process = None


@dataclass
class Proxy:
    """A running proxy.

    Attributes:
        url: Where readers come to.
        node: Where purges go, host and port.
    """

    url: str
    node: str

    def client(self) -> httpx.AsyncClient:
        """Return a reader of the site; Varnish has a proxy before it that speaks TLS."""
        fields = {"host": HOST, "accept-encoding": "br"}
        if self.url.startswith("http:"):
            fields["x-forwarded-proto"] = "https"
        return httpx.AsyncClient(base_url=self.url, headers=fields, verify=False, timeout=10)


@contextmanager
def nginx(folder: Path, site: Site) -> Iterator[Proxy]:
    https, purges = free_port(), free_port()
    config = nginx_config(folder, {"8000": site.port, "443": https, "6081": purges})
    command = [nginx_program(), "-c", str(config), "-g", "daemon off;"]
    with running(command, f"https://127.0.0.1:{https}/livez"):
        yield Proxy(f"https://127.0.0.1:{https}", f"127.0.0.1:{purges}")


def nginx_config(folder: Path, ports: Mapping[str, int]) -> Path:
    """Write the file as it is deployed, with paths in a folder and ports that are free."""
    (folder / "strive").mkdir()
    shutil.copy(PROXY / "edge.lua", folder / "strive")
    write_certificate(folder / "strive")
    text = (PROXY / "nginx.conf").read_text("utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)  # not every machine has it
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    for before, after in (
        ("/etc/nginx/strive", f"{folder}/strive"),
        ("/var/cache/nginx/strive", f"{folder}/cache"),
        ("/run/nginx.pid", f"{folder}/nginx.pid"),
        ("/var/log/nginx/error.log", f"{folder}/error.log"),
        ("127.0.0.1:8000", f"127.0.0.1:{ports['8000']}"),
        ("127.0.0.1:6081", f"127.0.0.1:{ports['6081']}"),
        ("listen 443 ", f"listen {ports['443']} "),
        ("listen 80 ", f"listen {free_port()} "),
        ("\nhttp {", f"\nhttp {{ {temporary}"),
    ):
        assert before in text
        text = text.replace(before, after)
    config = folder / "nginx.conf"
    config.write_text(text, "utf-8")
    return config


@contextmanager
def varnish(folder: Path, site: Site) -> Iterator[Proxy]:
    port = free_port()
    text = (PROXY / "varnish.vcl").read_text("utf-8").replace('"8000"', f'"{site.port}"')
    config = folder / "site.vcl"
    config.write_text(text, "utf-8")
    command = [varnish_program(), "-j", "none", "-F", "-n", str(folder / "work"), "-f", str(config)]
    command += ["-s", "malloc,64M", "-a", f"127.0.0.1:{port}", "-T", "none"]
    command += ["-p", "http_gzip_support=off"]
    with running(command, f"http://127.0.0.1:{port}/livez"):
        yield Proxy(f"http://127.0.0.1:{port}", f"127.0.0.1:{port}")


@contextmanager
def running(command: list[str], url: str) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, "EDGE_TOKEN": TOKEN})
    try:
        wait_until_answering(url, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(READY_S)


def wait_until_answering(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(url, headers={"host": HOST}, verify=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer at {url}")


def write_certificate(folder: Path) -> None:
    """Make a certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, *plain))
