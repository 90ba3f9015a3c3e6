"""The queries of the sources, compiled once a day: to write two dozen of them takes Django longer than to answer
them for one person takes the database.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.lib.facts import AsOf
from rapport.segmentation.catalogue import SOURCES
from rapport.segmentation.scope import Chosen, Scope

# stands where a query tells the moment, which is another one each time
_ANY_MOMENT = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)
_BY_NAME = {source.name: source for source in SOURCES}


def query_of(name: str, scope: Scope) -> Sql:
    """The query of the source `name` about `scope`, as SQL."""
    as_of, words = scope.as_of, _BY_NAME[name].words()
    compiled = _compiled(name, as_of.day, as_of.zone, scope.chosen is not None, words, connection.vendor)
    any_moment, moment = map(connection.ops.adapt_datetimefield_value, (_ANY_MOMENT, as_of.moment))
    return Sql(compiled.text, tuple(moment if param == any_moment else param for param in compiled.params))


@lru_cache(maxsize=8 * len(SOURCES))
def _compiled(name: str, day: date, zone: ZoneInfo, of_some: bool, words: Hashable, vendor: str) -> Sql:
    """`words` and `vendor` stand for what else the text depends on."""
    query = _BY_NAME[name].query(AsOf(day, _ANY_MOMENT, zone))
    if of_some:
        query = query.filter(Chosen("patient_id"))
    return Sql(*query.query.sql_with_params())
