"""The questionnaire (BAS-1): consents first, once, into the record where that is empty, never silently over it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import give_consent, put_guardian, withdraw_consent
from rapport.people.actions.editing import write_fields
from rapport.people.actions.signing import Answer, Signature
from rapport.people.consents import in_force
from rapport.people.consents.texts import body_in_force
from rapport.people.models import Patient, Questionnaire, QuestionSheet
from rapport.people.models.consent_text import Purpose, hash_of
from rapport.people.models.questionnaire import Fate, Outcome
from rapport.people.questionnaires import (
    Unanswered,
    consents_asked,
    filling,
    forget_drafts,
    give_questionnaire,
    leave_answer,
    open_on_paper,
    open_questionnaire,
    questionnaire_of,
    refuse_questionnaire,
    refuse_to_fill_in,
    save_draft,
    sheet_of,
    sheets,
    sign_consents,
    take_over_answer,
)
from rapport.people.questionnaires.record import has_place
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import LANGUAGES
from tests.cast import register

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


@pytest.fixture
def agreed(zhou: Patient, desk: User) -> Patient:
    """周雅琴, who agreed to processing before."""
    give_consent(zhou, Purpose.PROCESSING, by=desk)
    return zhou


def opened(patient: Patient, by: User) -> Questionnaire:
    _questionnaire, token = open_questionnaire(patient, by=by, on_tablet=False)
    found = questionnaire_of(token)
    assert found is not None
    return found


def sent(**answers: str | list[str]) -> dict[str, list[str]]:
    return {"full_name": ["周雅琴"]} | {
        key: [value] if isinstance(value, str) else value for key, value in answers.items()
    }


def fates(questionnaire: Questionnaire) -> dict[str, str]:
    return dict(questionnaire.answers.values_list("key", "fate"))


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


def test_every_question_is_asked_in_three_languages() -> None:
    """BAS-1: Chinese, Russian and English are equals, options too; a key stands once."""
    keys = [question["key"] for section in sheets.shipped_sections() for question in section["questions"]]
    assert len(keys) == len(set(keys))
    for section in sheets.read_sheet(sheets.shipped_sections()).sections:
        spoken = [section.words, *(one.words for one in section.questions)]
        spoken += [option.words for one in section.questions for option in one.options]
        assert all(words.keys() == {code for code, _name in LANGUAGES} for words in spoken)
        assert all(text.strip() for words in spoken for text in words.values())
    assert {"full_name", "birth_date", "phone", "address", "referrer_words"} <= {
        key for key in keys if has_place(key)
    }


def test_an_empty_record_is_filled_and_what_differs_waits(agreed: Patient, desk: User) -> None:
    """BAS-1: empty fields are written at once; over what the desk wrote goes nobody's word silently."""
    write_fields(agreed, by=desk, occupation="教师")
    questionnaire = opened(agreed, desk)
    give_questionnaire(
        questionnaire,
        sent(
            occupation="会计", hobbies="摄影", travel_minutes="50", birth_date="1980-11-22", phone="13800138000",
            email="zhou@example.com", allergies="yes", allergies_words="青霉素", wishes=["whitening", "braces"],
        ),
    )  # fmt: skip
    agreed.refresh_from_db()
    assert (agreed.occupation, agreed.hobbies, agreed.travel_minutes) == ("教师", "摄影", 50)
    assert set(agreed.contacts.values_list("value", flat=True)) == {"+8613800138000", "zhou@example.com"}
    assert fates(questionnaire) == {
        "full_name": Fate.SAME, "birth_date": Fate.SAME, "phone": Fate.SAME, "occupation": Fate.DIFFERS,
        "hobbies": Fate.FILLED, "travel_minutes": Fate.FILLED, "email": Fate.FILLED, "allergies": Fate.KEPT,
        "allergies_words": Fate.KEPT, "wishes": Fate.KEPT,
    }  # fmt: skip
    care = set(questionnaire.answers.filter(care=True).values_list("key", flat=True))
    assert care == {"allergies", "allergies_words"}, "health is told apart"


