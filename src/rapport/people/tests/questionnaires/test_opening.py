"""The questionnaire (BAS-1): consents first; links, drafts, and why there is none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.actions.editing import write_fields
from rapport.people.actions.signing import Answer, Signature
from rapport.people.consents import in_force
from rapport.people.consents.texts import body_in_force
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent_text import Purpose, hash_of
from rapport.people.models.questionnaire import Outcome
from rapport.people.questionnaires import (
    consents_asked,
    forget_drafts,
    give_questionnaire,
    open_on_paper,
    open_questionnaire,
    questionnaire_of,
    refuse_questionnaire,
    refuse_to_fill_in,
    save_draft,
    sign_consents,
)
from rapport.people.tests.questionnaires.steps import opened, sent
from rapport.staff.models import User
from tests.schedule import SUNDAY_NOON

pytestmark = pytest.mark.now(SUNDAY_NOON)


def sign_all(questionnaire: Questionnaire, *, processing: bool) -> None:
    branch, signing = questionnaire.patient.branch, consents_asked(questionnaire)
    assert signing is not None
    answers = [
        Answer(
            purpose.value,
            processing if purpose == Purpose.PROCESSING else False,
            hash_of(body_in_force(branch, purpose, "zh-hans")[0]),
        )
        for purpose in Purpose
    ]
    sign_consents(questionnaire, signing, answers, Signature("周雅琴", "", [], "zh-hans", ""))


def test_without_the_consent_nothing_is_kept(zhou: Patient, desk: User) -> None:
    """BAS-1, REC-11: no draft, no answer; and none once it was withdrawn."""
    questionnaire = opened(zhou, desk)
    assert not save_draft(questionnaire, sent(hobbies="摄影"), "zh-hans")
    with pytest.raises(Refused, match="First comes the consent"):
        give_questionnaire(questionnaire, sent(hobbies="摄影"))
    questionnaire.refresh_from_db()
    assert questionnaire.draft == {} and not questionnaire.answers.exists()
    sign_all(questionnaire, processing=True)
    assert in_force(zhou, Purpose.PROCESSING) and not in_force(zhou, Purpose.MARKETING)
    assert save_draft(questionnaire, sent(hobbies="摄影"), "zh-hans")
    withdraw_consent(zhou, Purpose.PROCESSING, by=desk)
    assert not save_draft(questionnaire, sent(hobbies="登山"), "zh-hans")
    with pytest.raises(Refused, match="First comes the consent"):
        give_questionnaire(questionnaire, sent(hobbies="登山"))


def test_who_does_not_agree_has_not_filled_in_anything(zhou: Patient, desk: User) -> None:
    """BAS-1: refusing the processing is refusing the questionnaire, with its evidence."""
    questionnaire = opened(zhou, desk)
    sign_all(questionnaire, processing=False)
    questionnaire.refresh_from_db()
    assert (questionnaire.ended_how, questionnaire.reason) == (Outcome.REFUSED, "did_not_want")
    assert zhou.consents.get(purpose=Purpose.PROCESSING).signing_id == questionnaire.signing_id


def test_a_new_link_takes_the_draft_and_closes_the_old(agreed: Patient, desk: User) -> None:
    """BAS-1: who begins at home goes on at the desk; one address at a time."""
    _first, token = open_questionnaire(agreed, by=desk, on_tablet=False)
    first = questionnaire_of(token)
    assert first is not None and save_draft(first, sent(hobbies="摄影", unasked="x"), "ru")
    second, _token = open_questionnaire(agreed, by=desk, on_tablet=True)
    assert questionnaire_of(token) is None
    assert (second.draft["hobbies"], second.language) == (["摄影"], "ru") and "unasked" not in second.draft
    with pytest.raises(Refused, match="time for this page is over"):
        give_questionnaire(first, sent(hobbies="x"))
    assert not save_draft(first, sent(hobbies="x"), "ru")


def test_what_was_typed_on_the_tablet_is_not_read_by_link(agreed: Patient, desk: User) -> None:
    """REC-12: a message may be opened by somebody else at home; their words about health wait for nobody there."""
    tablet, _token = open_questionnaire(agreed, by=desk, on_tablet=True)
    assert save_draft(tablet, sent(allergies_words="青霉素"), "zh-hans")
    by_link, _token = open_questionnaire(agreed, by=desk, on_tablet=False)
    assert (by_link.draft, by_link.language) == ({}, "zh-hans")


def test_what_was_typed_on_paper_ends_the_link(agreed: Patient, desk: User) -> None:
    """BAS-1: filled in once; what lies open elsewhere is not filled in beside it."""
    _questionnaire, token = open_questionnaire(agreed, by=desk, on_tablet=False)
    give_questionnaire(open_on_paper(agreed, by=desk), sent(hobbies="摄影"), by=desk)
    assert questionnaire_of(token) is None and agreed.questionnaires.count() == 1


def test_no_draft_outlives_the_consent(agreed: Patient, marsh: Patient, desk: User) -> None:
    """REC-11: withdrawn, it is neither taken up by a new page nor kept until the link has run out."""
    give_consent(marsh, Purpose.PROCESSING, by=desk)
    theirs, other = opened(agreed, desk), opened(marsh, desk)
    for one in (theirs, other):
        assert save_draft(one, sent(allergies_words="青霉素"), "zh-hans")
    withdraw_consent(agreed, Purpose.PROCESSING, by=desk)
    assert (forget_drafts(), forget_drafts()) == (1, 0)
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert theirs.draft == {} and other.draft
    withdraw_consent(marsh, Purpose.PROCESSING, by=desk)
    assert opened(marsh, desk).draft == {}


def test_what_was_never_sent_is_forgotten_after_a_month(agreed: Patient, desk: User) -> None:
    """REC-11: answers about health do not lie about for ever; those of a link that just ran out are taken up."""
    questionnaire = opened(agreed, desk)
    assert save_draft(questionnaire, sent(allergies_words="青霉素"), "zh-hans")
    with clock.set_to(SUNDAY_NOON + timedelta(days=36)):
        assert forget_drafts() == 0
    with clock.set_to(SUNDAY_NOON + timedelta(days=38)):
        assert (forget_drafts(), forget_drafts()) == (1, 0)
    questionnaire.refresh_from_db()
    assert questionnaire.draft == {}


def test_why_there_is_none_is_one_word(zhou: Patient, marsh: Patient, desk: User) -> None:
    """BAS-1: no time, not offered, did not want."""
    refuse_questionnaire(zhou, "no_time", by=desk)
    with pytest.raises(Refused, match="Choose why"):
        refuse_questionnaire(marsh, "bored", by=desk)
    assert [(one.ended_how, one.reason) for one in zhou.questionnaires.all()] == [("refused", "no_time")]


def test_the_client_may_say_no_on_the_page(agreed: Patient, desk: User) -> None:
    """CAM-2: taken at once; what was typed is gone, and nothing goes over what was given."""
    questionnaire = opened(agreed, desk)
    save_draft(questionnaire, sent(hobbies="摄影"), "zh-hans")
    refuse_to_fill_in(questionnaire)
    questionnaire.refresh_from_db()
    assert (questionnaire.ended_how, questionnaire.draft) == (Outcome.REFUSED, {})
    other = give_questionnaire(opened(agreed, desk), sent(hobbies="摄影"))
    refuse_to_fill_in(other)
    other.refresh_from_db()
    assert other.ended_how == Outcome.GIVEN


def test_a_booking_online_asks_by_itself_once_there_is_consent(zhou: Patient, desk: User) -> None:
    """BAS-1: by link before the visit; nobody of the staff answers for it, so the consents came with it."""
    with pytest.raises(Refused, match="First comes the consent"):
        open_questionnaire(zhou, by=None, on_tablet=False)
    give_consent(zhou, Purpose.PROCESSING, by=None, how="link")
    questionnaire, _token = open_questionnaire(zhou, by=None, on_tablet=False)
    assert (questionnaire.opened_by, questionnaire.signing) == (None, None)


def test_nobody_asks_the_dead(zhou: Patient, desk: User) -> None:
    write_fields(zhou, by=desk, deceased=True)
    for ask in (lambda: open_questionnaire(zhou, by=desk, on_tablet=True), lambda: open_on_paper(zhou, by=desk)):
        with pytest.raises(Refused, match="has died"):
            ask()
