"""Claims of `strive.platform.web.accepting`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.platform.web.accepting import prefers_json


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json, */*;q=0.5",
        "text/html;q=0.5, application/json",
        "text/html;q=0, */*",
        "application/*",
        "application/json;charset=utf-8",
        "application/json; q=1.000",
    ],
)
def test_json_is_preferred(accept):
    assert prefers_json(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json, text/html",
        "application/json;q=0.5, text/html",
        "application/json;q=0",
        "application/json;q=2",
        "application/json;q=nan",
        "application/jsonp",
        "image/avif",
    ],
)
def test_a_page_is_preferred_or_nothing_is(accept):
    assert not prefers_json(accept)


@given(st.text(max_size=200))
def test_any_header_can_be_read(accept):
    assert prefers_json(accept) in {True, False}
