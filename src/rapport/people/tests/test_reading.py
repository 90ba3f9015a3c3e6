"""The file of one person is read as it stands, each table once and the empty ones not at all."""

from __future__ import annotations

from collections.abc import Callable

from rapport.people.actions import write_note
from rapport.people.models import Note, Patient
from rapport.people.reading import Part, read_file, rows_read
from rapport.staff.models import User

PARTS = (Part("notes", ("by",)), Part("contacts"), Part("consents"), Part("stewards", ("user",)))


def test_what_is_read_costs_nothing_afterwards(
    zhou: Patient, desk: User, django_assert_num_queries: Callable
) -> None:
    write_note(zhou, "喜欢上午来", by=desk)
    write_note(zhou, "下次带片子", by=desk)
    stands = list(zhou.notes.order_by("pk")), list(zhou.contacts.order_by("pk"))
    assert all(stands)
    with django_assert_num_queries(3):  # which of four tables, then the two in which there is something
        read_file(zhou, PARTS)
    with django_assert_num_queries(0):
        assert {note.by for note in zhou.notes.all()} == {desk}
        assert (sorted(zhou.notes.all(), key=lambda one: one.pk), list(zhou.contacts.all())) == stands
        assert list(zhou.consents.all()) == list(zhou.stewards.all()) == []
        read_file(zhou, PARTS)


def test_nobody_gets_the_rows_of_somebody_else(zhou: Patient, marsh: Patient, desk: User) -> None:
    write_note(marsh, "Prefers mornings", by=desk)
    read_file(zhou, PARTS)
    assert rows_read(zhou, "notes") == []
    assert {point.patient_id for point in zhou.contacts.all()} == {zhou.pk}


def test_what_is_merely_asked_about_is_known_to_be_nothing_or_not_at_all(
    zhou: Patient, marsh: Patient, django_assert_num_queries: Callable
) -> None:
    marsh.referrer = zhou
    marsh.save()
    with django_assert_num_queries(1):
        read_file(zhou, (), asking=("wards", "referred"))
    assert rows_read(zhou, "wards") == []
    assert rows_read(zhou, "referred") is None and list(zhou.referred.all()) == [marsh]
    assert rows_read(zhou, "notes") is None


def test_a_file_loaded_anew_is_read_anew(zhou: Patient, desk: User) -> None:
    read_file(zhou, PARTS)
    note = Note.objects.get(pk=write_note(zhou, "喜欢上午来", by=desk).pk)
    zhou.refresh_from_db()
    read_file(zhou, PARTS)
    assert rows_read(zhou, "notes") == [note]
