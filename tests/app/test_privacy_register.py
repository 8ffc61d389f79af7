"""Every store says what it holds about people (SEC-4)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from living import live

from strive.app.privacy import REGISTER
from strive.media.asset import key_of
from strive.platform.privacy import Basis, Holding, NotPersonal, Register, Where

SOURCES = Path(__file__).parents[2] / "strive"
HOUR_S = 3_600


def names_in(path: Path) -> Iterator[str]:
    """Yield the names of collections a source has: as arguments, constants, keys of indexes."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="collection"), args=[ast.Constant(name), *_]):
                yield str(name)
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=value)
            ):
                yield from _names_of(target, value)


def _names_of(target: str, value: ast.expr | None) -> Iterator[str]:
    match target, value:
        case "COLLECTION", ast.Constant(name):
            yield str(name)
        case "INDEXES", ast.Dict(keys=keys):
            yield from (str(key.value) for key in keys if isinstance(key, ast.Constant))


def undeclared(missing: list[str]) -> str:
    return f"declare in the holdings.py of the feature what these hold about people: {missing}"


def test_every_collection_named_in_the_sources_is_declared():
    named = {name for path in SOURCES.rglob("*.py") for name in names_in(path)}
    assert {"users", "outbox", "leases", "revisions", "analytics_events"} <= named
    missing = REGISTER.missing(Where.COLLECTION, named)
    assert not missing, undeclared(missing)


async def test_every_collection_and_key_there_is_after_a_while_is_declared(strive, clock):
    await live(strive)
    collections = await strive.database.raw.list_collection_names()
    assert {"users", "sessions", "outbox", "audit", "blogPosts", "revisions"} <= set(collections)
    missing = REGISTER.missing(Where.COLLECTION, collections)
    assert not missing, undeclared(missing)
    pattern = f"*{strive.database.name}*"
    keys = [key.decode() async for key in strive.valkey.scan_iter(pattern)]
    assert any(key.startswith("session:") for key in keys)
    missing = REGISTER.missing(Where.VALKEY, keys)
    assert not missing, undeclared(missing)


async def test_files_in_the_storage_are_declared():
    key = key_of("a" * 24, "tides.jpg")
    assert REGISTER.missing(Where.STORAGE, [key, "elsewhere/tides.jpg"]) == ["elsewhere/tides.jpg"]


async def test_the_log_holds_of_a_request_what_is_declared(client, capsys):
    await client.get("/search?q=secret-of-a-reader")
    written = capsys.readouterr().out
    entry = REGISTER.find(Where.LOG, "standard error")
    assert isinstance(entry, Holding)
    assert "network (/24, or /48 of IPv6), path" in entry.data
    assert "client=127.0.0.0/24" in written
    assert "127.0.0.1" not in written
    assert "secret-of-a-reader" not in written


def test_a_store_without_a_declaration_is_named():
    assert REGISTER.missing(Where.COLLECTION, ["users", "diaries"]) == ["diaries"]
    assert REGISTER.missing(Where.VALKEY, ["users"]) == ["users"]


def test_a_store_is_declared_once():
    entry = NotPersonal(Where.COLLECTION, "leases", "names of processes")
    with pytest.raises(ValueError, match="collection leases is declared twice"):
        Register([entry, entry])


def test_a_declaration_leaves_nothing_out():
    for entry in REGISTER.holdings:
        assert all((entry.name, entry.data, entry.why, entry.kept)), entry.name
    assert all(entry.reason for entry in REGISTER.others)


def test_the_record_is_a_table_whatever_stands_in_it():
    record = Register(
        [Holding(Where.LOG, "a", data="x | y", why="to", basis=Basis.CONSENT, kept="a day")]
    ).as_markdown()
    row = "| log `a` | x \\| y | to | consent, Art. 6(1)(a) | a day |"
    assert row in record.splitlines()
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in record.splitlines()[2:5]} == {6}
