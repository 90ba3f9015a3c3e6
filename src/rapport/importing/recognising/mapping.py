"""Which column holds what, as it is corrected by hand and remembered."""

import hashlib
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rapport.lib.folding import folded

DATE_ORDERS = ("ymd", "dmy", "mdy", "roc")
DECIMALS = ("auto", ",", ".")


@dataclass(frozen=True)
class Mapping:
    """Column index → field name, and how the sheet writes dates and decimals. A field may have several columns.

    `sexes`: what 1 and 2 mean in its column of sex, as male, female, unknown, or "" where nobody has said.
    """

    columns: Table[int, str]
    date_order: str = "ymd"
    decimal: str = "auto"
    sexes: Table[str, str] = field(default_factory=dict)

    @cached_property
    def by_field(self) -> dict[str, tuple[int, ...]]:
        """Field name → its columns, from left to right."""
        fields: dict[str, tuple[int, ...]] = {}
        for column in sorted(self.columns):
            fields[self.columns[column]] = (*fields.get(self.columns[column], ()), column)
        return fields

    def to_json(self) -> dict[str, Any]:
        """A form that JSON keeps whole; `from_json` makes the mapping of it again."""
        columns = {str(column): name for column, name in sorted(self.columns.items())}
        kept = {"columns": columns, "date_order": self.date_order, "decimal": self.decimal}
        return kept | ({"sexes": dict(self.sexes)} if self.sexes else {})

    @classmethod
    def from_json(cls, kept: Table[str, Any]) -> "Mapping":
        """Raises KeyError or ValueError where `kept` was not made by `to_json`."""
        if kept["date_order"] not in DATE_ORDERS or kept["decimal"] not in DECIMALS:
            raise ValueError("not a mapping")
        columns = {int(column): str(name) for column, name in kept["columns"].items()}
        return cls(columns, kept["date_order"], kept["decimal"], dict(kept.get("sexes", {})))


def fingerprint(headings: Sequence[str]) -> str:
    """A stable key of a row of headings, whatever their case, spaces and widths; another order, another key."""
    key = "\x1f".join(folded(heading) for heading in headings).rstrip("\x1f")
    return hashlib.sha256(key.encode()).hexdigest()[:32]