def test_the_desk_takes_over_or_leaves(agreed: Patient, desk: User) -> None:
    """BAS-1: side by side; another number stands beside the known one; settled once."""
    write_fields(agreed, by=desk, occupation="教师")
    questionnaire = give_questionnaire(opened(agreed, desk), sent(occupation="会计", phone="13900001111"))
    job, phone = (questionnaire.answers.get(key=key) for key in ("occupation", "phone"))
    with pytest.raises(Refused, match="changed meanwhile"):
        take_over_answer(job, shown="医生", by=desk)
    take_over_answer(job, shown="教师", by=desk)
    leave_answer(phone, by=desk)
    agreed.refresh_from_db()
    assert agreed.occupation == "会计" and agreed.contacts.count() == 1
    with pytest.raises(Refused, match="settled"):
        take_over_answer(phone, shown="+8613800138000", by=desk)
    again = give_questionnaire(opened(agreed, desk), sent(phone="13900001111"))
    take_over_answer(again.answers.get(key="phone"), shown="+8613800138000", by=desk)
    assert set(agreed.contacts.values_list("value", flat=True)) == {"+8613800138000", "+8613900001111"}


def test_a_name_that_is_taken_over_is_found_again(agreed: Patient, desk: User) -> None:
    """REC-1: the parts of the name and what it is sorted by follow."""
    questionnaire = give_questionnaire(opened(agreed, desk), {"full_name": ["周雅晴"]})
    take_over_answer(questionnaire.answers.get(), shown="周雅琴", by=desk)
    agreed.refresh_from_db()
    assert (agreed.full_name, agreed.family_name, agreed.given_name) == ("周雅晴", "周", "雅晴")


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


def test_it_is_given_once_and_not_after_its_time(agreed: Patient, desk: User) -> None:
    """BAS-1: whoever sends second is given what stands; a link runs out."""
    questionnaire = opened(agreed, desk)
    first = give_questionnaire(questionnaire, sent(hobbies="摄影"))
    second = give_questionnaire(questionnaire, sent(hobbies="登山"))
    assert first.pk == second.pk and questionnaire.answers.get(key="hobbies").value == "摄影"
    late = opened(agreed, desk)
    with clock.set_to(NOON + timedelta(days=8)):
        assert not save_draft(late, sent(hobbies="登山"), "ru")
        with pytest.raises(Refused, match="time for this page is over"):
            give_questionnaire(late, sent(hobbies="登山"))


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


