"""Feeds of the publication, of a category, of an author: RSS 2.0, Atom, JSON Feed 1.1."""

from __future__ import annotations

from strive.content.pages.feeds.handlers import Feeds

__all__ = ["Feeds"]
