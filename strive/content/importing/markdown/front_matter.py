"""The data at the head of a text file: YAML between `---`, TOML between `+++`, or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, Final

import yaml

from strive.content.importing.errors import BadExport, PartTooLarge
from strive.content.importing.limits import (
    FRONT_MATTER_ALIASES_MAX,
    FRONT_MATTER_BYTES_MAX,
    FRONT_MATTER_DEPTH_MAX,
)

_YAML: Final = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML: Final = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class BadFrontMatter(BadExport):
    """The head of the file cannot be read; the message has the place."""


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split a text into the data at its head and the body below.

    YAML values arrive as the text they are written in (strings, lists and mappings only), so
    that `title: 2024-05` and `title: No` stay what their author meant; TOML and JSON values
    have their own types.

    Returns:
        The data, empty when there is none, and the body without the blank lines before it.

    Raises:
        BadFrontMatter: The head is opened but not closed, or cannot be read.
        PartTooLarge: The head is longer than any honest one.
    """
    text = text.removeprefix("\ufeff")
    for mark, pattern, read in (("---", _YAML, read_yaml), ("+++", _TOML, read_toml)):
        if text.startswith(mark) and text[3:].partition("\n")[0].strip() == "":
            found = pattern.match(text)
            if found is None:
                raise BadFrontMatter(f"the front matter opened by {mark} is never closed")
            return _checked(read, found[1]), text[found.end() :].lstrip("\n")
    if text.startswith("{\n"):
        return _split_json(text)
    return {}, text.lstrip("\n")


def read_yaml(text: str) -> Any:
    """Read YAML into strings, lists and mappings, without aliases or depth that could explode.

    Raises:
        BadFrontMatter: It is not YAML, or is nested too deeply.
    """
    try:
        _weigh(text)
        # The base loader makes nothing but strings, lists and mappings: safer than safe_load.
        return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - see the line above
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadFrontMatter(f"the YAML cannot be read: {_one_line(error)}") from error


def _weigh(text: str) -> None:
    depth = aliases = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        depth += isinstance(event, _OPENS)
        depth -= isinstance(event, _CLOSES)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > FRONT_MATTER_DEPTH_MAX or aliases > FRONT_MATTER_ALIASES_MAX:
            raise BadFrontMatter("the front matter is nested too deeply or repeats itself")


def read_toml(text: str) -> Any:
    """Read TOML; raises `BadFrontMatter` if it is none."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise BadFrontMatter(f"the TOML cannot be read: {_one_line(error)}") from error


def _split_json(text: str) -> tuple[dict[str, Any], str]:
    try:
        data, end = json.JSONDecoder().raw_decode(text[:FRONT_MATTER_BYTES_MAX])
    except (ValueError, RecursionError) as error:
        raise BadFrontMatter(f"the JSON cannot be read: {_one_line(error)}") from error
    return data, text[end:].lstrip("\n")


def _checked(read: Any, head: str) -> dict[str, Any]:
    if len(head) > FRONT_MATTER_BYTES_MAX:
        raise PartTooLarge(f"the front matter is longer than {FRONT_MATTER_BYTES_MAX:,} characters")
    data = read(head)
    if data is None or data == "":
        return {}
    if not isinstance(data, dict):
        raise BadFrontMatter("the front matter is not a list of “name: value”")
    return {str(name): value for name, value in data.items()}


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
