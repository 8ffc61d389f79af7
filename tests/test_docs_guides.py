"""The guides name what there is: fields, classes, players, limits, templates, styles."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from strive.app import HERE, build_web
from strive.cli.site_words import RULES
from strive.content import drafts, taxonomy
from strive.content.importing.markdown import posts as front_matter
from strive.content.importing.report import Result
from strive.content.importing.settings import _FIELDS as SETTINGS
from strive.content.pages.head import Head
from strive.content.pages.website import Frame
from strive.content.post import (
    BODY_BYTES_MAX,
    EXCERPT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    Body,
)
from strive.content.rendering import render
from strive.content.rendering.classes import OWN
from strive.content.rendering.markdown import NESTING_MAX
from strive.content.rendering.providers import PROVIDERS
from strive.kit.slugs import SLUG_CHARACTERS_MAX

GUIDES = Path(__file__).parent.parent / "docs/guides"
IMPORTING, THEMING, WRITING = (
    (GUIDES / f"{name}.md").read_text("utf-8") for name in ("importing", "theming", "writing")
)
FRONT_MATTER = {
    *front_matter.AUTHORS,
    *front_matter.CATEGORIES,
    *front_matter._IMAGES,
    *front_matter._PUBLISHED,
    *front_matter._UPDATED,
}
TEMPLATES = [*HERE.glob("theme/templates/*.html"), *HERE.glob("content/templates/*.html")]
MACROS = (HERE / "theme/templates/macros.html").read_text("utf-8")
PROPERTY = re.compile(r"(--[a-z-]+):")
LIMITS = (
    f"| title | {TITLE_CHARACTERS_MAX} characters |",
    f"| slug | {SLUG_CHARACTERS_MAX} characters",
    f"| excerpt | {EXCERPT_CHARACTERS_MAX:,} characters |",
    f"| text | {BODY_BYTES_MAX:,} bytes |",
    f"| {drafts.AUTHORS_MAX}, {drafts.CATEGORIES_MAX}, {drafts.TAGS_MAX} |",
    f"| levels of lists and quotations in each other | {NESTING_MAX} |",
    f"| levels of categories in each other | {taxonomy.CATEGORY_DEPTH_MAX} |",
)


def not_in(page: str, names: Iterable[str]) -> list[str]:
    """Return those of some names that a page does not have as code."""
    words = {
        word for code in re.findall(r"`([^`\n]+)`", page) for word in re.split(r"[^\w.-]", code)
    }
    return sorted(set(names) - words)


def columns(page: str, heading: str) -> list[str]:
    """Return the text of each column of the table with a heading row, as one."""
    table = page.partition(f"{heading}\n")[2].partition("\n\n")[0].splitlines()[1:]
    rows = [row.strip("| ").split(" | ") for row in table]
    return ["\n".join(column) for column in zip(*rows, strict=True)]


def block(page: str, language: str) -> str:
    """Return the first block of code in a language."""
    return page.partition(f"```{language}\n")[2].partition("```")[0]


def test_every_name_in_the_head_of_a_post_is_documented():
    assert not not_in(WRITING, FRONT_MATTER)


def test_every_class_an_author_may_use_is_documented():
    assert not not_in(WRITING, OWN)


def test_every_provider_is_documented_as_what_it_does():
    playing, linking = columns(WRITING, "| plays in place | stays a link |")
    for provider in PROVIDERS:
        assert provider.label in (playing if provider.frame else linking)


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
def test_every_kind_of_callout_is_documented_and_becomes_one(kind):
    assert f"`{kind}`" in WRITING
    assert f"callout-{kind.lower()}" in render(Body(f"> [!{kind}]\n> Text")).html


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_are_what_the_guide_says(limit):
    assert limit in WRITING


def test_every_result_of_an_import_is_documented():
    assert not not_in(IMPORTING, Result)


def test_the_settings_of_the_site_are_those_of_the_guide():
    named, _, _ = columns(THEMING, "| setting | what it says | if unset |")
    assert set(re.findall(r"\w+", named)) == set(SETTINGS)
    more, _, _ = columns(THEMING, "| by command only | what it says | if unset |")
    assert set(re.findall(r"\w+", more)) == set(RULES) - set(SETTINGS)


def test_every_template_and_icon_is_documented():
    icons = {path.stem for path in HERE.glob("theme/icons/*.svg")}
    assert not not_in(THEMING, {path.name for path in TEMPLATES} | icons)


def test_every_macro_is_documented_with_its_parameters():
    macros = re.findall(r"\{% macro (.+?\)) -%\}", MACROS)
    assert macros
    assert not [macro for macro in macros if f"| `{macro}` |" not in THEMING]


def test_every_name_given_to_all_templates_is_documented():
    given = {field.name for type_ in (Frame, Head) for field in fields(type_)}
    assert not not_in(THEMING, given)


def test_every_custom_property_in_the_guide_exists():
    styles = [(HERE / f"theme/static/{name}.css").read_text("utf-8") for name in ("site", "prose")]
    roots = [root for style in styles for root in re.findall(r":root \{(.*?)\}", style, re.DOTALL)]
    defined = set(PROPERTY.findall("\n".join(roots)))
    named, _ = columns(THEMING, "| property | what it is |")
    assert set(re.findall(r"--[a-z-]+", named)) <= defined


async def test_the_worked_example_of_a_theme_works(strive):
    theme = strive.settings.theme_dir
    for name, language in (
        ("static/custom.css", "css"),
        ("icons/heart.svg", "svg"),
        ("templates/footer.html", "jinja"),
    ):
        (theme / name).parent.mkdir(parents=True, exist_ok=True)
        (theme / name).write_text(block(THEMING, language), "utf-8")
    try:
        transport = httpx.ASGITransport(build_web(strive))
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            home = (await client.get("/")).text
            style = re.search(r"/static/custom\.\w+\.css", home)
            assert style
            assert (await client.get(style[0])).text == block(THEMING, "css")
    finally:
        shutil.rmtree(theme)
    assert '<p class="colophon-imprint imprint"><svg class="icon"' in home
    assert 'aria-label="With love"' in home
