"""Sets in one column: each code a bit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Aggregate, BigIntegerField, F, Func, Value


class Bits(Aggregate):
    """The bits of a group put together. SQLite has no bit_or: there, each of them is added once."""

    function = "BIT_OR"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="SUM", template="%(function)s(DISTINCT %(expressions)s)")


class Coded(Func):
    """CASE column WHEN code THEN bit …: the column is read once, not for each code."""

    template = "CASE %(expressions)s END"
    arg_joiner = " "
    output_field = BigIntegerField()


class Known(Func):
    template = "WHEN %(expressions)s"
    arg_joiner = " THEN "
    output_field = BigIntegerField()


def bits(column: str, places: Mapping[str, int], **more: Any) -> Bits:
    """Which of the codes of `places` (code → bit) stand in `column` among the rows of a group; NULL for none."""
    known = [Known(Value(code), Value(1 << place)) for code, place in places.items()]
    return Bits(Coded(F(column), *known), **more)


def in_order(codes: Any) -> dict[str, int]:
    """Bits for codes in their order. New codes go to the end: what is stored means the old ones."""
    return {str(code): place for place, code in enumerate(codes)}
