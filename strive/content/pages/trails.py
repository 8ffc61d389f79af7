"""Ways to a page, with its lists under the names that the site's own menus give them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from strive.content.pages.jsonld import Crumb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strive.content.site import Site

BLOG: Final = Crumb("Blog", "/blog")
CATEGORIES: Final = Crumb("Categories", "/categories")
AUTHORS: Final = Crumb("Authors", "/authors")
ARCHIVE: Final = Crumb("Archive", "/blog/archive")
_LISTS: Final = frozenset({BLOG, CATEGORIES, AUTHORS, ARCHIVE})


def named(trail: Iterable[Crumb], site: Site) -> list[Crumb]:
    """Return a way in which a list is called as the navigation or the footer calls it."""
    labels = {link.url: link.label for link in (*site.footer, *site.navigation)}
    return [
        Crumb(labels.get(crumb.path, crumb.label), crumb.path) if crumb in _LISTS else crumb
        for crumb in trail
    ]
