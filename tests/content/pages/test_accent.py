"""The accent colour, readable whatever it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.content.pages import accent

colours = st.tuples(*[st.integers(0, 255)] * 3)
PAPER, DARK_PAPER = (0xFD, 0xFD, 0xFC), (0x13, 0x14, 0x16)


@given(colours)
def test_every_colour_can_be_read_on_both_papers(colour):
    light, dark = re.findall(r"--accent:(#[0-9a-f]{6})", accent.style_sheet(colour))
    assert accent.contrast(accent.accent_of(light), PAPER) >= 4.5
    assert accent.contrast(accent.accent_of(dark), DARK_PAPER) >= 4.5


def test_a_colour_that_is_readable_stays_as_it_is():
    assert ":root{--accent:#1c4f9c}" in accent.style_sheet((0x1C, 0x4F, 0x9C))


def test_contrast_is_measured_as_wcag_does():
    assert accent.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert accent.contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


async def test_the_sites_colour_comes_as_a_style_sheet(site, settle):
    assert "/theme/" not in (await site.get("/")).text
    await settle(accent="#0a7E3c")
    html = (await site.get("/")).text
    assert '<link rel="stylesheet" href="/theme/accent-0a7e3c.css">' in html
    answer = await site.get("/theme/accent-0a7e3c.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert (await site.get("/theme/accent-red.css")).status_code == 404
