"""The contact gate: to whom it turns, by which way, and a no has reasons in words (CAM-1, CAM-7, REC-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rapport.outreach.gate import Ask, Closed, look, look_each
from rapport.outreach.gate.reasons import OUTDATED, SENTENCES, SHORT
from rapport.outreach.gate.situation import POINTS
from rapport.outreach.models import Contact, PauseGround
from rapport.outreach.pausing import pause_contact
from rapport.outreach.tests.gate.steps import (
    AFTERNOON,
    ASKED_CALL,
    ASKED_SMS,
    CARE_CALL,
    CARE_SMS,
    LONG_AGO,
    OFFER_SMS,
    agree,
    no,
    passed,
    there,
)
from rapport.people.actions import Giver, give_consent, put_guardian, withdraw_consent
from rapport.people.contacts import read_contact
from rapport.people.models import ContactPoint, Patient
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.now(AFTERNOON)


def test_who_agreed_is_called_in_the_afternoon_and_the_call_is_counted(agreeing: Patient, caller: User) -> None:
    """CAM-1: looking changes nothing, claiming writes one row."""
    verdict = look(agreeing, CARE_CALL, at=AFTERNOON)
    assert (verdict.allowed, verdict.reasons, verdict.next_moment) == (True, (), AFTERNOON)
    assert (verdict.addressed, str(verdict.contact_point)) == (agreeing, "+8613800138000")
    assert not Contact.objects.exists()
    contact = passed(agreeing, CARE_CALL, by=caller)
    assert (contact.addressed, contact.by, contact.at) == (agreeing, caller, AFTERNOON)


def test_a_claim_that_is_refused_says_why_and_writes_nothing(zhou: Patient) -> None:
    """REC-11."""
    with pytest.raises(Closed, match="nobody has asked yet") as closed:
        passed(zhou, CARE_SMS)
    assert (closed.value.code, closed.value.verdict.next_moment) == ("consent_none", None)
    assert not Contact.objects.exists()


def test_consent_is_for_this_purpose_and_this_channel(zhou: Patient) -> None:
    """REC-11, CAM-7."""
    give_consent(zhou, "care", by=None, given_on=LONG_AGO, channel="sms")
    assert look(zhou, CARE_SMS, at=AFTERNOON).allowed
    assert no(zhou, CARE_CALL) == (["consent_none"], None)
    assert no(zhou, OFFER_SMS) == (["consent_none"], None)
    withdraw_consent(zhou, "care", by=None)
    assert no(zhou, CARE_SMS) == (["consent_withdrawn"], None)


def test_a_consent_that_runs_out_before_the_gate_would_open_is_none(zhou: Patient) -> None:
    """REC-11: it holds on its last day and not on the next."""
    give_consent(zhou, "care", by=None, given_on=LONG_AGO, expires_on=date(2026, 11, 19))
    assert look(zhou, CARE_SMS, at=there(19)).allowed
    assert no(zhou, CARE_SMS, there(21)) == (["hours"], None)
    assert no(zhou, CARE_SMS, there(9, day=20)) == (["consent_expired"], None)


def test_many_questions_about_one_person_cost_no_more_than_one(
    agreeing: Patient, django_assert_num_queries: Any
) -> None:
    asks = [Ask(purpose, channel) for channel in POINTS for purpose in ("care", "marketing")]
    alone = {ask: look(agreeing, ask, at=AFTERNOON) for ask in asks}
    assert len({verdict.reasons for verdict in alone.values()}) > 1  # else an answer could stand for another
    with django_assert_num_queries(3):
        assert look_each(agreeing, asks, at=AFTERNOON) == alone


def test_the_dead_are_left_in_peace(agreeing: Patient) -> None:
    agreeing.deceased = True
    agreeing.save()
    assert no(agreeing, ASKED_SMS) == (["deceased"], None)


def test_who_was_merged_away_is_nobody(agreeing: Patient) -> None:
    """REC-10."""
    assert no(Patient(pk=agreeing.pk + 999), CARE_SMS) == (["gone"], None)


def test_what_they_asked_for_passes_caps_and_needs_no_consent_but_no_withdrawal_either(zhou: Patient) -> None:
    """REC-11, LOY-4: a confirmation goes out at once and counts for no cap; a call still keeps the hours."""
    for _twice in range(2):
        passed(zhou, ASKED_SMS, there(23))
    assert no(zhou, ASKED_CALL, there(9)) == (["hours"], there(12))
    assert not Contact.objects.filter(on_request=False).exists()
    withdraw_consent(zhou, "care", by=None, channel="sms")
    assert no(zhou, ASKED_SMS) == (["consent_withdrawn"], None)
    assert look(zhou, ASKED_CALL, at=AFTERNOON).allowed


def test_the_best_way_is_taken_and_what_is_not_to_be_used_never(agreeing: Patient) -> None:
    """REC-2."""
    add = agreeing.contacts.create
    add(kind="phone", value="+8613600000001", verified_at=AFTERNOON)
    assert str(look(agreeing, CARE_SMS, at=AFTERNOON).contact_point) == "+8613600000001"
    add(kind="phone", value="+8613600000002", preferred=True)
    assert str(look(agreeing, CARE_SMS, at=AFTERNOON).contact_point) == "+8613600000002"
    add(kind="phone", value="+8613600000003", preferred=True, verified_at=AFTERNOON, do_not_use=True)
    add(kind="phone", value="1360000", preferred=True, verified_at=AFTERNOON, valid=False)
    assert str(look(agreeing, CARE_SMS, at=AFTERNOON).contact_point) == "+8613600000002"
    ContactPoint.objects.filter(patient=agreeing).update(do_not_use=True)
    assert no(agreeing, CARE_SMS) == (["no_point"], None)
    assert no(agreeing, Ask("care", "wechat")) == (["no_point"], None)


@pytest.fixture
def child(riverside: Branch, marsh: Patient, desk: User) -> Patient:
    """Ivy, eight years old, whose mother agreed for her."""
    ivy = register(riverside, "Ivy Marsh", birth_date=date(2018, 4, 1), phone="+8613500135000")
    return agree(ivy, Giver("Helen Marsh", "mother"))


def test_a_child_is_spoken_for_by_the_guardian(child: Patient, marsh: Patient, desk: User) -> None:
    """REC-1, REC-11: the mother is called on her own phone; the consent is that on the record of the child."""
    assert no(child, CARE_CALL) == (["guardian_missing"], None)
    put_guardian(child, marsh, by=desk)
    verdict = look(child, CARE_CALL, at=AFTERNOON)
    assert (verdict.allowed, verdict.addressed, str(verdict.contact_point)) == (True, marsh, "+8613900139000")
    contact = passed(child, CARE_CALL)
    assert (contact.patient, contact.addressed) == (child, marsh)
    # she was called today, about whomever
    agree(marsh)
    assert no(marsh, CARE_SMS) == (["a_day"], there(9, day=20))
    pause_contact(marsh, PauseGround.HARD_TIME, by=None)
    assert no(child, CARE_CALL, there(15, day=20)) == (["pause_hard_time"], None)
    marsh.deceased = True
    marsh.save()
    assert no(child, CARE_CALL) == (["guardian_dead"], None)


def test_from_the_day_they_come_of_age_they_speak_for_themselves(
    child: Patient, marsh: Patient, desk: User
) -> None:
    """REC-11: fourteen tomorrow, when the mother's two a week no longer count but those about the child do."""
    child.birth_date = date(2012, 11, 20)
    child.save()
    put_guardian(child, marsh, by=desk)
    at = there(20, 30)
    assert no(child, CARE_SMS, at) == (["hours"], there(9, day=20))
    assert look(child, CARE_SMS, at=there(9, day=20)).addressed == child
    child.contacts.all().delete()
    assert no(child, CARE_SMS, at) == (["hours"], None)


