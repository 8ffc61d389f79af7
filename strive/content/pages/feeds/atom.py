"""Atom (RFC 4287); pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from strive.content.pages.feeds.xml import Element, add, document

if TYPE_CHECKING:
    from strive.content.pages.feeds.feed import Feed, Item, Person

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed must say something


def atom(feed: Feed) -> bytes:
    """Write a feed as Atom."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    add(root, "id", feed.self_url)
    add(root, "title", feed.title)
    if feed.description:
        add(root, "subtitle", feed.description)
    add(root, "updated", (feed.updated or _EPOCH).isoformat())
    add(root, "generator", "Strive")
    if feed.icon_url:
        add(root, "icon", feed.icon_url)
    add(root, "link", attributes={"rel": "alternate", "type": "text/html", "href": feed.page_url})
    own = {"rel": "self", "type": "application/atom+xml", "href": feed.self_url}
    add(root, "link", attributes=own)
    if feed.hub_url:
        add(root, "link", attributes={"rel": "hub", "href": feed.hub_url})
    add(add(root, "author"), "name", feed.title)  # for entries that name nobody
    for item in feed.items:
        _add_entry(root, item)
    return document(root)


def _add_entry(root: Element, item: Item) -> None:
    entry = add(root, "entry", attributes={"xml:lang": item.language} if item.language else None)
    add(entry, "id", item.id)
    add(entry, "title", item.title)
    add(entry, "link", attributes={"rel": "alternate", "type": "text/html", "href": item.url})
    add(entry, "published", item.published.isoformat())
    add(entry, "updated", item.updated.isoformat())
    for author in item.authors:
        _add_person(entry, author)
    for label in item.labels:
        add(entry, "category", attributes={"term": label})
    if item.summary:
        add(entry, "summary", item.summary)
    add(entry, "content", item.html, {"type": "html"})


def _add_person(entry: Element, author: Person) -> None:
    person = add(entry, "author")
    add(person, "name", author.name)
    add(person, "uri", author.url)
