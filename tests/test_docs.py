"""The documentation is true: what it names exists, and what exists is named in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main
from starlette.routing import Route

from strive.app import Strive, build_routes, open_faces
from strive.cli import app
from strive.kit.slugs import slugify
from strive.settings.environment import Environment, variable

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
GUIDES = ("writing", "importing")
CONTRACT_URLS = {
    "/",
    "/blog",
    "/blog/{slug}",
    "/categories/{slug}",
    "/authors/{slug}",
    "/search",
    "/feed.xml",
    "/atom.xml",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/livez",
    "/readyz",
}


def served_by(strive: Strive) -> set[str]:
    routes = build_routes(strive, open_faces(strive))
    return {route.path for route in routes if isinstance(route, Route)}


def commands(command: Any, name: str = "strive") -> Iterator[str]:
    """Yield the whole name of each command that is not hidden."""
    for part, inner in getattr(command, "commands", {}).items():
        if hasattr(inner, "commands"):
            yield from commands(inner, f"{name} {part}")
        elif not inner.hidden:
            yield f"{name} {part}"


def test_every_setting_is_documented_with_what_it_says():
    page = (ROOT / "docs/guides/settings.md").read_text("utf-8")
    for name, field in Environment.model_fields.items():
        assert f"| `{variable(name)}` | {field.description} |" in page


def test_every_setting_in_the_docs_exists():
    known = {variable(name) for name in Environment.model_fields}
    assert set(re.findall(r"\bSTRIVE_[A-Z_]+[A-Z]", TEXT)) <= known


def test_every_command_is_documented():
    page = (ROOT / "docs/guides/running.md").read_text("utf-8")
    found = set(commands(typer.main.get_command(app)))
    assert not [name for name in sorted(found) if f"`{name}`" not in page]


def test_every_command_in_the_docs_exists():
    found = set(commands(typer.main.get_command(app)))
    groups = {" ".join(name.split()[:n]) for name in found for n in range(1, 5)}
    named = re.findall(r"(?:\.venv/bin/)?\b(strive(?: [a-z-]+)+)", "\n".join(_code()))
    unknown = [name for name in named if not any(_begins(name, known) for known in found | groups)]
    assert not unknown


def test_every_command_for_content_has_its_place_in_a_guide():
    guides = "\n".join((ROOT / f"docs/guides/{name}.md").read_text("utf-8") for name in GUIDES)
    named = set(re.findall(r"strive content ([a-z-]+)", guides))
    assert {
        name.split()[2] for name in commands(typer.main.get_command(app)) if "content" in name
    } == named


def test_every_option_of_importing_and_exporting_is_documented():
    page = (ROOT / "docs/guides/importing.md").read_text("utf-8")
    content = typer.main.get_command(app).commands["content"].commands
    for parameter in (*content["import"].params, *content["export"].params):
        named = [*parameter.opts, *parameter.secondary_opts]
        assert any(f"`{name}" in page for name in named if name.startswith("--")) or (
            parameter.param_type_name == "argument"
        )


def test_every_link_between_pages_leads_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)\s]+)", _prose(page))
        if "://" not in target and not _leads_somewhere(page, target)
    ]
    assert not broken


def test_every_picture_is_there_and_small():
    pictures = list(ROOT.glob("docs/images/*"))
    assert pictures
    assert all(path.stat().st_size < 300_000 and path.name in TEXT for path in pictures)


def test_every_path_of_the_repository_that_is_named_exists():
    named = set(re.findall(r"`((?:strive|tests|docs|deploy|bench)/[A-Za-z0-9_./-]+)`", TEXT))
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


def test_every_address_of_the_contract_is_served(strive):
    assert served_by(strive) >= CONTRACT_URLS


def test_every_address_is_documented(strive):
    page = (ROOT / "docs/guides/addresses.md").read_text("utf-8")
    assert not [path for path in sorted(served_by(strive)) if f"`{path}`" not in page]


def test_every_guide_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    guides = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/guides/*.md")]
    assert not [guide for guide in guides if f"({guide})" not in readme]


def _prose(page: Path) -> str:
    """Return a page without its code."""
    text = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]+`", "", text)


def _leads_somewhere(page: Path, target: str) -> bool:
    """Tell whether there is such a file, and in it a heading of that name."""
    name, _, fragment = target.partition("#")
    path = page.parent / name if name else page
    if not fragment or not path.exists():
        return path.exists()
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return fragment in {slugify(title) for title in titles}


def _code() -> Iterator[str]:
    """Yield what stands in code blocks and code spans."""
    for page in PAGES:
        text = page.read_text("utf-8")
        yield from re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        yield from re.findall(r"`(strive [^`]+)`", text)


def _begins(named: str, known: str) -> bool:
    return named == known or (named.startswith(f"{known} ") and " " in known)
