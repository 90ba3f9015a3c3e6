"""Rights by role as one table, for the page and for docs/roles.md (REC-12)."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.staff.roles import HIDDEN_AT_COUNTER, RIGHTS, Right, Role


@dataclass(frozen=True)
class RightRow:
    """One right: what it allows, and whether each role has it, in the order of `Role`."""

    right: Right
    held: list[bool]
    hidden_at_counter: bool


@dataclass(frozen=True)
class RoleTable:
    """The roles as columns, the rights as rows."""

    roles: list[Role]
    rows: list[RightRow]


def role_table() -> RoleTable:
    """What `staff.roles` says, for reading."""
    rows = [
        RightRow(right, [right in RIGHTS[role] for role in Role], right in HIDDEN_AT_COUNTER) for right in Right
    ]
    return RoleTable(list(Role), rows)


def as_markdown() -> str:
    """docs/roles.md, whole. In English, whatever language is active, when called under `translation.override`."""
    table = role_table()
    lines = [
        "# Who may do what",
        "",
        "Made by `python -m rapport.config.roles` from `staff/roles.py`; do not edit. A role is held at one",
        "branch or at every branch; a right held at one branch never reaches into another, and what somebody",
        "may not see does not exist for them. An eye: taken away in counter mode, while clients see the screen.",
        "",
        f"| | {' | '.join(str(role.label) for role in table.roles)} |",
        f"|---|{':---:|' * len(table.roles)}",
    ]
    for row in table.rows:
        eye = " 👁" if row.hidden_at_counter else ""
        lines.append(f"| {row.right.label}{eye} | {' | '.join('✓' if held else '' for held in row.held)} |")
    return "\n".join(lines) + "\n"
