"""Questions that every page asks: written by the ORM once, then asked about somebody else, at another moment.

To write one takes the ORM one to three milliseconds; to answer it takes the database a tenth of one. PostgreSQL
takes up to a millisecond to plan it, and keeps the plan where the values come apart from the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# stand in a question for whom and when it is about
ANYBODY = -1_234_567_890
ANY_MOMENT = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)


class Prepared(NamedTuple):
    """SQL of this kind of database, with `ANYBODY`, `ANY_MOMENT` and its day among the values."""

    text: str
    values: tuple[Any, ...]

    def rows(self, somebody: int = ANYBODY, moment: datetime = ANY_MOMENT) -> list[tuple[Any, ...]]:
        """The answer about the id `somebody` at `moment`, as the database gives it: true may be 1."""
        told = {ANYBODY: somebody} | dict(zip(_times(ANY_MOMENT), _times(moment), strict=True))
        return ask(self.text, [told.get(value, value) for value in self.values])


def ask(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement whose text is always the same: PostgreSQL plans it for the first few times alone."""
    with _values_apart(), connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def _values_apart() -> Iterator[None]:
    """The cursors of the block send values beside their statement. Elsewhere Django puts them into the text, which
    takes any number of them, of any kind."""
    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # not where psycopg is not wanted

    connection.ensure_connection()
    opened = connection.connection
    usual, opened.cursor_factory = opened.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        opened.cursor_factory = usual


def prepare(question: QuerySet[Any, Any]) -> Prepared:
    text, values = question.query.sql_with_params()
    return Prepared(text, tuple(values))


def prepare_counts(groups: Iterable[Iterable[QuerySet[Any, Any]]]) -> Prepared:
    """One row, with a figure for each group: how many rows its questions have together."""
    texts, values = [], []
    for group in groups:
        counts = [_count(question) for question in group]
        texts.append(" + ".join(one.text for one in counts))
        values += [value for one in counts for value in one.values]
    return Prepared("SELECT " + ", ".join(texts), tuple(values))


def _count(question: QuerySet[Any, Any]) -> Prepared:
    try:
        text, values = prepare(question.order_by().values("pk"))
    except EmptyResultSet:  # at no branch
        return Prepared("0", ())
    return Prepared(f"(SELECT COUNT(*) FROM ({text}) counted)", values)  # noqa: S608 (written by the ORM)


def _times(moment: datetime) -> tuple[Any, Any]:
    """The moment and its day, as this kind of database is given them."""
    return connection.ops.adapt_datetimefield_value(moment), connection.ops.adapt_datefield_value(moment.date())
