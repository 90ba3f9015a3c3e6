"""One record becomes two again, exactly (REC-10)."""

from __future__ import annotations

import pytest

from rapport.care.models import Treatment
from rapport.lib.refusal import Refused
from rapport.people.actions import (
    give_consent,
    tag_patients,
    write_note,
)
from rapport.people.merging.choosing import Pick
from rapport.people.merging.telling_apart import tell_apart
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import (
    Patient,
    Tag,
    survivors_of,
)
from rapport.people.searching import best_matches
from rapport.staff.models import Branch, User
from tests.cast import edit, register
from tests.two_records import DAY, care_of, everything, merged


def test_undoing_gives_both_back_exactly(zhou: Patient, twice: Patient, marsh: Patient, desk: User) -> None:
    """REC-10."""
    for patient in (zhou, twice):
        care_of(patient)
        give_consent(patient, "marketing", by=desk, given_on=DAY)
        tag_patients([patient.pk], Tag.objects.get(built_in="implant"), by=desk)
    Patient.objects.filter(pk=marsh.pk).update(referrer=twice)
    Patient.objects.filter(pk=zhou.pk).update(referrer=twice)
    tell_apart(twice, marsh, by=desk)
    before = everything()
    merge = merged(zhou, twice, desk)
    marsh.refresh_from_db()
    zhou.refresh_from_db()
    assert (marsh.referrer_id, zhou.referrer_id) == (zhou.pk, None)
    assert undo_merge(merge.pk, by=desk).kept == []
    assert everything() == before
    assert best_matches(Patient.objects.all(), "31007", 5) == [twice.pk]
    merge.refresh_from_db()
    assert (merge.undone_by, survivors_of([twice.pk])) == (desk, {})
    with pytest.raises(Refused, match="undone already"):
        undo_merge(merge.pk, by=desk)


def test_what_is_written_after_a_merge_stays_with_the_record_that_stood(
    zhou: Patient, twice: Patient, desk: User
) -> None:
    """REC-10: a treatment added to a visit goes back with the visit, a new note stays."""
    visit = care_of(twice)
    merge = merged(zhou, twice, desk)
    note = write_note(zhou, "after", by=desk)
    later = Treatment.objects.create(visit=visit, patient=zhou, day=DAY, name="补牙", amount=1)
    undo_merge(merge.pk, by=desk)
    visit.refresh_from_db()
    later.refresh_from_db()
    assert (visit.patient_id, later.patient_id) == (twice.pk, twice.pk)
    assert zhou.notes.get() == note


def test_a_field_changed_since_is_kept_and_told(zhou: Patient, twice: Patient, desk: User) -> None:
    """REC-10: undoing loses no later edit, and takes back half of no name."""
    merge = merged(zhou, twice, desk, name=Pick.SECOND, occupation=Pick.SECOND)
    zhou.refresh_from_db()
    edit(zhou, given_name="Ya", full_name="Zhou Ya")
    assert undo_merge(merge.pk, by=desk).kept == ["name"]
    zhou.refresh_from_db()
    assert (zhou.full_name, zhou.family_name, zhou.occupation) == ("Zhou Ya", "Zhou", "")


def test_merges_are_undone_in_order(zhou: Patient, twice: Patient, marsh: Patient, desk: User) -> None:
    """REC-10: A took in B, then C took in A."""
    before = everything()
    first = merged(zhou, twice, desk)
    second = merged(marsh, zhou, desk)
    assert survivors_of([zhou.pk, twice.pk]) == {zhou.pk: marsh.pk, twice.pk: marsh.pk}
    with pytest.raises(Refused, match=r"Zhou Yaqin.*Undo that first"):
        undo_merge(first.pk, by=desk)
    undo_merge(second.pk, by=desk)
    assert survivors_of([zhou.pk, twice.pk]) == {twice.pk: zhou.pk}
    undo_merge(first.pk, by=desk)
    assert everything() == before


def test_a_merge_whose_rows_a_later_one_took_is_undone_after_it(
    riverside: Branch, zhou: Patient, twice: Patient, marsh: Patient, desk: User
) -> None:
    """REC-10: Marsh was sent by the record that went, and then went herself."""
    Patient.objects.filter(pk=marsh.pk).update(referrer=twice)
    helen = register(riverside, "Helen Marsh")
    before = everything()
    first = merged(zhou, twice, desk)
    second = merged(helen, marsh, desk)
    with pytest.raises(Refused, match="Helen Marsh"):
        undo_merge(first.pk, by=desk)
    undo_merge(second.pk, by=desk)
    undo_merge(first.pk, by=desk)
    assert everything() == before


def test_a_number_given_away_meanwhile_is_not_doubled(
    riverside: Branch, zhou: Patient, twice: Patient, desk: User
) -> None:
    merge = merged(zhou, twice, desk)
    register(riverside, "李娜", file_number="31007")
    with pytest.raises(Refused, match="李娜 has the file number 31007"):
        undo_merge(merge.pk, by=desk)
    assert not Patient.objects.filter(pk=twice.pk).exists()


def test_a_tag_erased_since_does_not_come_back(zhou: Patient, twice: Patient, desk: User) -> None:
    own = Tag.objects.create(name="VIP")
    tag_patients([zhou.pk, twice.pk], own, by=desk)
    merge = merged(zhou, twice, desk)
    own.delete()
    undo_merge(merge.pk, by=desk)
    assert not twice.tagged.exists()
