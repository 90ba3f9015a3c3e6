"""What a rule would do, before it does anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import connection, transaction

from rapport.lib import clock
from rapport.segmentation.scope import scopes
from rapport.segmentation.worklists.fitting import CANDIDATES, FITTING, find_candidates, find_fitting
from rapport.segmentation.worklists.reading import ReadRule


@dataclass(frozen=True)
class Trial:
    """`people` meet the condition now; `new` of them would get a task, by and by."""

    people: int
    new: int


@transaction.atomic
def try_rule(one: ReadRule, branch_ids: Collection[int] | None) -> Trial:
    """What `one` would do now at these branches (None: all). Writes nothing but tables of the connection."""
    people = new = 0
    if one.rule.pk is None:
        one.rule.pk = 0  # no rule has this key: it has made nothing yet
    for scope in scopes():
        here = [pk for pk in scope.branch_ids if branch_ids is None or pk in branch_ids]
        if here:
            find_fitting([one], replace(scope, branch_ids=here), clock.now())
            find_candidates(clock.now(), scope.as_of.day.isoformat())
            people += _number_in(f"{FITTING} WHERE met = '1'")
            new += _number_in(CANDIDATES)
    return Trial(people, new)


def _number_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])
