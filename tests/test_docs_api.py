"""The guide to the API: complete, and its examples are answered as it says."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import fields

from strive.accounts.principal import Scope
from strive.accounts.tokens import Tokens
from strive.app import import_target
from strive.content import sample
from strive.content.api import queries, shapes
from strive.content.api.queries import field_names
from strive.content.importing.engine import import_content
from strive.content.importing.progress import Silent
from strive.content.importing.run import Options
from strive.platform.errors import StriveError

GUIDE = (Path(__file__).parent.parent / "docs/guides/api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sh\n(curl [^\n]*)\n```\n\n```json\n(.*?)```", GUIDE, re.DOTALL)
QUERIES = (
    queries.PostsQuery,
    queries.PostQuery,
    queries.ListQuery,
    queries.OneQuery,
    queries.SearchQuery,
)
OF_HTTP = {"method_not_allowed"}
FIELDS = {
    "a post in a list": field_names(shapes.PostSummary),
    "a category": field_names(shapes.Category),
    "an author": field_names(shapes.Author),
    "a result of search": field_names(shapes.Hit),
    "the site": field_names(shapes.Site),
    "a post or page by itself": [
        name for name in field_names(shapes.Post) if name not in field_names(shapes.PostSummary)
    ],
}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of each row of the table with a heading row."""
    table = GUIDE.partition(f"{heading}\n")[2].partition("\n\n")[0].splitlines()[1:]
    return [row.strip("| ").split(" | ") for row in table]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def codes(kind: type[StriveError]) -> Iterator[str]:
    yield kind.code
    for narrower in kind.__subclasses__():
        yield from codes(narrower)


def differences(said: Any, sent: Any, place: str = "") -> Iterator[str]:
    """Yield where an example, which may leave things out, says something else than the answer."""
    if isinstance(said, dict) and isinstance(sent, dict):
        for name in said.keys() - {"timestamp"}:
            yield from differences(said[name], sent.get(name, "not there"), f"{place}.{name}")
    elif isinstance(said, list) and isinstance(sent, list) and len(said) <= len(sent):
        for number, entry in enumerate(said):
            yield from differences(entry, sent[number], f"{place}[{number}]")
    elif not (
        isinstance(said, str) and said.endswith("…") and str(sent).startswith(said[:-1].strip())
    ):
        yield from () if said == sent else (f"{place}: {said!r}, but is {sent!r}",)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(strive, tmp_path_factory) -> str:
    """A token for the sample publication, which is here without its pictures."""
    folder = tmp_path_factory.mktemp("sample") / "publication"
    shutil.copytree(sample.PUBLICATION, folder)
    target = import_target(strive)
    await import_content("markdown", folder, target, Options(name="sample"), Silent())
    made = await Tokens(strive.database, strive.clock).create("guide", [Scope.CONTENT_READ])
    return made.secret


def test_every_parameter_is_documented_and_every_documented_one_exists():
    documented = {code(cells[0])[0] for cells in rows("| parameter | of | what it does |")}
    assert documented == {field.encode_name for query in QUERIES for field in fields(query)}


async def test_every_address_is_documented_and_every_documented_one_exists(client):
    paths = (await client.get("/api/openapi.json")).json()["paths"]
    documented = {code(cells[0])[0] for cells in rows("| address | what it gives |")}
    assert documented == {f"/api{path}" for path in paths}


@pytest.mark.parametrize("of", FIELDS)
def test_every_field_is_documented(of):
    documented = {cells[0]: code(cells[1]) for cells in rows("| of | fields |")}
    assert documented[of] == FIELDS[of]


def test_every_code_of_an_error_in_the_guide_exists():
    documented = {name for cells in rows("| status | `code` | when |") for name in code(cells[1])}
    assert documented
    assert documented <= {*codes(StriveError), *OF_HTTP}


def test_every_scope_is_documented():
    documented = [code(cells[0])[0] for cells in rows("| scope | what it opens |")]
    assert documented == [scope.value for scope in Scope]


@pytest.mark.parametrize(("command", "said"), EXAMPLES, ids=[line[5:] for line, _ in EXAMPLES])
async def test_every_example_is_answered_as_the_guide_says(client, token, command, said):
    *options, address = shlex.split(command)[1:]
    headers = [option.partition(": ") for option in options if ": " in option]
    answer = await client.get(
        address, headers={name: value.replace("$TOKEN", token) for name, _, value in headers}
    )
    assert not list(differences(json.loads(said), answer.json()))


def test_there_are_examples():
    assert len(EXAMPLES) >= 6
