from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.platform.addresses import AddressRefused, checked_url, is_public

PRIVATE = [IPv4Network(text) for text in ("10.0.0.0/8", "127.0.0.0/8", "192.168.0.0/16")]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "5f00::1",
        "example.com",
        "",
    ],
)
def test_addresses_of_no_public_use_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_pass(address):
    assert is_public(address)


@given(st.sampled_from(PRIVATE), st.integers(0, 2**16 - 1))
def test_a_private_address_stays_refused_in_every_wrapping(network, offset):
    inner = IPv4Address(int(network.network_address) + offset)
    mapped, nat64 = (IPv6Address(base + int(inner)) for base in (0xFFFF << 32, 0x64FF9B << 96))
    six_to_four = IPv6Address((0x2002 << 112) | (int(inner) << 80))
    assert not any(map(is_public, map(str, (inner, mapped, nat64, six_to_four))))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "//example.com/x",
        "/x",
        "",
        "http://",
        "http:///x",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://example.com:22/",
        "http://example.com:25/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://example.com:x/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data",
        "http://example.com\\@127.0.0.1/",
        "http://example.com/a b",
        "http://example.com/\r\nHost: x",
        "http://example.com/" + "a" * 4000,
    ],
)
def test_urls_that_may_not_be_asked_are_refused_with_a_reason(url):
    with pytest.raises(AddressRefused) as caught:
        checked_url(url)
    assert caught.value.message


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://example.com/a?b=c#d",
        "https://example.com:8443/",
        "https://bücher.example/",
        "https://8.8.8.8/",
        "https://3com.example/",
    ],
)
def test_public_urls_pass(url):
    assert checked_url(url).host


def test_an_allowed_host_may_be_private_at_its_port_only():
    allowed = frozenset({"127.0.0.1:9000", "[::1]:81", "media.internal"})
    for url in ("http://127.0.0.1:9000/", "http://[::1]:81/", "http://Media.Internal.:25/"):
        assert checked_url(url, allowed)
    with pytest.raises(AddressRefused):
        checked_url("http://127.0.0.1:9001/", allowed)
    with pytest.raises(AddressRefused):
        checked_url("http://[::1]:82/", allowed)


@given(st.text(max_size=60))
def test_any_text_is_either_a_url_or_refused(text):
    for url in (text, f"http://{text}"):
        with suppress(AddressRefused):
            assert checked_url(url).scheme in {"http", "https"}
