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
_PROGRAMS: Final = frozenset({"js", "javascript", "coffee"})
_NAMED: Final = re.compile(
    rf"---[ \t]*(json|toml|yaml|yml|{'|'.join(_PROGRAMS)})[ \t]*\n", re.IGNORECASE
)
_TOML_KEY: Final = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++\s{0,9}\.\s{0,9}){20}")
_NOTHING: Final = frozenset({"", "~", "null"})
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
        The data, empty when there is none, and the body without the blank line before it.

    Raises:
        BadFrontMatter: The head is opened but not closed, or cannot be read.
        PartTooLarge: The head is longer than any honest one.
    """
    text = text.removeprefix("\ufeff")
    if named := _NAMED.match(text):
        if named[1].lower() in _PROGRAMS:
            raise BadFrontMatter(f"the front matter is a program ({named[1]}), which is not run")
        language = {"toml": "+++", "json": "{"}.get(named[1].lower(), "---")
        text = _unnamed(text[named.end() :], language)
    for mark, pattern, read in (("---", _YAML, read_yaml), ("+++", _TOML, read_toml)):
        if text.startswith(mark) and text[3:].partition("\n")[0].strip() == "":
            found = pattern.match(text)
            if found is None:
                raise BadFrontMatter(f"the front matter opened by {mark} is never closed")
            data = _checked(read, found[1])
            rest = text[found.end() :].removeprefix("\n")
            return ({}, text) if data is None else (data, rest)
    if text.startswith("{\n"):
        return _split_json(text)
    return {}, text.lstrip("\n")


def _unnamed(rest: str, mark: str) -> str:
    """Write a head that names its language as one whose mark says it."""
    head, closing, body = rest.partition("\n---")
    if not closing:
        raise BadFrontMatter("the front matter opened by --- is never closed")
    return f"{head}\n{body}" if mark == "{" else f"{mark}\n{head}\n{mark}{body}"


def read_yaml(text: str) -> Any:
    """Read YAML into strings, lists and mappings, without aliases or depth that could explode.

    Raises:
        BadFrontMatter: It is not YAML, or is nested too deeply.
    """
    try:
        _weigh(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - safer than safe_load, see there
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadFrontMatter(f"the YAML cannot be read: {_one_line(error)}") from error


class _Loader(yaml.CBaseLoader):
    """Makes nothing but strings, lists and mappings; of an unquoted null, nothing."""

    def construct_scalar(self, node: yaml.ScalarNode) -> Any:
        """Return a scalar as it is written."""
        plain = node.style is None
        return None if plain and node.value.lower() in _NOTHING else node.value


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
    if _TOML_KEY.search(text):  # which takes a time growing with the square of its length
        raise BadFrontMatter("the TOML has a key of more than 20 parts")
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


def _checked(read: Any, head: str) -> dict[str, Any] | None:
    """Return the data of a head; None for a sentence, which stands between two lines."""
    if len(head) > FRONT_MATTER_BYTES_MAX:
        raise PartTooLarge(f"the front matter is longer than {FRONT_MATTER_BYTES_MAX:,} characters")
    data = read(head)
    if data is None or data == "":
        return {}
    if isinstance(data, str):
        return None
    if not isinstance(data, dict):
        raise BadFrontMatter("the front matter is not a list of “name: value”")
    return {str(name): value for name, value in data.items()}


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
