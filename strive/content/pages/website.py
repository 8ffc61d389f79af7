"""What every page of the public site needs, and how a page is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from strive.content.pages import accent
from strive.content.pages.conditional import respond
from strive.content.pages.dates import Dates
from strive.content.pages.head import FeedLink, Head
from strive.content.pages.languages import direction_of
from strive.content.pages.urls import Urls
from strive.platform.cache import plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content import Content
    from strive.content.pages.paging import Pager
    from strive.content.post import Image, Seo
    from strive.content.site import Site
    from strive.kit.clock import Clock
    from strive.platform.web.templates import Templates

HTML = "text/html; charset=utf-8"
DESCRIPTION_CHARACTERS_MAX = 300  # search engines show about half of it


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout around a page is told."""

    direction: str
    path: str
    year: int
    stylesheets: Sequence[str]
    dates: Dates


@dataclass(frozen=True, slots=True)
class Website:
    """The dependencies of the pages; each group of pages is a small class that holds this."""

    content: Content
    templates: Templates
    urls: Urls
    clock: Clock

    def render(
        self, request: Request, site: Site, template: str, head: Head, **context: Any
    ) -> str:
        """Render a page within the layout."""
        style = accent.href_of(site.accent)
        dates = Dates(ZoneInfo(site.time_zone))
        frame = Frame(
            direction=direction_of(site.language),
            path=request.scope["path"],
            year=self.clock.now().astimezone(dates.zone).year,
            stylesheets=(style,) if style else (),
            dates=dates,
        )
        return self.templates.render(template, site=site, head=head, frame=frame, **context)

    def page(
        self, request: Request, site: Site, template: str, head: Head, **context: Any
    ) -> Response:
        """Answer with a page that is the same for every reader and may be kept by caches."""
        html = self.render(request, site, template, head, **context)
        return respond(request, html.encode(), HTML, plan.PAGE)

    def head(  # noqa: PLR0913 - a page says that much about itself
        self,
        site: Site,
        title: str,
        path: str,
        *,
        description: str = "",
        seo: Seo | None = None,
        image: Image | None = None,
        pager: Pager | None = None,
        feeds: Sequence[FeedLink] = (),
        **more: Any,
    ) -> Head:
        """Describe a page; what `seo` says goes before title, description and image."""
        name = seo.title if seo and seo.title else title
        about = _line((seo.description if seo else "") or description or site.description)
        picture = (seo.image if seo else None) or image or site.social_image
        return Head(
            title=name if name == site.title else f"{name} · {site.title}",
            description=about,
            canonical=more.pop("canonical", "") or self.urls.base + (pager.href if pager else path),
            previous=self.urls.base + pager.previous if pager and pager.previous else "",
            next=self.urls.base + pager.next if pager and pager.next else "",
            no_index=more.pop("no_index", False) or bool(seo and seo.no_index),
            social_title=(seo.social_title if seo else "") or name,
            social_description=_line(seo.social_description if seo else "") or about,
            image=picture,
            image_url=self.urls.resolve(picture.url) if picture else "",
            feeds=(*feeds, *self.feeds(site)),
            **more,
        )

    def feeds(self, site: Site) -> list[FeedLink]:
        """Return the feeds of the whole publication."""
        return [
            FeedLink(site.title, "application/rss+xml", self.urls.of("/feed.xml")),
            FeedLink(site.title, "application/atom+xml", self.urls.of("/atom.xml")),
            FeedLink(site.title, "application/feed+json", self.urls.of("/feed.json")),
        ]


def _line(text: str) -> str:
    """Return a text on one line, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= DESCRIPTION_CHARACTERS_MAX:
        return words
    return words[:DESCRIPTION_CHARACTERS_MAX].rpartition(" ")[0] + " …"
