"""Jinja2 templates of the theme and of the features, each of which a site may override."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from strive.platform.web.icons import Icons
from strive.platform.web.static import StaticFiles


class Templates:
    """Renders a template by name; the first folder that has the name wins."""

    def __init__(
        self,
        folders: Iterable[Path],
        *,
        static: StaticFiles,
        icons: Icons,
        watch: bool = False,
    ) -> None:
        self.environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            autoescape=select_autoescape(["html", "xml"], default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=watch,
            cache_size=400,
        )
        self.environment.globals.update(asset=static.url, has_asset=static.has, icon=icons)

    def provide(self, names: Mapping[str, Any]) -> None:
        """Give every template some more names: functions or values."""
        self.environment.globals.update(names)

    def render(self, name: str, /, **context: Any) -> str:
        """Render a template to text.

        Raises `jinja2.TemplateNotFound` or `jinja2.UndefinedError` where a template is wrong.
        """
        return self.environment.get_template(name).render(context)
