from __future__ import annotations

import os
import socket
import sys

import pytest

from strive.local.errors import LocalError
from strive.local.ports import free_port, is_free, port_holder, require_port


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_can_be_listened_on():
    require_port("127.0.0.1", free_port())


def test_a_taken_port_is_not_free(taken):
    assert not is_free(taken)


@pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells")
def test_the_holder_of_a_port_is_named(taken):
    assert port_holder(taken).endswith(f"(pid {os.getpid()})")


def test_nobody_holds_a_free_port():
    assert port_holder(free_port()) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_taken_port_is_refused_with_another_to_use(taken, host):
    with pytest.raises(LocalError, match=rf"Port {taken} is taken.*STRIVE_PORT=\d+"):
        require_port(host, taken)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid"])
def test_a_host_that_is_not_this_machine_is_refused(host):
    with pytest.raises(LocalError, match="STRIVE_HOST"):
        require_port(host, free_port())
