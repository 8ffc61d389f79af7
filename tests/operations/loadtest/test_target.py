"""Claims about where load may go: to this machine, or where the user says it is theirs."""

from __future__ import annotations

import socket

import pytest

from strive.operations.loadtest.errors import NoSite, NotYours
from strive.operations.loadtest.target import is_own, target_of
from strive.platform.errors import Invalid


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch):
    """Let names have the addresses of a test."""

    def have(**addresses: list[str]) -> None:
        def look_up(host, port, **_kwargs):
            found = addresses.get(host.partition(".")[0], [host])
            return [
                (
                    socket.AF_INET6 if ":" in address else socket.AF_INET,
                    socket.SOCK_STREAM,
                    0,
                    "",
                    (address, port),
                )
                for address in found
            ]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return have


@pytest.mark.parametrize(
    ("url", "address", "authority"),
    [
        ("http://localhost:8000", "127.0.0.1", "localhost:8000"),
        ("http://127.0.0.1:8000/", "127.0.0.1", "127.0.0.1:8000"),
        ("http://127.9.9.9", "127.9.9.9", "127.9.9.9"),
        ("http://0.0.0.0:8000", "127.0.0.1", "0.0.0.0:8000"),
        ("https://localhost", "127.0.0.1", "localhost"),
    ],
)
def test_this_machine_may_be_tested(url, address, authority):
    target = target_of(url)
    assert (target.address, target.authority, target.is_here) == (address, authority, True)


@pytest.mark.parametrize("url", ["http://203.0.113.7", "http://8.8.8.8:8000", "http://224.0.0.1"])
def test_another_machine_may_not(url):
    with pytest.raises(NotYours, match="an attack"):
        target_of(url)


def test_a_name_that_leads_elsewhere_may_not(names):
    names(blog=["203.0.113.7"])
    with pytest.raises(NotYours, match=r"blog\.test \(203\.0\.113\.7\)"):
        target_of("http://blog.test")


def test_a_name_that_leads_here_and_elsewhere_may_not(names):
    names(blog=["127.0.0.1", "203.0.113.7"])
    with pytest.raises(NotYours):
        target_of("http://blog.test")


def test_a_host_of_which_the_user_says_it_is_theirs_may(names):
    names(blog=["203.0.113.7"])
    target = target_of("https://blog.test", owned="Blog.test")
    assert (target.url, target.address, target.is_here) == (
        "https://blog.test",
        "203.0.113.7",
        False,
    )


@pytest.mark.parametrize("owned", ["test", "other.test", "www.blog.test", "blog.test.example"])
def test_it_has_to_be_that_very_host(names, owned):
    names(blog=["203.0.113.7"])
    with pytest.raises(NotYours):
        target_of("https://blog.test", owned=owned)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://localhost",
        "http://",
        "http://me:secret@localhost",
        "http://localhost/blog",
        "http://localhost/?q=1",
        "http://localhost:99999",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(url):
    with pytest.raises(Invalid):
        target_of(url)


def test_a_host_without_an_address_is_said_to_have_none():
    with pytest.raises(NoSite, match=r"nowhere\.invalid has no address"):
        target_of("http://nowhere.invalid")


@pytest.mark.parametrize(
    ("address", "own"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("203.0.113.7", False), ("255.255.255.255", False)],
)
def test_an_address_is_ones_own_when_it_can_be_listened_on(address, own):
    assert is_own(address) == own
