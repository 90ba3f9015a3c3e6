"""Who meets a condition: counted, listed, for one person looked at (BAS-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from rapport.criteria.sql import Sql, condition
from rapport.criteria.tree import Node
from rapport.lib import clock
from rapport.people.models import Patient, PatientQuerySet
from rapport.segmentation.asking import branches_asked, rights_asked
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.scope import branches_by_zone
from rapport.staff.models import User

_FACTS, _PATIENT = (f'"{model._meta.db_table}"' for model in (PatientFacts, Patient))


def days_of_branches() -> dict[date, list[int]]:
    """Today by the calendar of every branch: mostly one day, two when midnight lies between them."""
    days: dict[date, list[int]] = {}
    for zone, branch_ids in branches_by_zone().items():
        days.setdefault(clock.today(zone), []).extend(branch_ids)
    return days


def selection(node: Node, days: dict[date, list[int]], branch_ids: frozenset[int] | None = None) -> Sql:
    """A statement that selects the ids of those who meet `node`; of some branches where `branch_ids` are given."""
    parts, params = [], []
    for day, branches in days.items():
        met = condition(node, day)
        parts.append(met.text if len(days) == 1 else f"p.branch_id IN ({_marks(branches)}) AND ({met.text})")
        params += [*([] if len(days) == 1 else branches), *met.params]
    where = " OR ".join(f"({part})" for part in parts) or "false"
    if branch_ids is not None:
        where = f"p.branch_id IN ({_marks(sorted(branch_ids)) or 'NULL'}) AND ({where})"
        params = [*sorted(branch_ids), *params]
    # the record is joined only where it is asked
    joined = f" JOIN {_PATIENT} p ON p.id = f.patient_id" if "p." in where else ""
    return Sql(f"SELECT f.patient_id FROM {_FACTS} f{joined} WHERE {where}", tuple(params))  # noqa: S608


def count(node: Node, user: User) -> int:
    """How many people `user` may ask this about meet `node`, now."""
    return count_on(node, days_of_branches(), branches_asked(node, user))


def count_on(node: Node, days: dict[date, list[int]], branch_ids: frozenset[int] | None = None) -> int:
    """How many people meet `node` on the day of their branch; of some branches where `branch_ids` are given."""
    counted = counting(node, days, branch_ids)
    with connection.cursor() as cursor:
        cursor.execute(counted.text, counted.params)
        return int(cursor.fetchone()[0])


def counting(node: Node, days: dict[date, list[int]], branch_ids: frozenset[int] | None = None) -> Sql:
    """A statement that counts those who meet `node`, in one reading of the wide table: SQLite would go by an
    index also where most rows meet the condition, and fetch each by itself.
    """
    chosen = selection(node, days, branch_ids)
    text = chosen.text.replace("SELECT f.patient_id", "SELECT count(*)", 1)
    if connection.vendor == "sqlite":
        text = text.replace(f"FROM {_FACTS} f", f"FROM {_FACTS} f NOT INDEXED", 1)
    return Sql(text, chosen.params)


def people(node: Node, user: User) -> PatientQuerySet:
    """Those whom `user` may ask this about and who meet `node`, as a queryset that can be filtered and paged."""
    found = Patient.objects.filter(meeting(node))
    for right in rights_asked(node):
        found = found.visible_to(user, right)
    return found


def count_each(nodes: Sequence[Node], user: User, branch_ids: Sequence[int]) -> list[int]:
    """How many people of these branches meet each of `nodes`, as far as `user` may ask all of them. One query."""
    asked = Patient.objects.filter(branch__in=branch_ids)
    for right in sorted({right for node in nodes for right in rights_asked(node)}):
        asked = asked.visible_to(user, right)
    found = asked.aggregate(**{f"n{place}": Count("pk", filter=meeting(node)) for place, node in enumerate(nodes)})
    return [found[f"n{place}"] for place in range(len(nodes))]


def meeting(node: Node, days: dict[date, list[int]] | None = None) -> Q:
    """A condition on Patient: to meet `node`, today or on the given days."""
    chosen = selection(node, days or days_of_branches())
    return Q(pk__in=RawSQL(chosen.text, chosen.params))  # noqa: S611 names come from the catalogue, values are params


def _marks(values: Any) -> str:
    return ", ".join(["%s"] * len(values))
