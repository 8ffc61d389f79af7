"""The roles in the documentation are the roles there are."""

from __future__ import annotations

from pathlib import Path

from strive.accounts.role import RIGHTS, Role, Scope

GUIDE = Path(__file__).parents[2] / "docs/guides/users.md"


def test_the_table_of_rights_says_what_each_role_may():
    roles = list(Role)
    lines = [f"| right | {' | '.join(roles)} |", f"| {' | '.join(['---'] * (len(roles) + 1))} |"]
    for scope in Scope:
        cells = [f" {'yes ' if scope in RIGHTS[role] else ''}|" for role in roles]
        lines.append(f"| `{scope}` |{''.join(cells)}")
    assert "\n".join(lines) in GUIDE.read_text("utf-8")
