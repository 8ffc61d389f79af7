"""Where the publication is kept in order: the addresses, who may open them, and their limits."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from strive.accounts.pages.frame import Frame
from strive.accounts.pages.guard import staff
from strive.accounts.principal import Scope
from strive.content.desk import Desk
from strive.content.store.desk import DeskStore
from strive.content.studio.upkeep.authors import Authors
from strive.content.studio.upkeep.categories import Categories
from strive.content.studio.upkeep.library import Library
from strive.content.studio.upkeep.menus import Menus
from strive.content.studio.upkeep.overview import Overview
from strive.content.studio.upkeep.redirects import Redirects
from strive.content.studio.upkeep.settings import Settings
from strive.content.studio.upkeep.upkept import Upkept
from strive.content.studio.upkeep.webhooks import Webhooks
from strive.content.upkeep import Upkeep
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.database import Database
from strive.platform.outbox import Outbox
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import PAGES


def open_upkept(  # noqa: PLR0913 - what it stands on
    upkeep: Upkeep,
    desk: Desk,
    frame: Frame,
    clock: Clock,
    *,
    database: Database,
    media: Media,
    outbox: Outbox,
) -> Upkept:
    """Wire the pages of upkeep together."""
    return Upkept(upkeep, desk, frame, clock, DeskStore(database), media, outbox)


def upkeep_routes(upkept: Upkept) -> list[BaseRoute]:
    """Return the routes."""
    return limited(
        [
            Route("/studio", staff()(Overview(upkept).page)),
            *_of_shelves(upkept),
            *_of_site(upkept),
            *_of_redirects(upkept),
            *_of_webhooks(upkept),
            *_of_media(upkept),
        ],
        PAGES,
    )


def _of_shelves(upkept: Upkept) -> list[BaseRoute]:
    may = staff(Scope.SITE_WRITE)
    routes: list[BaseRoute] = []
    shelves = (("categories", Categories(upkept)), ("authors", Authors(upkept)))
    for name, pages in shelves:
        path = f"/studio/{name}"
        routes += [
            Route(path, may(pages.every)),
            Route(f"{path}/new", may(pages.new)),
            Route(f"{path}/new", may(pages.save), methods=["POST"]),
            Route(f"{path}/{{id}}", may(pages.edit)),
            Route(f"{path}/{{id}}", may(pages.save), methods=["POST"]),
            Route(f"{path}/{{id}}/delete", may(pages.delete), methods=["POST"]),
        ]
    return routes


def _of_site(upkept: Upkept) -> list[BaseRoute]:
    may, settings, menus = staff(Scope.SITE_WRITE), Settings(upkept), Menus(upkept)
    return [
        Route("/studio/settings", may(settings.edit)),
        Route("/studio/settings", may(settings.save), methods=["POST"]),
        Route("/studio/settings/accent.svg", may(settings.accent)),
        Route("/studio/navigation", may(menus.edit)),
        Route("/studio/navigation", may(menus.save), methods=["POST"]),
    ]


def _of_redirects(upkept: Upkept) -> list[BaseRoute]:
    may, redirects = staff(Scope.SITE_WRITE), Redirects(upkept)
    return [
        Route("/studio/redirects", may(redirects.every)),
        Route("/studio/redirects", may(redirects.add), methods=["POST"]),
        Route("/studio/redirects/import", may(redirects.import_), methods=["POST"]),
        Route("/studio/redirects/delete", may(redirects.delete), methods=["POST"]),
    ]


def _of_webhooks(upkept: Upkept) -> list[BaseRoute]:
    may, webhooks = staff(Scope.SITE_WRITE), Webhooks(upkept)
    one = "/studio/webhooks/{id}"
    return [
        Route("/studio/webhooks", may(webhooks.every)),
        Route("/studio/webhooks", may(webhooks.add), methods=["POST"]),
        Route(one, may(webhooks.one)),
        Route(one, may(webhooks.change), methods=["POST"]),
        Route(f"{one}/again", may(webhooks.send_again), methods=["POST"]),
        Route(f"{one}/delete", may(webhooks.delete), methods=["POST"]),
    ]


def _of_media(upkept: Upkept) -> list[BaseRoute]:
    may, library = staff(Scope.MEDIA_WRITE), Library(upkept)
    return [
        Route("/studio/media", may(library.every)),
        Route("/studio/media", may(library.add), methods=["POST"]),
        Route("/studio/media/{id}", may(library.one)),
        Route("/studio/media/{id}", may(library.describe), methods=["POST"]),
        Route(
            "/studio/media/{id}/delete", staff(Scope.SITE_WRITE)(library.delete), methods=["POST"]
        ),
    ]
