"""A query that is kept says what one written anew would say."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from rapport.care.models import Category
from rapport.criteria.sql import Sql
from rapport.lib.facts import AsOf, FactSource
from rapport.segmentation.catalogue import SOURCES
from rapport.segmentation.queries import query_of
from rapport.segmentation.scope import Chosen, Scope

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 21, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def as_of(moment: datetime) -> AsOf:
    return AsOf(moment.astimezone(SHANGHAI).date(), moment, SHANGHAI)


def anew(source: FactSource, scope: Scope) -> Sql:
    query = source.query(scope.as_of)
    if scope.chosen is not None:
        query = query.filter(Chosen("patient_id"))
    return Sql(*query.query.sql_with_params())


@pytest.mark.parametrize("chosen", [None, 1])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_query_that_is_kept_tells_the_moment_of_each_pass(source: FactSource, chosen: int | None) -> None:
    for moment in (MORNING, NOON):
        scope = Scope(as_of(moment), (1,), chosen)
        assert query_of(source.name, scope) == anew(source, scope)


def test_a_query_that_is_kept_knows_a_category_that_came_since() -> None:
    scope = Scope(as_of(NOON), (1,))
    before = query_of("treatment", scope)
    Category.objects.create(code="laser", name="Laser", need="basic", position=60)
    assert "laser" in query_of("treatment", scope).params
    assert "laser" not in before.params
