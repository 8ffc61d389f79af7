"""The sites whose players and posts are recognised by their addresses.

A row: key, label, kind (video, audio, post, code), address without scheme and `www.` or `m.`, page
and frame, the last two filled with the named groups of the address. Without a frame it stays a
link: the provider has none, or its host cannot be known to the content security policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FRAME_SOURCES: Final = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://platform.twitter.com",
    "https://embed.bsky.app",
    "https://codepen.io",
    "https://open.spotify.com",
    "https://w.soundcloud.com",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of address, and what is made of it."""

    key: str
    label: str
    kind: str
    pattern: re.Pattern[str]
    page: str
    frame: str


_YOUTUBE: Final = r"""(?:youtu\.be/|(?:music\.)?youtube(?:-nocookie)?\.com/
    (?:watch\?(?:[^#\s]*?&)?v=|embed/(?!videoseries)|shorts/|live/|v/))(?P<id>[\w-]{11})(?![\w-])"""
_VIMEO: Final = r"""(?:player\.)?vimeo\.com/(?:video/|(?:channels|groups)/[\w/-]+/)?
    (?P<id>\d{5,12})(?:/(?P<hash>[0-9a-f]{6,20}))?(?:[?\#/].*)?$"""
_X: Final = r"""(?:mobile\.)?(?:twitter|x)\.com/
    (?P<user>\w{1,20})/status(?:es)?/(?P<id>\d{1,20})"""
_BLUESKY_ID: Final = r"bsky\.app/profile/(?P<user>did:[a-z]+:[\w.:-]{1,80})/post/(?P<id>\w{1,40})"
_BLUESKY_NAME: Final = r"bsky\.app/profile/(?P<user>[\w.-]{1,253})/post/(?P<id>\w{1,40})"
_CODEPEN: Final = r"""codepen\.io/(?P<user>(?:team/)?[\w-]+)/
    (?:pen|full|details|embed(?:/preview)?)/(?P<id>\w{4,40})"""
_SPOTIFY: Final = r"""open\.spotify\.com/(?:intl-\w+/)?(?:embed/)?
    (?P<what>track|album|playlist|episode|show|artist)/(?P<id>[A-Za-z0-9]{22})"""
_SOUNDCLOUD: Final = r"soundcloud\.com/(?P<path>[\w-]+/[\w-]+(?:/[\w-]+)?)/?(?:[?\#].*)?$"
_GIST: Final = r"""gist\.github\.com/
    (?P<path>(?:[\w-]+/)?[0-9a-f]{6,40})(?:\.js)?(?:[?\#].*)?$"""
_MASTODON: Final = r"(?P<host>[\w.-]+\.\w+)/@(?P<user>[\w.@-]+)/(?P<id>\d{15,20})/?$"

_BLUESKY_PAGE: Final = "https://bsky.app/profile/{user}/post/{id}"
_BLUESKY_FRAME: Final = "https://embed.bsky.app/embed/{user}/app.bsky.feed.post/{id}"
_YOUTUBE_PAGE: Final = "https://www.youtube.com/watch?v={id}"
_YOUTUBE_FRAME: Final = "https://www.youtube-nocookie.com/embed/{id}"
_VIMEO_FRAME: Final = "https://player.vimeo.com/video/{id}?dnt=1"
_X_PAGE: Final = "https://x.com/{user}/status/{id}"
_X_FRAME: Final = "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true"
_CODEPEN_PAGE: Final = "https://codepen.io/{user}/pen/{id}"
_CODEPEN_FRAME: Final = "https://codepen.io/{user}/embed/{id}?default-tab=result"
_SPOTIFY_PAGE: Final = "https://open.spotify.com/{what}/{id}"
_SPOTIFY_FRAME: Final = "https://open.spotify.com/embed/{what}/{id}"
_SOUNDCLOUD_PAGE: Final = "https://soundcloud.com/{path}"
_SOUNDCLOUD_FRAME: Final = "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/{path}"
_GIST_PAGE: Final = "https://gist.github.com/{path}"
_MASTODON_PAGE: Final = "https://{host}/@{user}/{id}"

_ROWS: Final = (
    ("youtube", "YouTube", "video", _YOUTUBE, _YOUTUBE_PAGE, _YOUTUBE_FRAME),
    ("vimeo", "Vimeo", "video", _VIMEO, "https://vimeo.com/{id}", _VIMEO_FRAME),
    ("x", "X", "post", _X, _X_PAGE, _X_FRAME),
    ("bluesky", "Bluesky", "post", _BLUESKY_ID, _BLUESKY_PAGE, _BLUESKY_FRAME),
    ("bluesky", "Bluesky", "post", _BLUESKY_NAME, _BLUESKY_PAGE, ""),
    ("codepen", "CodePen", "code", _CODEPEN, _CODEPEN_PAGE, _CODEPEN_FRAME),
    ("spotify", "Spotify", "audio", _SPOTIFY, _SPOTIFY_PAGE, _SPOTIFY_FRAME),
    ("soundcloud", "SoundCloud", "audio", _SOUNDCLOUD, _SOUNDCLOUD_PAGE, _SOUNDCLOUD_FRAME),
    ("gist", "GitHub Gist", "code", _GIST, _GIST_PAGE, ""),
    ("mastodon", "Mastodon", "post", _MASTODON, _MASTODON_PAGE, ""),
)
_HOST: Final = r"(?:https?:)?//(?:www\.|m\.)?"

PROVIDERS: Final = tuple(
    Provider(key, label, kind, re.compile(_HOST + address, re.ASCII | re.VERBOSE), page, frame)
    for key, label, kind, address, page, frame in _ROWS
)
