"""The menus of the site: what is in them, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.settings import check_site
from strive.content.site import Link, Site
from strive.content.studio.upkeep.upkept import Errors, Upkept
from strive.platform.errors import Invalid
from strive.platform.web.forms import Form, form_of

PATH: Final = "/studio/navigation"
MENUS: Final = {
    "navigation": ("Main menu", "On top of every page."),
    "footer": ("Footer", "At the end of every page."),
    "social": ("Elsewhere", "Where else the publication is found, such as social networks."),
}

Menu = list[Link]


@dataclass(frozen=True, slots=True)
class Menus:
    """How readers move about."""

    upkept: Upkept

    async def edit(self, request: Request, _: Principal) -> Response:
        """Show the menus."""
        site = await self.upkept.upkeep.content.site.stored()
        return await self._form(request, {name: list(getattr(site, name)) for name in MENUS})

    async def save(self, request: Request, principal: Principal) -> Response:
        """Keep the menus, and move or remove the entry whose button was pressed."""
        form = await form_of(request)
        menus = moved({name: read(form, name) for name in MENUS}, form.text("act"))
        errors = {name: error for name in MENUS if (error := fault_of(name, menus[name]))}
        if errors:
            return await self._form(request, menus, errors)
        before = await self.upkept.upkeep.content.site.stored()
        site = replace(before, **{name: tuple(links) for name, links in menus.items()})
        await self.upkept.upkeep.change_site(principal, site, request.scope)
        return done(PATH, "moved" if form.text("act") not in {"", "save"} else "saved")

    async def _form(
        self, request: Request, menus: Mapping[str, Menu], errors: Errors | None = None
    ) -> Response:
        return await self.upkept.page(
            request,
            "navigation.html",
            "Navigation",
            menus=[(name, *MENUS[name], menus[name]) for name in MENUS],
            errors=errors,
        )


def read(form: Form, name: str) -> Menu:
    """Return the menu of a form; rows with nothing in them are left out."""
    labels, urls = form.texts(f"{name}_label"), form.texts(f"{name}_url")
    rows = zip_longest(labels, urls, fillvalue="")
    return [Link(label.strip(), url.strip()) for label, url in rows if label.strip() or url.strip()]


def moved(menus: dict[str, Menu], act: str) -> dict[str, Menu]:
    """Return the menus after a button such as `footer:2:up`; others change nothing."""
    name, _, rest = act.partition(":")
    place, _, way = rest.partition(":")
    links = list(menus.get(name, ()))
    if not (place.isascii() and place.isdigit() and int(place[:4]) < len(links)):
        return menus
    link = links.pop(at := int(place[:4]))
    if way != "remove":
        links.insert(max(0, at - 1) if way == "up" else at + 1, link)
    return {**menus, name: links}


def fault_of(name: str, links: Menu) -> str:
    """Return what is wrong with a menu, "" for nothing."""
    try:
        check_site(replace(Site(), **{name: tuple(links)}))
    except Invalid as error:
        return error.message
    return ""
