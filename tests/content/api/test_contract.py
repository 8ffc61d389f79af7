"""What is served is what the OpenAPI document says, whatever is asked (API-3).

A real process answers requests that Schemathesis makes out of the document: good ones, wrong
ones, and ones that build on earlier answers. `SCHEMATHESIS_EXAMPLES=1000` looks much longer.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from published import publish
from served import Served, serving

from strive.accounts.principal import Scope
from strive.accounts.tokens import Tokens
from strive.app import Strive
from strive.content.drafts import Draft, tag_of
from strive.content.post import Body, Kind
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.settings import Settings

pytestmark = pytest.mark.slow
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "10")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # the process has the real clock


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(strive: Strive) -> str:
    new = await Tokens(strive.database, strive.clock).create("contract", [Scope.CONTENT_READ])
    return new.secret


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def writer(strive: Strive) -> str:
    scopes = [Scope.CONTENT_READ, Scope.CONTENT_WRITE, Scope.MEDIA_WRITE, Scope.SITE_WRITE]
    return (await Tokens(strive.database, strive.clock).create("writer", scopes)).secret


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def publication(strive: Strive) -> None:
    """What the examples of the document name, so that they find something."""
    content = strive.content
    author = await content.taxonomy.save_author(AuthorDraft(name="Editors"))
    category = await content.taxonomy.save_category(CategoryDraft(title="Field notes"))
    shelved = {"author": (author.id,), "categories": (category.id,), "tags": (tag_of("Coast"),)}
    for title in ("Keeping the light", "Another light"):
        await publish(content, title, "All is *light*.", published_at=LONG_AGO, **shelved)
    await publish(content, "About us", kind=Kind.PAGE, published_at=LONG_AGO)
    await content.publishing.save(Draft(title="Draft", body=Body("Not yet.")), by="test")


@pytest.fixture(scope="module")
def served(settings: Settings, publication: None) -> Iterator[Served]:
    with serving(settings) as running:
        yield running


@pytest.mark.parametrize("credential", ["none", "token", "writer"])
async def test_every_answer_is_as_described(
    served: Served, tmp_path: Path, token: str, writer: str, credential: str
):
    secret = {"token": token, "writer": writer}.get(credential)
    shown = ["--header", f"Authorization: Bearer {secret}"] if secret else []
    if credential == "token":  # whose wrong requests are those of the others
        shown += ["--phases", "examples,fuzzing,stateful"]
    if credential == "writer":  # slugs, tags and addresses have rules that a schema cannot say
        shown += ["--exclude-checks", "positive_data_acceptance"]
    looking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--no-color"),
        *("--config-file", str(CONFIGURATION), "run", f"{served.url}/api/openapi.json"),
        *("--checks", "all", "--max-examples", EXAMPLES, *shown),
        cwd=tmp_path,
        stdout=PIPE,
        stderr=STDOUT,
    )
    said = (await looking.communicate())[0].decode()
    assert looking.returncode == 0, said
    assert re.search(r"([1-9]\d*) selected / \1 total", said)
    assert '"level":"error"' not in served.log.read_text("utf-8")
