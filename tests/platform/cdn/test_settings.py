"""The setting that says which CDN there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.platform.cdn.settings import Kind, problem_with, read_cdn


@pytest.mark.parametrize(
    ("url", "kind", "name", "token"),
    [
        ("cloudflare://023e105f?token=se-cret", Kind.CLOUDFLARE, "023e105f", "se-cret"),
        ("cloudfront://EDFDVBD632BHDS5", Kind.CLOUDFRONT, "EDFDVBD632BHDS5", ""),
        ("fastly://SU1Z0isxPaozGVKXdv0eY?token=a%2Bb+c", Kind.FASTLY, None, "a+b+c"),
        ("vercel://prj_12HK?token=t&team=team_1a", Kind.VERCEL, "prj_12HK", "t"),
    ],
)
def test_each_cdn_has_its_name_and_token(url, kind, name, token):
    settings = read_cdn(url)
    assert (settings.kind, settings.token) == (kind, token)
    assert settings.name == (name or "SU1Z0isxPaozGVKXdv0eY"), "case counts"


def test_self_run_caches_are_hosts_and_ports():
    settings = read_cdn("purge+https://10.0.0.1:6081,cache-2.internal,[::1]:80?token=t")
    assert settings.nodes == (
        "https://10.0.0.1:6081",
        "https://cache-2.internal",
        "https://[::1]:80",
    )


def test_the_token_is_not_shown():
    assert "hidden" not in repr(read_cdn("cloudflare://zone?token=hidden"))


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("akamai://hidden", "one of cloudflare, cloudfront, fastly, vercel, purge+http"),
        ("hidden", "must begin with"),
        ("cloudflare://zone", "needs a token"),
        ("cloudflare://?token=hidden", "must name"),
        ("cloudflare://hidden@zone?token=hidden", "?token="),
        ("cloudflare://zone/hidden?token=hidden", "?token="),
        ("cloudflare://zone?token=hid%0Aden", "visible ASCII"),
        ("cloudflare://zone?token=hidden&hidden=1", "unknown options; there are: endpoint, token"),
        ("cloudfront://ID?token=hidden", "unknown options"),
        ("vercel://p?token=hidden&team=a/b", "team"),
        ("fastly://s?token=hidden&endpoint=ftp://hidden", "endpoint"),
        ("purge+http://?token=hidden", "hosts and ports"),
        ("purge+http://a b", "hosts and ports"),
    ],
)
def test_a_wrong_setting_is_explained_without_what_may_be_secret(url, part):
    problem = problem_with(url)
    assert problem
    assert part in problem
    assert "hid" not in problem


@given(st.text(max_size=60), st.sampled_from(["", "cloudflare://", "purge+http://", "fastly://"]))
def test_any_text_is_read_or_explained(text, scheme):
    assert problem_with(scheme + text) is None or problem_with(scheme + text)
