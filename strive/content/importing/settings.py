"""The old site's own settings, taken over where nothing was set here."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import asdict, replace

from strive.content.importing.moving import Origin
from strive.content.importing.records import SettingsRecord
from strive.content.importing.report import Entry, Result
from strive.content.importing.run import Run
from strive.content.settings import DESCRIPTION_CHARACTERS_MAX, TITLE_CHARACTERS_MAX, check_site
from strive.content.site import Link, Site
from strive.platform.errors import Invalid

_FIELDS = (
    "title", "description", "language", "time_zone", "accent", "logo", "icon", "social_image",
    "navigation", "footer", "social", "posts_per_page", "contact", "websub_hub",
    "indexnow_key",
)  # fmt: skip


async def apply_settings(record: SettingsRecord, run: Run) -> None:
    """Take over each setting that still has its default here, all of them with overwrite.

    A value that cannot stand here is left out by itself and reported.
    """
    before = site = await run.content.site.stored()
    for name in _FIELDS:
        value = await _value(record, name, run)
        if not value or value == getattr(site, name):
            continue
        label = f"site {name.replace('_', ' ')}"
        if getattr(site, name) != getattr(Site(), name) and not run.options.overwrite:
            _tell(run, label, Result.SKIPPED, "is set here already; --overwrite replaces it")
            continue
        changed = replace(site, **{name: value})
        try:
            check_site(changed)
        except Invalid as error:
            _tell(run, label, Result.SKIPPED, error.message)
            continue
        site = changed
        _tell(run, label, Result.CHANGED, "")
    if site != before and not run.options.dry_run:
        await run.content.site.change(site)


async def _value(record: SettingsRecord, name: str, run: Run) -> object:
    value = asdict(record)[name]
    if name in ("logo", "icon", "social_image"):
        return await run.mover.image(value, Origin("site settings"))
    if name in ("navigation", "footer"):
        return _standing((Link(link.label, _target(link.url, run)) for link in value), name, run)
    if name == "social":
        return _standing(value, name, run)
    if name == "title":
        return value[:TITLE_CHARACTERS_MAX]
    return value[:DESCRIPTION_CHARACTERS_MAX] if name == "description" else value


def _standing(links: Iterable[Link], name: str, run: Run) -> tuple[Link, ...]:
    """Return the links of a menu that can stand here; the rest is reported one by one."""
    kept: list[Link] = []
    for link in links:
        try:
            check_site(replace(Site(), navigation=(*kept, link)))
        except Invalid as error:
            _tell(run, f"site {name}", Result.SKIPPED, error.message)
        else:
            kept.append(link)
    return tuple(kept)


def _target(url: str, run: Run) -> str:
    """Return where a link of the menu leads on this site."""
    if moved := run.mover.link(url):
        return moved
    found = run.mover.site.split(url)
    return url if found is None or found.host else found.path + found.suffix


def _tell(run: Run, item: str, result: Result, reason: str) -> None:
    run.report.add(Entry(kind="setting", item=item, result=result, reason=reason))
