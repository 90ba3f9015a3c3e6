"""Two records become one with nothing lost (REC-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry

from rapport.care.actions import judge_patient
from rapport.care.models import Treatment
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import (
    appoint_steward,
    give_consent,
    join_activity,
    note_satisfaction,
    plan_activity,
    record_departure,
    record_purchase,
    withdraw_consent,
    write_note,
)
from rapport.people.consents import in_force
from rapport.people.duplicates import find_duplicates, find_duplicates_of
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.choosing import Pick
from rapport.people.merging.telling_apart import tell_apart
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import (
    ContactPoint,
    FormerNumber,
    LikelyDuplicate,
    Merge,
    Patient,
    SearchTerm,
    Steward,
    TwoPeople,
    ids_behind,
    survivors_of,
)
from rapport.people.models.mood import Satisfaction
from rapport.people.models.standing import Scheme
from rapport.people.searching import best_matches
from rapport.segmentation.policies.actions import set_grade
from rapport.staff.models import User
from tests.cast import edit
from tests.two_records import DAY, care_of, everything, merged


def test_everything_of_both_is_on_the_record_that_stays(zhou: Patient, twice: Patient, desk: User) -> None:
    """REC-10: nothing is lost, and no query finds a ghost."""
    own, other = care_of(zhou), care_of(twice)
    note = write_note(twice, "afraid of needles", by=desk)
    merge = merged(zhou, twice, desk, name=Pick.FIRST)
    assert not Patient.objects.filter(pk=twice.pk).exists()
    assert set(zhou.visits.all()) == {own, other}
    assert set(Treatment.objects.filter(patient=zhou).values_list("visit", flat=True)) == {own.pk, other.pk}
    assert zhou.notes.get() == note
    zhou.refresh_from_db()
    assert (zhou.full_name, zhou.occupation, zhou.file_number) == ("周雅琴", "teacher", "20801")
    assert zhou.contacts.get().value == "+8613800138000"
    assert survivors_of([twice.pk]) == {twice.pk: zhou.pk}
    assert ids_behind(zhou) == [zhou.pk, twice.pk]
    told = LogEntry.objects.filter(additional_data__merge=merge.pk)
    assert {(entry.object_id, entry.actor) for entry in told} == {(zhou.pk, desk), (twice.pk, desk)}


def test_the_former_number_is_found_and_kept(zhou: Patient, twice: Patient, desk: User) -> None:
    """REC-10: paper bears it for years."""
    merged(zhou, twice, desk)
    assert [n.number for n in FormerNumber.objects.filter(patient=zhou)] == ["31007"]
    assert best_matches(Patient.objects.all(), "31007", 5) == [zhou.pk]


def test_the_number_of_the_lost_record_can_be_chosen(zhou: Patient, twice: Patient, desk: User) -> None:
    merge = merged(zhou, twice, desk, file_number=Pick.SECOND)
    zhou.refresh_from_db()
    assert zhou.file_number == "31007"
    assert zhou.former_numbers.get().number == "20801"
    undo_merge(merge.pk, by=desk)
    assert set(Patient.objects.values_list("pk", "file_number")) == {(zhou.pk, "20801"), (twice.pk, "31007")}


def test_a_contact_of_both_is_one_and_not_used_if_either_says_so(
    zhou: Patient, twice: Patient, desk: User
) -> None:
    """REC-2, REC-10: and the undo gives each its own."""
    twice.contacts.update(do_not_use=True, preferred=True)
    zhou.contacts.update(preferred=True)
    ContactPoint.objects.create(patient=twice, kind="phone", value="+8613600000000")
    before = everything()
    merge = merged(zhou, twice, desk)
    assert set(zhou.contacts.values_list("value", "do_not_use")) == {
        ("+8613800138000", True), ("+8613600000000", False),
    }  # fmt: skip
    undo_merge(merge.pk, by=desk)
    assert everything() == before


def test_one_contact_of_a_kind_is_preferred(zhou: Patient, twice: Patient, desk: User) -> None:
    zhou.contacts.update(preferred=True)
    twice.contacts.update(preferred=True, value="+8613600000000")
    merged(zhou, twice, desk)
    assert list(zhou.contacts.filter(preferred=True).values_list("value", flat=True)) == ["+8613800138000"]


def test_a_withdrawal_on_either_record_is_a_withdrawal(zhou: Patient, twice: Patient, desk: User) -> None:
    """REC-11: the stricter consent wins, and the history of both stays."""
    own = give_consent(zhou, "marketing", by=desk)
    other = withdraw_consent(twice, "marketing", by=desk, withdrawn_on=DAY - timedelta(days=300))
    merge = merged(zhou, twice, desk)
    assert not in_force(zhou, "marketing")
    assert {own, other} < set(zhou.consents.all())
    undo_merge(merge.pk, by=desk)
    assert in_force(zhou, "marketing")
    assert (list(zhou.consents.all()), list(twice.consents.all())) == ([own], [other])


def test_what_cannot_be_merged_is_refused(zhou: Patient, khalilova: Patient, desk: User) -> None:
    """REC-10: one with itself, one that is gone, and sums of different money."""
    for other in (zhou.pk, 10**9):
        with pytest.raises(Refused, match="no more"):
            merge_patients(zhou.pk, other, picks={}, by=desk)
    with pytest.raises(Refused, match=r"CNY.*KZT"):
        merge_patients(zhou.pk, khalilova.pk, picks={}, by=desk)
    assert not Merge.objects.exists()


def test_writing_on_a_record_that_is_no_more_is_refused(
    zhou: Patient, twice: Patient, desk: User, dentist: User
) -> None:
    """REC-10: nothing is written down that nobody finds, and the record does not come back by itself."""
    merged(zhou, twice, desk)
    with pytest.raises(Refused, match="merged with another"):
        write_note(twice, "too late", by=desk)
    with pytest.raises(Refused, match="merged with another"):
        edit(twice, occupation="teacher")
    with pytest.raises(Refused, match="merged with another"):
        appoint_steward(twice, dentist, "dentist", by=desk)
    assert not Patient.objects.filter(pk=twice.pk).exists()


def test_what_was_said_to_be_two_people_stays_so_until_it_changes(
    zhou: Patient, twice: Patient, desk: User
) -> None:
    """REC-10."""
    find_duplicates()
    two = tell_apart(zhou, twice, by=desk)
    assert (two.by, two.first_id, two.second_id) == (desk, zhou.pk, twice.pk)
    find_duplicates()
    find_duplicates_of([zhou.pk])
    assert not LikelyDuplicate.objects.exists()
    Patient.objects.filter(pk=zhou.pk).update(occupation="cook")
    find_duplicates_of([zhou.pk])
    assert not LikelyDuplicate.objects.exists(), "an occupation says nothing about it"
    Patient.objects.filter(pk=zhou.pk).update(full_name="Zhou Yaqing")
    find_duplicates_of([zhou.pk])
    assert LikelyDuplicate.objects.count() == 1
    assert not TwoPeople.objects.exists()


def test_terms_of_the_lost_record_lead_to_the_one_that_stays(zhou: Patient, twice: Patient, desk: User) -> None:
    merged(zhou, twice, desk, name=Pick.SECOND)
    assert set(SearchTerm.objects.values_list("patient", flat=True)) == {zhou.pk}
    assert best_matches(Patient.objects.all(), "Yaqin", 5) == [zhou.pk]


def test_a_current_steward_of_each_part_stays_one(
    zhou: Patient, twice: Patient, desk: User, dentist: User
) -> None:
    """REC-9: the time of the other ends, and begins again with the undo."""
    since = clock.now()
    own, other = (Steward.objects.create(patient=p, user=u, role="dentist", since=since, by=desk)
                  for p, u in ((zhou, dentist), (twice, desk)))  # fmt: skip
    before = everything()
    merge = merged(zhou, twice, desk)
    assert list(zhou.stewards.current()) == [own]
    other.refresh_from_db()
    assert (other.patient_id, other.ended_by) == (zhou.pk, desk)
    undo_merge(merge.pk, by=desk)
    assert everything() == before


def test_judgements_moods_and_grades_of_both_are_on_the_record_that_stays(
    zhou: Patient, twice: Patient, dentist: User, desk: User
) -> None:
    """PAT-6, PAT-7, PAT-8: of two grades set by hand, and of two departures that last, one counts."""
    today = zhou.branch.today()
    for person, awareness in ((zhou, 2), (twice, 4)):
        judge_patient(person, awareness=awareness, demands=1, reluctance=1, by=dentist)
        note_satisfaction(person, Satisfaction.FAIR, by=desk)
        record_departure(person, left_on=today, by=desk)
        record_purchase(person, day=today, what="牙刷", by=desk)
        join_activity(person, plan_activity(person.branch, "讲座", day=today), by=desk)
        set_grade(person, Scheme.CARE, "B", reason="…", until=today, by=desk)
    before = everything()
    merge = merged(zhou, twice, desk)
    assert sorted(zhou.judgements.values_list("awareness", flat=True)) == [2, 4]
    assert (zhou.satisfactions.count(), zhou.purchases.count(), zhou.participations.count()) == (2, 2, 1)
    assert zhou.grades_by_hand.filter(ended_at=None).count() == 1
    assert zhou.departures.filter(returned_on=None).count() == 1
    undo_merge(merge.pk, by=desk)
    assert everything() == before


def test_nobody_comes_to_guard_their_own_guardian(
    zhou: Patient, twice: Patient, marsh: Patient, desk: User
) -> None:
    """REC-1."""
    Patient.objects.filter(pk=marsh.pk).update(guardian=zhou)
    Patient.objects.filter(pk=twice.pk).update(guardian=marsh)
    with pytest.raises(Refused, match="guard their own guardian"):
        merged(zhou, twice, desk)
    assert Patient.objects.count() == 3