def test_every_reason_is_spoken(agreeing: Patient) -> None:
    """Each sentence says what to do or when, in words."""
    assert all(str(sentence).endswith(".") for sentence in SENTENCES.values())
    [reason] = look(agreeing, CARE_CALL, at=there(9)).reasons
    assert reason.words == "It is 09:00 there. We turn to them from 12:00 to 21:00."


def test_no_sms_goes_to_a_landline_and_calls_do(agreeing: Patient) -> None:
    """REC-2, CAM-7: what kind of line it is stands with the number from the moment it was written down."""
    home, mobile = (read_contact("phone", text, "CN") for text in ("0571 8765 4321", "136 0000 0001"))
    assert (home.landline, mobile.landline, read_contact("phone", "212-555-0123", "US").landline) == (
        True, False, False,  # in America nobody can tell
    )  # fmt: skip
    agreeing.contacts.all().delete()
    home.patient = mobile.patient = agreeing
    home.save()
    assert no(agreeing, CARE_SMS) == (["landline"], None)
    assert "ask for a mobile number" in look(agreeing, CARE_SMS, at=AFTERNOON).reasons[0].words
    assert look(agreeing, Ask("care", "call"), at=AFTERNOON).contact_point == home
    mobile.save()
    assert look(agreeing, CARE_SMS, at=AFTERNOON).contact_point == mobile


def test_every_reason_is_also_said_in_a_word_or_two() -> None:
    codes = {code.removesuffix("_until") for code in SENTENCES if not code.startswith("never_")}
    assert {*codes, "never", OUTDATED} == set(SHORT)
