"""Who saw what is written down and cannot be changed unnoticed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from rapport.lib import clock, guards
from rapport.people.models import Patient
from rapport.staff.looking import note_look, note_search
from rapport.staff.models import AccessLog, AppendOnly, ExportLog, User
from rapport.staff.sealing import examine_chain, seal_rows


def rows_of(patient: Patient) -> int:
    return AccessLog.objects.filter(patient=patient.pk).count()


def tamper(sql: str) -> None:
    """As somebody would who has the database, and takes the triggers away first."""
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    guards.install()


def test_a_look_is_written_once_in_ten_minutes(desk: User, zhou: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """REC-12."""
    note_look(zhou.pk, by=desk)
    note_look(zhou.pk, by=desk)
    assert rows_of(zhou) == 1
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    note_look(zhou.pk, by=desk)
    assert rows_of(zhou) == 2


def test_a_number_that_was_searched_for_is_masked_in_the_log(desk: User) -> None:
    """REC-12."""
    note_search("周 13800138000", by=desk)
    assert AccessLog.objects.get().detail == "周 138 **** 8000"


def test_rows_are_sealed_in_one_chain(desk: User, zhou: Patient, marsh: Patient) -> None:
    """REC-12."""
    note_look(zhou.pk, by=desk)
    note_look(marsh.pk, by=desk)
    assert seal_rows() == 2
    note_search("marsh", by=desk)
    assert seal_rows() == 1
    assert seal_rows() == 0
    chain = examine_chain()
    assert chain.length == 3
    assert chain.broken is None


def ask(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def log(desk: User, zhou: Patient, marsh: Patient) -> list[AccessLog]:
    """Three sealed rows."""
    note_look(zhou.pk, by=desk)
    note_look(marsh.pk, by=desk)
    note_search("marsh", by=desk)
    seal_rows()
    return list(AccessLog.objects.order_by("number"))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE staff_accesslog SET patient = 1 WHERE number = 2",
        "UPDATE staff_accesslog SET seal = 'x'",
        "DELETE FROM staff_accesslog WHERE number = 3",
        "DELETE FROM staff_accesslog",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(log: list[AccessLog], sql: str) -> None:
    """REC-12."""
    with pytest.raises(IntegrityError, match="append-only"):
        ask(sql)


def test_before_it_is_sealed_a_row_takes_its_seal_and_nothing_else(desk: User, zhou: Patient) -> None:
    """REC-12."""
    note_look(zhou.pk, by=desk)
    for sql in ("UPDATE staff_accesslog SET patient = 0, number = 1", "DELETE FROM staff_accesslog"):
        with pytest.raises(IntegrityError, match="append-only"):
            ask(sql)
    assert seal_rows() == 1


@pytest.mark.parametrize("sql", ["UPDATE staff_exportlog SET reason = ''", "DELETE FROM staff_exportlog"])
def test_the_database_refuses_to_change_or_delete_an_export(owner: User, sql: str) -> None:
    """REC-12: what left the house stays told."""
    kept = {"what": "patients", "rows": 3, "file_format": "csv", "with_money": False, "reason": "audit"}
    ExportLog.objects.create(by=owner, **kept)
    with pytest.raises(IntegrityError, match="append-only"):
        ask(sql)
    assert ExportLog.objects.filter(by=owner, **kept).count() == 1


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="there a table is emptied by deleting its rows")
@pytest.mark.parametrize("table", ["staff_accesslog", "staff_exportlog", "people_consent"])
def test_nor_does_it_empty_the_table(log: list[AccessLog], table: str) -> None:
    """REC-12, REC-11."""
    connection.check_constraints()
    with pytest.raises(IntegrityError, match=r"append-only|never rewritten"):
        ask(f"TRUNCATE {table} CASCADE")


def test_no_code_changes_or_deletes_a_row(log: list[AccessLog]) -> None:
    """REC-12."""
    for forbidden in (log[0].save, log[0].delete, AccessLog.objects.all().delete):
        with pytest.raises(AppendOnly):
            forbidden()
    with pytest.raises(AppendOnly):
        AccessLog.objects.all().update(patient=None)


def test_a_row_that_was_changed_is_named(log: list[AccessLog]) -> None:
    """REC-12."""
    tamper("UPDATE staff_accesslog SET patient = 1 WHERE number = 2")
    broken = examine_chain().broken
    assert broken is not None
    assert (broken.number, broken.at) == (2, log[1].at)


def test_a_row_that_was_taken_out_is_named(log: list[AccessLog]) -> None:
    """REC-12."""
    tamper("DELETE FROM staff_accesslog WHERE number = 2")
    broken = examine_chain().broken
    assert broken is not None
    assert broken.number == 3
    assert "missing" in broken.words


def test_a_row_put_in_by_hand_with_a_seal_of_its_own_is_named(log: list[AccessLog]) -> None:
    """REC-12."""
    tamper("UPDATE staff_accesslog SET seal = 'f00d' WHERE number = 3")
    broken = examine_chain().broken
    assert broken is not None
    assert broken.number == 3
