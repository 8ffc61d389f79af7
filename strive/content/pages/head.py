"""What the head of a page says to search engines, social networks and feed readers; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from strive.content.post import Image


class FeedLink(NamedTuple):
    """A feed that belongs to a page."""

    title: str
    media_type: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All addresses are whole; without a `canonical` one the page has no social card.

    `kind` is the type of Open Graph, `properties` are more of its properties.
    """

    title: str
    description: str = ""
    canonical: str = ""
    previous: str = ""
    next: str = ""
    no_index: bool = False
    kind: str = "website"
    social_title: str = ""
    social_description: str = ""
    image: Image | None = None
    image_url: str = ""
    properties: Sequence[tuple[str, str]] = ()
    feeds: Sequence[FeedLink] = ()
    json_ld: Sequence[Markup] = ()
