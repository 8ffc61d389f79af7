"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from strive.content.pages.feeds.feed import Feed, Item

MEDIA_TYPE = "application/feed+json"


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed."""
    described = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "description": feed.description,
        "icon": feed.icon_url,
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub_url}] if feed.hub_url else [],
    }
    items = [_item(item) for item in feed.items]
    return msgspec.json.encode({**_given(described), "items": items})


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "content_html": item.html,
        **_given(
            {
                "title": item.title,
                "summary": item.summary,
                "image": item.image.url if item.image else "",
                "date_published": item.published.isoformat(),
                "date_modified": item.updated.isoformat(),
                "authors": [{"name": author.name, "url": author.url} for author in item.authors],
                "tags": list(item.labels),
                "language": item.language,
            }
        ),
    }


def _given(members: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty: all these members are optional."""
    return {name: value for name, value in members.items() if value}
