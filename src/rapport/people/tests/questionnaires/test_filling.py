"""The questionnaire (BAS-1): given once, into the record where that is empty, never silently over it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import give_consent, put_guardian
from rapport.people.actions.editing import write_fields
from rapport.people.models import Patient, Questionnaire, QuestionSheet
from rapport.people.models.consent_text import Purpose
from rapport.people.models.questionnaire import Fate
from rapport.people.questionnaires import (
    Unanswered,
    filling,
    give_questionnaire,
    leave_answer,
    open_on_paper,
    open_questionnaire,
    questionnaire_of,
    save_draft,
    sheet_of,
    sheets,
    take_over_answer,
)
from rapport.people.questionnaires.record import has_place
from rapport.people.tests.questionnaires.steps import opened, sent
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import LANGUAGES
from tests.at_once import all_at_once
from tests.cast import register
from tests.schedule import SUNDAY_NOON

pytestmark = pytest.mark.now(SUNDAY_NOON)


def fates(questionnaire: Questionnaire) -> dict[str, str]:
    return dict(questionnaire.answers.values_list("key", "fate"))


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


def test_it_is_given_once_and_not_after_its_time(agreed: Patient, desk: User) -> None:
    """BAS-1: whoever sends second is given what stands; a link runs out."""
    questionnaire = opened(agreed, desk)
    first = give_questionnaire(questionnaire, sent(hobbies="摄影"))
    second = give_questionnaire(questionnaire, sent(hobbies="登山"))
    assert first.pk == second.pk and questionnaire.answers.get(key="hobbies").value == "摄影"
    late = opened(agreed, desk)
    with clock.set_to(SUNDAY_NOON + timedelta(days=8)):
        assert not save_draft(late, sent(hobbies="登山"), "ru")
        with pytest.raises(Refused, match="time for this page is over"):
            give_questionnaire(late, sent(hobbies="登山"))


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
    jobs = (
        partial(give_questionnaire, questionnaire_of(token), sent(hobbies=hobby)) for hobby in ("摄影", "登山")
    )
    came = all_at_once(*jobs, told=IntegrityError)
    person.refresh_from_db()
    assert person.questionnaires.get().answers.get(key="hobbies").value == person.hobbies
    return sorted("failed" if isinstance(one, IntegrityError) else "kept" for one in came)


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
