"""The guide to CDNs says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from strive.platform.cdn import Kind, cloudflare, cloudfront, fastly, read_cdn, self_run, vercel
from strive.platform.cdn.fields import LANGUAGES
from strive.platform.cdn.store import KEPT

ROOT = Path(__file__).parent.parent.parent.parent
GUIDE = (ROOT / "docs/guides/cdn.md").read_text("utf-8")


def test_every_setting_in_the_table_can_be_read():
    settings = re.findall(r"^\| [^|]+ \| `([a-z+]+://[^`]+)` \|", GUIDE, re.MULTILINE)
    kinds = {read_cdn(url.replace("…", "x").replace("PORT", "80")).kind for url in settings}
    assert kinds == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_field_is_named(kind):
    language = LANGUAGES[kind]
    fields = [language.tags, *filter(None, [language.control])]
    named = GUIDE.lower()
    assert not [field for field in fields if f"`{field.decode()}`" not in named]


def test_the_sizes_of_calls_are_what_it_says():
    assert f"{cloudflare.AT_ONCE} tags at Cloudflare" in GUIDE
    assert f"{cloudfront.AT_ONCE:,} at CloudFront" in GUIDE
    assert f"{fastly.KEYS_AT_ONCE} at Fastly" in GUIDE
    assert f"{vercel.TAGS_AT_ONCE} at Vercel" in GUIDE
    assert f"{self_run.TAGS_AT_ONCE} at a cache of your own" in GUIDE
    assert f"{LANGUAGES[Kind.CLOUDFRONT].tags_max} for CloudFront" in GUIDE


def test_the_decision_says_how_long_a_purge_waits():
    decision = (ROOT / "docs/decisions/0040-purges-wait-together.md").read_text("utf-8")
    assert f"after {KEPT.total_seconds() / 3600:.0f} hours" in decision


def test_what_is_logged_is_named():
    source = (ROOT / "strive/platform/cdn/sending.py").read_text("utf-8")
    events = set(re.findall(r'"(cdn\.[a-z_]+)"', source))
    assert events
    assert not [event for event in events if f"`{event}`" not in GUIDE]