def test_other_questions_leave_what_was_answered(
    agreed: Patient, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BAS-1: what was answered keeps the words that were read."""
    old = give_questionnaire(opened(agreed, desk), sent(hobbies="摄影"))
    changed = [{"key": "about", "words": {"en": "You"}, "questions": [
        {"key": "full_name", "form": "text", "needed": True, "words": {"en": "Name?"}},
        {"key": "hobbies", "form": "text", "words": {"en": "What else?"}},
    ]}]  # fmt: skip
    monkeypatch.setattr(sheets, "shipped_sections", lambda: changed)
    new = give_questionnaire(opened(agreed, desk), sent(hobbies="登山"))
    assert sheet_of(new).questions["hobbies"].spoken("en") == "What else?"
    kept = Questionnaire.objects.get(pk=old.pk)
    assert sheet_of(kept).questions["hobbies"].spoken("ru") == "Чем увлекаетесь?"
    assert QuestionSheet.objects.count() == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("birth_date", "2026-13-40"),
        ("birth_date", "2030-01-01"),
        ("birth_date", "0001-01-01"),
        ("travel_minutes", "-5"),
        ("travel_minutes", "٣"),
        ("travel_minutes", "99999"),
        ("sex", "dragon"),
        ("wishes", "'; DROP TABLE people_patient; --"),
        ("phone", "abc"),
        ("phone", "13800138000, 13900139000"),
        ("email", "nobody"),
        ("occupation", "x" * 121),
        ("health_words", "x" * 1001),
        ("full_name", "  \x00 "),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(agreed: Patient, desk: User, key: str, value: str) -> None:
    """Everything from outside is hostile: one sentence at the question, no half of anything."""
    questionnaire = opened(agreed, desk)
    with pytest.raises(Unanswered) as refused:
        give_questionnaire(questionnaire, {**sent(hobbies="摄影"), key: [value]})
    assert list(refused.value.wrong) == [key] and refused.value.wrong[key]
    agreed.refresh_from_db()
    assert agreed.hobbies == "" and not questionnaire.answers.exists()


def test_who_turns_out_to_be_a_child_waits_for_the_desk(riverside: Branch, desk: User) -> None:
    """REC-11: an age that asks for a guardian is not written by who agreed alone."""
    child = register(riverside, "小明")
    give_consent(child, Purpose.PROCESSING, by=desk)
    given = give_questionnaire(opened(child, desk), {"full_name": ["小明"], "birth_date": ["2016-05-01"]})
    child.refresh_from_db()
    assert child.birth_date is None and fates(given)["birth_date"] == Fate.DIFFERS
    mother = register(riverside, "王芳", birth_date=date(1985, 1, 1))
    put_guardian(child, mother, by=desk)
    take_over_answer(given.answers.get(key="birth_date"), shown="", by=desk)
    child.refresh_from_db()
    assert child.birth_date == date(2016, 5, 1)


def test_why_there_is_none_is_one_word(zhou: Patient, marsh: Patient, desk: User) -> None:
    """BAS-1: no time, not offered, did not want."""
    refuse_questionnaire(zhou, "no_time", by=desk)
    with pytest.raises(Refused, match="Choose why"):
        refuse_questionnaire(marsh, "bored", by=desk)
    assert [(one.ended_how, one.reason) for one in zhou.questionnaires.all()] == [("refused", "no_time")]


def test_what_was_never_sent_is_forgotten_after_a_month(agreed: Patient, desk: User) -> None:
    """REC-11: answers about health do not lie about for ever; those of a link that just ran out are taken up."""
    questionnaire = opened(agreed, desk)
    assert save_draft(questionnaire, sent(allergies_words="青霉素"), "zh-hans")
    with clock.set_to(NOON + timedelta(days=36)):
        assert forget_drafts() == 0
    with clock.set_to(NOON + timedelta(days=38)):
        assert (forget_drafts(), forget_drafts()) == (1, 0)
    questionnaire.refresh_from_db()
    assert questionnaire.draft == {}


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


def test_from_paper_it_is_kept_with_who_typed_it(agreed: Patient, desk: User) -> None:
    """BAS-1: for who writes on paper; the audit names the desk."""
    given = give_questionnaire(open_on_paper(agreed, by=desk), sent(hobbies="摄影"), by=desk)
    assert (given.through, given.ended_by, given.sheet is not None) == ("paper", desk, True)
    agreed.refresh_from_db()
    assert agreed.hobbies == "摄影"


def sent_twice(branch: Branch, desk: User) -> list[str]:
    """Two devices send the same questionnaire at once; what became of each."""
    person = register(branch, "周雅琴")
    give_consent(person, Purpose.PROCESSING, by=desk)
    _questionnaire, token = open_questionnaire(person, by=desk, on_tablet=False)
    together, came = threading.Barrier(2), []

    def send(hobby: str) -> None:
        found = questionnaire_of(token)
        assert found is not None
        together.wait()
        try:
            give_questionnaire(found, sent(hobbies=hobby))
            came.append("kept")
        except IntegrityError:
            came.append("failed")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[hobby]) for hobby in ("摄影", "登山")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    person.refresh_from_db()
    assert person.questionnaires.get().answers.get(key="hobbies").value == person.hobbies
    return sorted(came)


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_send_at_once_give_one(riverside: Branch, desk: User) -> None:
    """BAS-1: whoever comes second is given what stands, and no error."""
    assert [sent_twice(riverside, desk) for _ in range(3)] == [["kept", "kept"]] * 3


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_one_of_them_fails(
    riverside: Branch, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: whether it was given is looked at before, and not again under the lock."""
    monkeypatch.setattr(filling, "_take", lambda questionnaire: questionnaire)
    assert sent_twice(riverside, desk) == ["failed", "kept"]
