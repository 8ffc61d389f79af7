"""The settings of the site in the studio, and how its accent colour looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.pages.accent import accent_of, on_both_grounds
from strive.content.settings import check_site
from strive.content.site import Site
from strive.content.studio.fields import number_in
from strive.content.studio.upkeep.upkept import Errors, Upkept, faults, refusal
from strive.platform.cache import plan
from strive.platform.web.forms import Form, form_of

PATH: Final = "/studio/settings"
ZONES: Final = tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))
PICTURES: Final = ("logo", "icon", "social_image")
_TEXTS: Final = (
    *("title", "description", "language", "time_zone", "accent"),
    *("contact", "websub_hub", "indexnow_key"),
)
_CHECKED: Final = (*_TEXTS, *PICTURES, "posts_per_page")
_SAMPLE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 96" width="480" height="96"'
    ' font-family="Georgia, serif" font-size="20">'
    '<rect width="240" height="96" fill="#fdfdfc"/>'
    '<rect x="240" width="240" height="96" fill="#131416"/>'
    '<g fill="{light}"><text x="24" y="40">A link by day</text>'
    '<rect x="24" y="60" width="96" height="6"/></g>'
    '<g fill="{dark}"><text x="264" y="40">A link by night</text>'
    '<rect x="264" y="60" width="96" height="6"/></g></svg>'
)
STANDARD: Final = "#b3261a"  # the accent of site.css, where none is set


@dataclass(frozen=True, slots=True)
class Settings:
    """What the publication is called and how it looks."""

    upkept: Upkept

    async def edit(self, request: Request, _: Principal) -> Response:
        """Show the settings."""
        return await self._form(request, await self.upkept.upkeep.content.site.stored())

    async def save(self, request: Request, principal: Principal) -> Response:
        """Change them, all or none."""
        form = await form_of(request)
        site = await self._site(form)
        errors = faults(check_site, site, Site(), _CHECKED)
        if not number_in(form.text("posts_per_page").strip()):
            errors["posts_per_page"] = "Write a number from 1 to 100."
        if not errors:
            errors = await refusal(
                self.upkept.upkeep.change_site(principal, site, request.scope), ""
            )
        if not errors:
            return done(PATH, "saved")
        return await self._form(request, site, errors)

    async def accent(self, request: Request, _: Principal) -> Response:
        """Draw how a colour looks on both papers, as readable as the site makes it."""
        colour = accent_of(request.query_params.get("colour", "")) or accent_of(STANDARD)
        light, dark = on_both_grounds(colour) if colour else (STANDARD, STANDARD)
        drawn = _SAMPLE.format(light=light, dark=dark)
        return Response(drawn, media_type="image/svg+xml", headers={"cache-control": plan.PRIVATE})

    async def _site(self, form: Form) -> Site:
        before = await self.upkept.upkeep.content.site.stored()
        per_page = number_in(form.text("posts_per_page").strip()) or before.posts_per_page
        texts = {name: form.text(name).strip() for name in _TEXTS}
        pictures = {
            name: await self.upkept.picture(form, name, getattr(before, name)) for name in PICTURES
        }
        return replace(before, **texts, **pictures, posts_per_page=per_page)

    async def _form(self, request: Request, site: Site, errors: Errors | None = None) -> Response:
        return await self.upkept.page(
            request,
            "settings.html",
            "Settings",
            site=site,
            zones=ZONES,
            errors=errors,
        )
