"""A foreign key of a large table has one index to be looked up by: no second one to be written with every row."""

from __future__ import annotations

import pytest
from django.db import connection, models

from rapport.appointments.models import Appointment, Reminder, Slot
from rapport.care.models import Judgement, Payment, Plan, Treatment, Visit
from rapport.feedback.models import Complaint, Slip, Survey, SurveyAnswer
from rapport.outreach.models import Call, Contact, Message, Task
from rapport.people.models import (
    Consent,
    ContactPoint,
    Note,
    NotedSatisfaction,
    Patient,
    PatientTag,
    StandingChange,
)
from rapport.staff.models import AccessLog

LARGE = (
    *(Appointment, Reminder, Slot, Judgement, Payment, Plan, Treatment, Visit, Complaint, Slip, Survey),
    *(SurveyAnswer, Call, Contact, Message, Task, Consent, ContactPoint, Note, NotedSatisfaction, Patient),
    *(PatientTag, StandingChange, AccessLog),
)


@pytest.mark.django_db
@pytest.mark.parametrize("model", LARGE, ids=lambda model: model.__name__)
def test_no_index_of_a_large_table_is_the_beginning_of_another(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    partial = {one.name for one in (*model._meta.indexes, *model._meta.constraints) if _is_partial(one)}
    told = {name: one for name, one in found.items() if one["index"] and not _is_of_beginnings(name, model)}
    whole = {name: one["columns"] for name, one in told.items() if name not in partial}
    shadowed = {
        name
        for name, columns in whole.items()
        for other, longer in whole.items()
        if columns and name != other and longer[: len(columns)] == columns and not found[name]["unique"]
    }
    assert not shadowed


def _is_of_beginnings(name: str, model: type[models.Model]) -> bool:
    """PostgreSQL's second one of a code, in which the beginning of a text is found: not for the largest table."""
    return name.endswith("_like") and model is not Treatment


def _is_partial(one: models.Index | models.BaseConstraint) -> bool:
    return getattr(one, "condition", None) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("model", LARGE, ids=lambda model: model.__name__)
def test_what_hangs_on_a_row_is_found_by_an_index_when_that_goes(model: type[models.Model]) -> None:
    """What the database asks itself when a patient, a branch or a grade by hand is taken out."""
    asked = [one for one in model._meta.local_fields if isinstance(one, models.ForeignKey)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for field in asked:
            words = "QUERY PLAN" if connection.vendor == "sqlite" else ""
            sought = "'x'" if isinstance(field.target_field, models.CharField) else "1"
            cursor.execute(
                f'EXPLAIN {words} SELECT 1 FROM "{model._meta.db_table}" WHERE {field.column} = {sought}'
            )
            plan = " ".join(str(row) for row in cursor.fetchall())
            assert "SEARCH" in plan or "Index Cond" in plan, (field.name, plan)
