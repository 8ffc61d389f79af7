"""Who counts as one (RL-4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.platform.ratelimit.client import NOBODY, client_of, identify


@pytest.mark.parametrize(
    ("host", "address", "network", "shown"),
    [
        ("203.0.113.7", "203.0.113.7", "", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7", "", "203.0.113.0/24"),
        ("::ffff:cb00:7107", "203.0.113.7", "", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8:1::/48"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48", "fe80::/48"),
        ("::1", "::/64", "::/48", "::/48"),
    ],
)
def test_an_address_is_known_by_what_one_subscriber_has(host, address, network, shown):
    client = identify(host)
    assert (client.address, client.network, client.shown) == (address, network, shown)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_all_of_a_64_is_one_address_and_its_neighbour_another(interface, other):
    def host(prefix: int, rest: int) -> str:
        words = f"{(prefix << 64) | rest:032x}"
        return ":".join(words[at : at + 4] for at in range(0, 32, 4))

    here = 0x20010DB800010002
    assert identify(host(here, interface)).address == identify(host(here, other)).address
    assert identify(host(here, interface)).address != identify(host(here + 1, interface)).address
    assert identify(host(here, interface)).network == identify(host(here + 1, other)).network


@pytest.mark.parametrize("host", ["", "unix:", "203.0.113.7:80", "localhost", "1.2.3", "%"])
def test_what_is_no_address_counts_as_one(host):
    assert identify(host) == NOBODY


def test_a_request_of_no_address_counts_as_one():
    assert client_of({"type": "http"}) == client_of({"client": None}) == NOBODY


def test_the_address_is_the_one_trusted_proxies_vouched_for():
    scope = {"client": ("198.51.100.7", 0), "headers": [(b"x-forwarded-for", b"1.1.1.1")]}
    assert client_of(scope).address == "198.51.100.7"
