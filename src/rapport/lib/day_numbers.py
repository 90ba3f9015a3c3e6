"""Days as the database takes them: as whole numbers (5 March 2024 is 20240305), and as they are written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, Func, IntegerField


class DayNumber(Func):
    """Year × 10,000 + month × 100 + day. On SQLite Django's own functions of dates call Python for every row."""

    template = (
        "CAST(date_part('year', %(expressions)s) * 10000 + date_part('month', %(expressions)s) * 100 "
        "+ date_part('day', %(expressions)s) AS integer)"
    )
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(replace(%(expressions)s, '-', '') AS integer)", **context
        )


class MonthNumber(Func):
    """Year × 12 + month: the difference of two is whole months."""

    template = "CAST(date_part('year', %(expressions)s) * 12 + date_part('month', %(expressions)s) AS integer)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(substr(%(expressions)s, 1, 4) * 12 + substr(%(expressions)s, 6, 2))"
        return self.as_sql(compiler, connection, template=template, **context)


class DayOfMonth(Func):
    template = "CAST(date_part('day', %(expressions)s) AS integer)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(substr(%(expressions)s, 9, 2) AS integer)", **context
        )


class Written(Func):
    """The day of a column as it is written, to be compared for every row of a pass.

    SQLite by itself first tries to read both sides of a comparison with a column of days as numbers, which costs
    more than to compare them. No index serves it.
    """

    arity = 1
    template = "%(expressions)s"
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class DaysAfter(Func):
    """The day so many `days` after a column of days, or of days as text."""

    arity = 1
    template = "(CAST(%(expressions)s AS date) + %(days)s)"
    output_field = DateField()

    def __init__(self, expression: Any, days: int) -> None:
        super().__init__(expression, days=int(days))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '%(days)s days')", **context)


def number_of(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
