"""What complaints, slips and promises make of where somebody stands (VAL-D, CMP-3)."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps

from rapport.criteria.reading import read
from rapport.feedback.complaints import NewComplaint, close_complaint, raise_complaint
from rapport.feedback.models import Complaint, Heard, Promise, Slip
from rapport.feedback.promises import NewPromise, break_late_promises, promise
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PatientFacts, PolicyVersion
from rapport.segmentation.policies.actions import activate_policy, approve_policy, draft_policy
from rapport.segmentation.policies.force import version_in_force
from rapport.segmentation.policies.reading import read_policy, shipped_text
from rapport.segmentation.policies.trying import try_policy
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.segments import count
from rapport.segmentation.sweeping import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon, paid, standing_of
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User


def complains(patient: Patient, **more: Any) -> Complaint:
    told = NewComplaint(patient.branch, Heard.DESK, "等太久", ["process", "attitude"], patient=patient, **more)
    return raise_complaint(told)


def test_an_open_complaint_puts_at_risk_until_the_clients_second_word(zhou: Patient, desk: User) -> None:
    """VAL-D: at risk comes first, and says what the person would be otherwise."""
    with clock.set_to(noon()):
        came(zhou, TODAY - timedelta(days=3))
        assert standing_of(zhou).value == "standard"
        complaint = complains(zhou)
        assert standing_of(zhou).value == "at_risk"
        close_complaint(complaint, 9)
        assert standing_of(zhou).value == "standard"


def test_an_open_slip_puts_at_risk(zhou: Patient) -> None:
    """VAL-D, AFT-5."""
    with clock.set_to(noon()):
        came(zhou, TODAY - timedelta(days=3))
        Slip.objects.create(patient=zhou, branch=zhou.branch, points=6, low={"waiting": 6})
        refresh_facts()
        assert standing_of(zhou).value == "at_risk"
        facts = PatientFacts.objects.get()
        assert (facts.slips_open, facts.last_slip) == (1, TODAY)


WAITS = """scheme: care
applies: not deceased and visits >= 1
grades:
  - grade: A
    when: spend >= 5000
  - grade: B
safeguards:
  step_down_waits: true
"""


def test_nobody_steps_down_while_their_complaint_is_open(zhou: Patient, owner: User) -> None:
    """CMP-3, PAT-9: the move waits for a person, and the trial says of how many."""
    with clock.set_to(noon()):
        came(zhou, TODAY - timedelta(days=3))
        paid(zhou, 800_000)
        text = WAITS
        activate_policy(approve_policy(draft_policy(Scheme.CARE, text, by=owner), by=owner), by=owner)
        refresh_facts()
        assert standing_of(zhou).care == "A"
        complains(zhou)
        refresh_facts()
        stricter = text.replace("5000", "9000")
        assert try_policy(read_policy(stricter, vocabulary())).falling_unhappy == 1
        activate_policy(approve_policy(draft_policy(Scheme.CARE, stricter, by=owner), by=owner), by=owner)
        refresh_facts()
        assert standing_of(zhou).care == "A"


def test_what_can_be_asked_of_complaints(zhou: Patient, marsh: Patient, owner: User, dentist: User) -> None:
    """CMP-1, CMP-5."""
    with clock.set_to(noon(date(2025, 11, 23))):
        complains(marsh)
    with clock.set_to(noon()):
        complains(zhou, severity=2)
        came(marsh, TODAY - timedelta(days=5))
        promise(zhou, NewPromise("回电", dentist, TODAY), by=dentist)
        refresh_facts()

        def found(text: str) -> int:
            return count(read(text, vocabulary()), owner)

        assert found("complaints_open >= 1") == 2 and found("complaints_12m >= 1") == 2
        assert found("exists complaint(kind = attitude and open and severity >= 2)") == 1
        assert found("came_after_complaint") == 1 and found("promises_owed >= 1") == 1
    with clock.set_to(noon(TODAY + timedelta(days=3))):
        break_late_promises()
        look_at_everyone()
        refresh_facts(Patient.objects.filter(pk=zhou.pk).values_list("pk", flat=True))
        assert found("complaints_12m >= 1") == 1, "a year has passed"
        assert found("promises_broken >= 1") == 1


OWN = """scheme: value
applies: not deceased
grades:
  # the dissatisfied first
  - grade: at_risk
    when: dissatisfied or technical_hazard
  - grade: standard
"""
_offer = importlib.import_module("rapport.segmentation.migrations.0013_what_people_complain_of").offer


def test_a_clinics_own_rules_stay_in_force_and_the_new_ones_are_laid_before_it(owner: User) -> None:
    """PAT-9: as a draft, which it tries out and puts in force itself, or discards."""
    activate_policy(approve_policy(draft_policy(Scheme.VALUE, OWN, by=owner), by=owner), by=owner)
    _offer(apps, None)
    _offer(apps, None)
    [draft] = PolicyVersion.objects.drafts()
    assert "(dissatisfied or complaints_open >= 1 or slips_open >= 1) or technical" in draft.text
    assert "# the dissatisfied first" in draft.text and read_policy(draft.text, vocabulary())
    in_force = version_in_force(Scheme.VALUE)
    assert in_force is not None and in_force.text == OWN


def test_who_goes_by_the_rules_of_the_product_gets_the_new_ones(owner: User) -> None:
    _offer(apps, None)
    assert not PolicyVersion.objects.exists()
    assert "complaints_open >= 1" in shipped_text(Scheme.VALUE)


@pytest.mark.parametrize("own", ["scheme: value", OWN.replace("dissatisfied or ", "")])
def test_rules_that_never_asked_for_it_are_left_alone(owner: User, own: str) -> None:
    PolicyVersion.objects.create(
        scheme="value", version=1, text=own, drafted_by=owner, drafted_at=noon(), activated_at=noon(),
        activated_by=owner,
    )  # fmt: skip
    _offer(apps, None)
    assert PolicyVersion.objects.count() == 1


def test_a_day_that_is_gone_knows_nothing_of_what_came_later(zhou: Patient, marsh: Patient) -> None:
    """PAT-8: what was open then is open as of then, and what was not yet there is not counted."""
    long_ago, later = TODAY - timedelta(days=60), TODAY - timedelta(days=20)
    with clock.set_to(noon(long_ago)):
        first = complains(zhou)
        slip = Slip.objects.create(patient=zhou, branch=zhou.branch, points=6, low={"waiting": 6})
        Promise.objects.create(patient=zhou, words="回电", due_on=long_ago)
    with clock.set_to(noon(later)):
        close_complaint(first, 9)
        Slip.objects.filter(pk=slip.pk).update(stage="closed", closed_at=clock.now())
        Promise.objects.update(kept_at=clock.now())
        complains(zhou)
    Patient.objects.filter(pk=marsh.pk).update(referrer=zhou, registered_on=later)
    names = ("complaints_open", "complaints_12m", "slips_open", "promises_owed", "referrals")
    with clock.set_to(noon()):
        refresh_facts(day=later - timedelta(days=1))
        assert PatientFacts.objects.values_list(*names).get(patient=zhou) == (1, 1, 1, 1, 0)
        refresh_facts()
        assert PatientFacts.objects.values_list(*names).get(patient=zhou) == (1, 2, 0, 0, 1)
