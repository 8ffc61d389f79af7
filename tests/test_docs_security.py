"""What the documentation says of security names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security/asvs.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (.+?) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE
)


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_every_requirement_names_tests_that_exist():
    assert len(ROWS) > 90
    missing = []
    for requirement, *_, tests in ROWS:
        named = re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", tests)
        assert named, requirement
        for file, test in named:
            path = ROOT / file
            if not path.exists() or (test and test not in names_in(path)):
                missing.append(f"{requirement}: {file}::{test}")
    assert not missing


def test_no_requirement_stands_there_twice():
    ids = [requirement for requirement, *_ in ROWS]
    assert len(ids) == len(set(ids))
    assert ids == sorted(ids, key=lambda each: [int(part) for part in each.split(".")])


def test_every_line_of_our_own_list_that_is_tested_by_number_has_a_name_that_says_of_what():
    numbered = sorted((ROOT / "tests/security").glob("test_*.py"))
    assert len(numbered) > 8
    assert all(re.fullmatch(r"test_\d\d_[a-z_]+\.py", path.name) for path in numbered)


def test_how_to_report_is_said_without_an_address_that_nobody_reads():
    policy = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "privately" in policy
    assert "@" not in policy
