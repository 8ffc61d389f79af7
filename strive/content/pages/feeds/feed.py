"""A feed before it has a format; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from strive.content.pages.feeds.absolute import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from strive.content.pages.urls import Urls
    from strive.content.post import Image, Post
    from strive.content.taxonomy import Author
    from strive.content.tree import Tree


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote an item."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post in a feed, whole; `id` stays the same when its address changes."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: Sequence[Person]
    labels: Sequence[str]
    image: Image | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed; `page_url` is the page it follows, `self_url` its own address."""

    title: str
    description: str
    page_url: str
    self_url: str
    language: str
    hub_url: str
    icon_url: str
    items: Sequence[Item]

    @property
    def updated(self) -> datetime | None:
        """When something in it changed last; None for an empty feed."""
        return max((item.updated for item in self.items), default=None)


def item_of(post: Post, urls: Urls, authors: Mapping[str, Author], tree: Tree) -> Item:
    """Return a published post as an item, all its addresses whole."""
    url = urls.of(post.path)
    categories = [category.title for category in tree.by_ids(post.categories)]
    image = post.feature_image
    return Item(
        id=_tag_uri(post, urls),
        url=url,
        title=post.title,
        summary=post.excerpt,
        html=absolute(post.rendered.html, url),
        published=post.published_at or post.created_at,
        updated=post.updated_at,
        authors=[
            Person(authors[i].name, urls.of(authors[i].path)) for i in post.author if i in authors
        ],
        labels=list(dict.fromkeys([*categories, *(tag.name for tag in post.tags)])),
        image=image and _whole(image, urls),
        language=post.language,
    )


def _tag_uri(post: Post, urls: Urls) -> str:
    """Return a tag URI (RFC 4151): readers know a post by it, wherever it moves to."""
    host = urlsplit(urls.base).hostname
    return f"tag:{host},{post.created_at:%Y-%m-%d}:{quote(post.id, safe='')}"


def _whole(image: Image, urls: Urls) -> Image:
    return type(image)(urls.resolve(image.url), image.alt, image.caption, image.width, image.height)
