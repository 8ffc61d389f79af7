"""Players and posts of other sites."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from strive.content.rendering import FRAME_SOURCES
from strive.content.rendering.embeds import recognise

FRAMES = {
    "https://youtu.be/dQw4w9WgXcQ?t=1m5s": "youtube-nocookie.com/embed/dQw4w9WgXcQ?start=65",
    "https://www.youtube.com/watch?feature=x&v=dQw4w9WgXcQ": "/embed/dQw4w9WgXcQ",
    "https://m.youtube.com/shorts/dQw4w9WgXcQ": "/embed/dQw4w9WgXcQ",
    "https://vimeo.com/76979871/0123abcd": "video/76979871?dnt=1&h=0123abcd",
    "https://twitter.com/somebody/status/20": "Tweet.html?id=20&dnt=true",
    "https://codepen.io/team/codepen/pen/PNaGbb": "codepen.io/team/codepen/embed/PNaGbb",
    "https://open.spotify.com/intl-de/track/4uLU6hMCjMI75M1A2tKUQC": "/embed/track/4uLU6hMCj",
    "https://soundcloud.com/some-one/a-song": "url=https%3A//soundcloud.com/some-one/a-song",
}
LINKS = [
    "https://gist.github.com/octocat/6cad326836d38bd3a7ae",
    "https://mastodon.social/@Gargron/109318821117356215",
]
NEITHER = [
    "https://example.com/watch?v=dQw4w9WgXcQ",
    "https://youtube.com.evil.test/watch?v=dQw4w9WgXcQ",
    "https://youtu.be/short",
    "javascript://youtu.be/dQw4w9WgXcQ",
    "https://vimeo.com/about",
]


@pytest.mark.parametrize("address", FRAMES)
def test_a_known_address_alone_becomes_a_player(markdown, address):
    embed = recognise(address)
    assert embed
    assert FRAMES[address] in embed.frame
    assert "{0.scheme}://{0.netloc}".format(urlsplit(embed.frame)) in FRAME_SOURCES
    found = markdown(f"Before.\n\n{address}\n\nAfter.")
    assert 'data-embed-src="https://' in found
    assert '<a class="embed-link" href="https://' in found


@pytest.mark.parametrize("address", LINKS)
def test_what_has_no_frame_stays_a_link(markdown, address):
    found = markdown(address)
    assert f'class="embed-link" href="{address}"' in found
    assert "data-embed-src" not in found


@pytest.mark.parametrize("address", NEITHER)
def test_other_addresses_are_not_taken_for_players(markdown, address):
    assert recognise(address) is None
    assert "data-embed" not in markdown(address)


def test_an_address_within_a_sentence_stays_there(markdown):
    assert "data-embed" not in markdown("See https://youtu.be/dQw4w9WgXcQ for more.")


def test_frames_and_quotations_of_other_systems_are_recognised(html):
    frame = html("<iframe src='//www.youtube.com/embed/dQw4w9WgXcQ' title='A film'></iframe>")
    assert '<span class="embed-title">A film</span>' in frame
    tweet = html(
        "<blockquote class='twitter-tweet'><p>Words.</p>"
        "<a href='https://twitter.com/a/status/20'>May 5</a></blockquote><script async></script>"
    )
    assert "<p>Words.</p>" in tweet, "what it says is here without asking anybody"
    assert 'data-embed="x"' in tweet


def test_a_frame_of_an_unknown_site_becomes_a_link(html):
    assert '<a href="https://maps.test/x" rel="noopener">' in html(
        "<iframe src='https://maps.test/x'></iframe>"
    )
