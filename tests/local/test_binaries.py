from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import strive
from strive.local.binaries import find_mongod, find_valkey, judge_version, missing_library

GLIBC = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
DYLD = "dyld[1]: Library not loaded: /opt/homebrew/opt/openssl@3/lib/libssl.3.dylib"


@pytest.fixture
def path_mongod(tmp_path, monkeypatch):
    """Put a program named mongod first on PATH, which prints a text and exits."""

    def put(script: str) -> Path:
        program = tmp_path / "mongod"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        return program

    return put


async def test_a_recent_mongod_on_path_is_preferred(path_mongod):
    program = path_mongod("echo 'db version v7.0.2'")
    assert await find_mongod() == program


@pytest.mark.parametrize("script", ["echo 'db version v4.4.1'", "exit 127", "echo hello", "exit 1"])
async def test_the_wheel_is_used_when_the_one_on_path_will_not_do(path_mongod, script):
    program = path_mongod(script)
    found = await find_mongod()
    assert found != program
    assert found.is_file()


@pytest.mark.parametrize(
    ("find", "setting"),
    [("asyncio.run(find_mongod())", "STRIVE_MONGODB_URI"), ("find_valkey()", "STRIVE_VALKEY_URL")],
)
def test_where_there_is_none_it_is_said_what_to_install(find, setting):
    bare = [sys.executable, "-S", "-c"]  # no installed packages, and nothing on PATH
    script = f"import asyncio; from strive.local.binaries import *; {find}"
    environment = {"PATH": "", "PYTHONPATH": str(Path(strive.__file__).parents[1])}
    ended = subprocess.run([*bare, script], env=environment, capture_output=True, check=False)
    last = ended.stderr.decode().splitlines()[-1]
    assert "strive[embedded]" in last
    assert setting in last


def test_finding_imports_nothing_heavy():
    find_valkey()
    assert "fiftyone.core" not in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="names Debian's package")
def test_a_missing_library_is_named_with_its_package():
    assert "apt-get install libcurl4" in missing_library(GLIBC)


def test_a_missing_library_on_a_mac_is_named():
    assert "libssl.3.dylib" in missing_library(DYLD)


def test_output_about_something_else_names_no_library():
    assert missing_library("Address already in use") is None


def test_a_processor_without_avx_is_recognized():
    assert "AVX" in judge_version(Path("mongod"), -4, "")


def test_an_old_version_is_named():
    assert "version 5.0.1" in judge_version(Path("mongod"), 0, "db version v5.0.1")
