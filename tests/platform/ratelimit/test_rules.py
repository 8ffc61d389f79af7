"""Lists of networks and user agents."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.platform.errors import Invalid
from strive.platform.ratelimit.client import identify
from strive.platform.ratelimit.rules import (
    Change,
    Kind,
    Rule,
    Rules,
    Verdict,
    checked,
    checked_change,
)

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
DENY, ALLOW = Verdict.DENY, Verdict.ALLOW


def network(verdict: Verdict, value: str, until: datetime | None = None) -> Rule:
    return checked(Rule(verdict, Kind.NETWORK, value, until=until))


def agent(verdict: Verdict, value: str) -> Rule:
    return checked(Rule(verdict, Kind.AGENT, value))


def judged(rules: list[Rule], host: str, sent: bytes = b"") -> Verdict | None:
    return Rules(rules, NOON).judge(identify(host), sent)


@pytest.mark.parametrize(
    ("value", "host", "is_on"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.0/24", "203.0.113.255", True),
        ("203.0.113.0/24", "203.0.114.0", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("::ffff:203.0.113.0/120", "203.0.113.9", True),
        ("2001:db8::/32", "2001:db8:ffff::1", True),
        ("2001:db8::1", "2001:db8::2", False),
        ("203.0.113.0/24", "unknown", False),
    ],
)
def test_a_network_has_its_addresses_and_no_others(value, host, is_on):
    assert (judged([network(DENY, value)], host) is DENY) is is_on


@given(
    st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(8, 32)), max_size=8),
    st.integers(0, 2**32 - 1),
)
def test_many_networks_decide_as_each_of_them_does(networks, number):
    written = [ipaddress.ip_network(pair, strict=False) for pair in networks]
    host = ipaddress.IPv4Address(number)
    rules = [network(DENY, str(each)) for each in written]
    assert (judged(rules, str(host)) is DENY) is any(host in each for each in written)


def test_a_user_agent_is_known_by_a_part_of_it_in_any_case():
    rules = [agent(DENY, "BadBot")]
    assert judged(rules, "203.0.113.7", b"Mozilla/5.0 (compatible; badbot/2.1)") is DENY
    assert judged(rules, "203.0.113.7", b"Mozilla/5.0") is None


def test_a_part_of_a_user_agent_is_no_pattern():
    assert judged([agent(DENY, "a.*b")], "203.0.113.7", b"axxb") is None


def test_an_allowed_address_wins_over_a_denied_network_and_agent():
    rules = [
        network(DENY, "203.0.113.0/24"),
        network(ALLOW, "203.0.113.7"),
        agent(DENY, "badbot"),
    ]
    assert judged(rules, "203.0.113.7", b"badbot") is ALLOW
    assert judged(rules, "203.0.113.8") is DENY


def test_an_allowed_agent_wins_over_nothing():
    rules = [network(DENY, "203.0.113.0/24"), agent(ALLOW, "monitor")]
    assert judged(rules, "203.0.113.7", b"monitor") is DENY
    assert judged(rules, "198.51.100.7", b"monitor") is ALLOW


@pytest.mark.parametrize(("hours", "verdict"), [(1, DENY), (0, None), (-1, None)])
def test_an_entry_counts_until_its_time_is_over(hours, verdict):
    rules = [network(DENY, "203.0.113.7", NOON + timedelta(hours=hours))]
    assert judged(rules, "203.0.113.7") is verdict


def test_without_entries_nothing_has_to_be_looked_at():
    assert Rules().is_empty
    assert not Rules([network(DENY, "203.0.113.7")]).is_empty
    assert not Rules([network(DENY, "203.0.113.7")]).reads_agent
    assert Rules([agent(DENY, "badbot")]).reads_agent


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.NETWORK, "203.0.113"),
        (Kind.NETWORK, "0.0.0.0/0"),
        (Kind.NETWORK, "::/0"),
        (Kind.NETWORK, "everybody"),
        (Kind.AGENT, "ab"),
        (Kind.AGENT, "a" * 201),
        (Kind.AGENT, "bad\nbot"),
        (Kind.AGENT, "böse"),
    ],
)
def test_what_cannot_be_meant_is_refused(kind, value):
    with pytest.raises(Invalid):
        checked(Rule(DENY, kind, value))


@pytest.mark.parametrize("change", [Change("p", quota=0), Change("p", window_s=10**9)])
def test_a_change_that_limits_nothing_or_everything_is_refused(change):
    with pytest.raises(Invalid):
        checked_change(change)
