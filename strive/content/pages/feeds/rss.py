"""RSS 2.0, with the full text (content), authors (dc), pictures (media) and links (atom); pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strive.content.pages.dates import http_date
from strive.content.pages.feeds.xml import Element, add, document, register_namespace

if TYPE_CHECKING:
    from strive.content.pages.feeds.feed import Feed, Item

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
for _prefix, _uri in (("atom", _ATOM), ("content", _CONTENT), ("dc", _DC), ("media", _MEDIA)):
    register_namespace(_prefix, _uri)


def rss(feed: Feed) -> bytes:
    """Write a feed as RSS 2.0 (https://www.rssboard.org/rss-specification)."""
    root = Element("rss", {"version": "2.0"})
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page_url)
    add(channel, "description", feed.description or feed.title)
    add(channel, "language", feed.language)
    add(channel, "generator", "Strive")
    if feed.updated:
        add(channel, "lastBuildDate", http_date(feed.updated))
    own = {"rel": "self", "type": "application/rss+xml", "href": feed.self_url}
    add(channel, f"{{{_ATOM}}}link", attributes=own)
    if feed.hub_url:
        add(channel, f"{{{_ATOM}}}link", attributes={"rel": "hub", "href": feed.hub_url})
    for item in feed.items:
        _add_item(channel, item)
    return document(root)


def _add_item(channel: Element, item: Item) -> None:
    element = add(channel, "item")
    add(element, "title", item.title)
    add(element, "link", item.url)
    add(element, "guid", item.id, {"isPermaLink": "false"})
    add(element, "pubDate", http_date(item.published))
    for author in item.authors:
        add(element, f"{{{_DC}}}creator", author.name)
    for label in item.labels:
        add(element, "category", label)
    if item.summary:
        add(element, "description", item.summary)
    add(element, f"{{{_CONTENT}}}encoded", item.html)
    if item.image:
        picture = {"url": item.image.url, "medium": "image"}
        if item.image.width and item.image.height:
            picture |= {"width": str(item.image.width), "height": str(item.image.height)}
        add(element, f"{{{_MEDIA}}}content", attributes=picture)
