"""Rows told in one column of a larger statement: the database lists them as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection


def listed(columns: str, *, single: bool = False) -> str:
    """The SQL that lists the rows of a group, each an array of `columns`, or the bare value of a `single` one."""
    if connection.vendor == "postgresql":
        return f"json_agg({columns})" if single else f"json_agg(json_build_array({columns}))"
    return f"json_group_array({columns})" if single else f"json_group_array(json_array({columns}))"


def read_listed(found: Any) -> Iterable[Any]:
    """What was listed; the driver may have read it already. Moments and days are texts."""
    if found is None:
        return ()
    rows: Iterable[Any] = json.loads(found) if isinstance(found, str) else found
    return rows
