"""What the CDN in front is told about a response, beside `Cache-Control`.

Each CDN reads tags in a field of its own, and strips it. Some also have a field that beats
`Cache-Control` for them alone: in it a page may be kept though browsers ask each time
(`max-age=0`, which Cloudflare takes as not to be kept), and may serve for a day when the origin
is away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.cache.http.directives import cache_control, seconds
from strive.platform.cache.http.fields import Fields, has
from strive.platform.cache.http.groups import groups_of
from strive.platform.cdn.settings import Kind
from strive.platform.cdn.tags import fitting, tags_of

STALE_IF_ERROR_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Language:
    """How one CDN is spoken to.

    Attributes:
        tags: The field of tags.
        between: What separates them.
        tags_max: How many of them a response may bear.
        bytes_max: How long the field may be.
        control: The field that beats `Cache-Control`, None without one.
    """

    tags: bytes
    between: bytes
    tags_max: int
    bytes_max: int
    control: bytes | None = None


LANGUAGES: Final = {
    # 16 KB: https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/
    Kind.CLOUDFLARE: Language(b"cache-tag", b",", 500, 8_000, b"cloudflare-cdn-cache-control"),
    # 50 tags: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-tags.html
    Kind.CLOUDFRONT: Language(b"cache-tag", b",", 50, 8_000),
    # 16 KB: https://www.fastly.com/documentation/reference/http/http-headers/Surrogate-Key/
    Kind.FASTLY: Language(b"surrogate-key", b" ", 500, 8_000, b"surrogate-control"),
    # deploy/proxy: a field of at most 8 KB, and buffers of 16 KB for all fields
    Kind.SELF_RUN: Language(b"xkey", b" ", 500, 6_000),
    # https://vercel.com/docs/caching/cache-control-headers
    Kind.VERCEL: Language(b"vercel-cache-tag", b",", 64, 8_000, b"vercel-cdn-cache-control"),
}


def edge_fields(groups: Iterable[str], kind: Kind) -> Fields:
    """Return the field that tells a CDN the cache groups of a response; none without groups."""
    language = LANGUAGES[kind]
    tags = fitting(tags_of(groups), tags_max=language.tags_max, characters_max=language.bytes_max)
    return [(language.tags, language.between.join(tag.encode() for tag in tags))] if tags else []


def control_fields(fields: Fields, kind: Kind) -> Fields:
    """Return the field that says to a CDN what `Cache-Control` says to shared caches.

    None when shared caches are told nothing of their own, or the CDN has no such field.
    """
    control = LANGUAGES[kind].control
    directives = cache_control(fields)
    lifetime_s = seconds(directives, "s-maxage")
    if control is None or not lifetime_s or directives.keys() & {"private", "no-store"}:
        return []
    stale_if_error_s = seconds(directives, "stale-if-error")
    said = {
        "max-age": lifetime_s,
        "stale-while-revalidate": seconds(directives, "stale-while-revalidate"),
        "stale-if-error": STALE_IF_ERROR_S if stale_if_error_s is None else stale_if_error_s,
    }
    value = ", ".join(f"{name}={said_s}" for name, said_s in said.items() if said_s is not None)
    return [(control, value.encode())]


class EdgeFields:
    """ASGI middleware that adds a CDN's own fields; inside the page cache it costs hits nothing.

    Args:
        app: What answers.
        kind: The CDN in front.
    """

    def __init__(self, app: ASGIApp, kind: Kind) -> None:
        self.app = app
        self._kind = kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields: Fields = list(message["headers"])
                if not has(fields, b"set-cookie"):
                    more = edge_fields(groups_of(fields), self._kind)
                    more += control_fields(fields, self._kind)
                    message = {**message, "headers": [*fields, *more]}
            await send(message)

        await self.app(scope, receive, send_with_fields)
