from __future__ import annotations

from datetime import UTC, datetime

import pytest

from strive.content.likeness import LIKENESS_MIN, alike, likeness, meant_by
from strive.content.post import PostSummary, Slug
from strive.kit.slugs import slugify

NOW = datetime(2026, 3, 14, tzinfo=UTC)


def post(title: str, *previous: str) -> PostSummary:
    slug = Slug(slugify(title), previous)
    return PostSummary(id=title, title=title, slug=slug, updated_at=NOW)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("the-quiet-power", "the quiet power"),
        ("quiet_power.html", "quiet power"),
        ("2024-05-01-quiet-power.md", "quiet power"),
        ("1984", "1984"),
        ("", ""),
    ],
)
def test_an_address_is_read_without_what_systems_add(address, words):
    assert meant_by(address) == words


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("set-in-whatever", "Set in whatever you have"),
        ("cahcing-strategies", "Caching strategies explained"),
        ("steam-engines", "The steam engine"),
        ("about-us", "About"),
        ("uber-uns", "Über uns"),
        ("日本語の記", "日本語の記事"),
        ("old-name", "Renamed"),
    ],
)
def test_what_is_called_so_is_alike(address, title):
    assert likeness(meant_by(address), post(title, "old-name")) >= LIKENESS_MIN


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("set-in-whatever", "About"),
        ("in-the-beginning", "What is in the box"),
        ("form", "The farm and the firm"),
        ("wp-login.php", "Logistics"),
        ("", "About"),
    ],
)
def test_what_shares_a_small_word_or_a_few_letters_is_not(address, title):
    assert likeness(meant_by(address), post(title)) < LIKENESS_MIN


def test_what_is_most_alike_comes_first_and_order_is_kept_otherwise():
    posts = [post("Steam"), post("Steam engines"), post("Steam ships"), post("Bread")]
    found = [one.title for one in alike("steam engines of old", posts)]
    assert found == ["Steam engines"]
    assert [one.title for one in alike("steam", posts)] == ["Steam", "Steam engines", "Steam ships"]
