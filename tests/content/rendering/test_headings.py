"""Headings: their ids, their anchors, and the contents they make."""

from __future__ import annotations

from strive.content.post import Body, Heading
from strive.content.rendering import render


def test_headings_make_the_contents():
    rendered = render(Body("## Über *uns*\n\n### Team\n\n##### Small print"))
    assert rendered.headings == (Heading("uber-uns", "Über uns", 2), Heading("team", "Team", 3))


def test_ids_are_stable_and_told_apart(markdown):
    found = markdown("## A\n\n## A\n\n## A-2\n\n## Contents\n\n## 日本\n\n## 😀")
    for identifier in ("a", "a-2", "a-2-2", "contents-2", "日本", "section-2"):
        assert f'<h2 id="{identifier}">' in found


def test_a_text_with_its_own_first_level_moves_down(markdown):
    found = markdown("# One\n\n## Two\n\n###### Six")
    assert '<h2 id="one">' in found
    assert '<h3 id="two">' in found
    assert '<h6 id="six">' in found


def test_links_to_headings_follow_their_ids(html):
    found = html("<h2 id='Old Name'>New</h2><a href='#Old%20Name'>x</a> <a href='#new'>y</a>")
    assert '<h2 id="old-name">' in found
    assert found.count('href="#old-name"') == 2, "its anchor and the link"


def test_each_has_a_link_for_the_pointer(markdown):
    anchor = '<a class="heading-anchor" href="#a" aria-hidden="true" tabindex="-1"></a>'
    assert anchor in markdown("## A")


def test_links_do_not_nest(html):
    found = html("<a href='/x'><h3>Title</h3><p>text</p></a>")
    assert found == '<a href="/x"><h3 id="title">Title</h3><p>text</p></a>'
    player = html("<a href='/x'><iframe src='https://youtu.be/dQw4w9WgXcQ'></iframe></a>")
    assert player.count("<a ") == 1
    assert "/x" not in player
