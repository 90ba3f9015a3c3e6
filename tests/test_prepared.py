"""A question that every page asks is planned once, and what is asked besides goes its usual way."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from rapport.lib.prepared import ANYBODY, ask, prepare
from rapport.people.models import Patient

pytestmark = [pytest.mark.each_database, pytest.mark.django_db]

KEPT = "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE %s"


def test_one_question_about_each(zhou: Patient, khalilova: Patient) -> None:
    question = prepare(Patient.objects.filter(pk=ANYBODY).values("full_name"))
    for _ in range(4):
        for patient in (zhou, khalilova):
            assert question.rows(patient.pk) == [(patient.full_name,)]
    assert question.rows() == []


def test_postgresql_keeps_the_plan(zhou: Patient) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans within microseconds")
    question = prepare(Patient.objects.filter(pk=ANYBODY).values("hobbies"))
    for _ in range(8):
        question.rows(zhou.pk)
        list(Patient.objects.filter(pk=zhou.pk).values("occupation"))
    assert ask(KEPT, ["%hobbies%"]) == [(1,)]
    assert ask(KEPT, ["%occupation%"]) == [(0,)]


def test_after_one_that_fails_all_else_goes_on(zhou: Patient) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT nothing_of_the_kind FROM people_patient WHERE id = %s", [zhou.pk])
    many = list(range(1, 40_000)) * 2 if connection.vendor == "postgresql" else [zhou.pk]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM people_patient WHERE id IN ({', '.join(['%s'] * len(many))})", many)
        assert cursor.fetchone() == (1,), "more values than PostgreSQL takes beside a statement"
