"""Claims of `STRIVE_OIDC`: several sites in one line, every mistake named, no secret repeated."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.accounts.issuers.provider import GITHUB, GOOGLE, allowed_host
from strive.accounts.issuers.reading import PROVIDERS_MAX, problem_with, read_providers
from strive.settings import SettingsError, load_settings

THREE = """
    google://1234-AbC.apps.googleusercontent.com?secret=GOCSPX-a+b
    github://Ov23liAbC?secret=hidden%20%2B1&new=no
    oidc+https://login.example.org:8443/realms/staff?client=strive&secret=x&name=Example%20Press\
&key=staff&trust-amr=mfa,hwk&trust-acr=gold,silver
"""


def problems(**variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings({f"STRIVE_{name.upper()}": value for name, value in variables.items()})
    return caught.value.problems


def test_several_sites_are_read_from_one_line():
    google, github, staff = load_settings({"STRIVE_OIDC": THREE}).oidc
    assert (google.key, google.name, google.issuer) == ("google", "Google", GOOGLE)
    assert google.client_id == "1234-AbC.apps.googleusercontent.com"
    assert google.secret == "GOCSPX-a+b", "a plus is meant as one"
    assert google.takes_new
    assert (github.key, github.issuer, github.is_github) == ("github", GITHUB, True)
    assert (github.client_id, github.secret) == ("Ov23liAbC", "hidden +1")
    assert not github.takes_new
    assert (staff.key, staff.name) == ("staff", "Example Press")
    assert staff.issuer == "https://login.example.org:8443/realms/staff"
    assert staff.trusted_amr == {"mfa", "hwk"}
    assert staff.trusted_acr == ("gold", "silver")
    assert load_settings({}).oidc == ()


@pytest.mark.parametrize("issuer", ["login.example.org", "login.example.org/", "[::1]:9/a"])
def test_an_issuer_is_called_as_it_calls_itself(issuer):
    (provider,) = read_providers(f"oidc+https://{issuer}?client=x")
    assert provider.issuer == f"https://{issuer}"
    assert (provider.key, provider.secret) == ("oidc", "")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example", "a.example:443"),
        ("http://a.example/x", "a.example:80"),
        ("http://[::1]:9/x", "[::1]:9"),
    ],
)
def test_the_guard_lets_an_issuer_s_own_host_and_port_through(url, host):
    assert allowed_host(url) == host


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("google://hidden", "it needs a secret"),
        ("google://?secret=hidden", "it must name the client"),
        ("google://a/b?secret=hidden", "it must name the client"),
        ("github://hidden:hidden@a?secret=x", "a secret is written as ?secret="),
        ("github://a?secret=hidden&endpoint=ftp://x", "its endpoint must be http"),
        ("https://hidden?client=a", "it must begin with one of google, github, oidc+https"),
        ("oidc+https://?client=a", "it must name the host"),
        ("oidc+https://a:99999?client=a", "it must name the host"),
        ("oidc+https://a:0?client=a", "it must name the host"),
        ("oidc+https://[::hidden?client=a", "cannot be read"),
        ("oidc+https://a?secret=hidden", "it needs a client"),
        ("oidc+https://a?client=a&hidden=1", "it has 1 unknown options"),
        ("oidc+https://a?client=a&key=Hidden", "its key must be small letters"),
        ("oidc+https://a?client=a&key=hidden/x", "its key must be small letters"),
        ("oidc+https://a?client=a&name=", "its name must be 1 to 40"),
        ("oidc+https://a?client=a&name=<hidden>", "its name must be 1 to 40"),
        ("oidc+https://a?client=a&new=hidden", "new must be yes or no"),
        ("oidc+https://a?client=a&secret=", "its secret must be 1 to 1024"),
        ("oidc+https://a?client=a&trust-amr=", "trust-amr must be names"),
        ("oidc+https://a?client=a#hidden", "more than an address and options"),
        ("oidc+https://a?client=a oidc+https://b?client=b", "2 sites have the key oidc"),
        (" ".join(["google://a?secret=b"] * (PROVIDERS_MAX + 1)), f"1 to {PROVIDERS_MAX} sites"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_it(text, said):
    (line,) = problems(oidc=text)
    assert line.startswith("STRIVE_OIDC: ")
    assert said in line
    assert "idden" not in line
    assert "For example: STRIVE_OIDC=google://" in line


def test_every_mistake_of_every_site_is_named_at_once_with_those_of_other_settings():
    found = problems(oidc="google://a oidc+https://b?new=1 github://c?secret=d&key=D", port="x")
    assert [line.partition(":")[0] for line in found] == ["STRIVE_PORT", "STRIVE_OIDC"]
    for part in (
        "site 1: it needs a secret",
        "site 2: new must be yes or no",
        "site 2: it needs a client",
        "site 3: its key must be",
    ):
        assert part in found[1]


PRODUCTION = {
    "environment": "production",
    "secret_key": "s" * 64,
    "base_url": "https://blog.example.org",
    "allow_embedded": "1",
}


@pytest.mark.parametrize(
    "site", ["oidc+http://a?client=a", "github://a?secret=b&endpoint=http://github.internal"]
)
def test_production_asks_nobody_by_http(site):
    (line,) = problems(**PRODUCTION, oidc=f"google://a?secret=b {site}")
    assert line.startswith("STRIVE_OIDC: in production every site is asked by https.")
    assert load_settings({"STRIVE_OIDC": site}).oidc


def test_secrets_are_not_printed():
    settings = load_settings({"STRIVE_OIDC": THREE})
    assert "GOCSPX" not in repr(settings)
    assert "hidden" not in repr(settings)


@given(st.text("goglehub:/?&=#@%+[]., secret", max_size=60))
def test_any_text_is_read_or_refused_and_a_secret_is_not_repeated(text):
    canary = secrets.token_hex(16)
    for line in (text, f"google://a?secret={canary}{text}", f"{text}{canary}"):
        said = problem_with(line)
        if said is None:
            assert read_providers(line)
        else:
            assert canary not in said
