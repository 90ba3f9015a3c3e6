"""A finished treatment opens a service form with its category's own questions, which is filled once (AFT-1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import finish_course, start_course
from rapport.care.models import Course, Visit
from rapport.feedback.aftercare.forms import fill_form, forget_unfilled, questions_of
from rapport.feedback.answering import Answers
from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import ServiceForm
from rapport.feedback.tests.asked import question
from rapport.feedback.tests.test_asking import treat
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

# Tuesday, the 3rd of November, 18:00 in Hangzhou
TUESDAY = datetime(2026, 11, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.now(TUESDAY)


def forms() -> list[tuple[date, str]]:
    return list(ServiceForm.objects.order_by("visit__day", "pk").values_list("visit__day", "category"))


def test_each_finished_category_of_a_visit_opens_one_form(zhou: Patient, caller: User) -> None:
    """AFT-1: at once, for customer service, due in a week; looking again opens no second one."""
    treat(zhou, date(2026, 11, 3), "surgery")
    treat(zhou, date(2026, 11, 3), "hygiene")
    treat(zhou, date(2026, 9, 30), "filling")
    ask_everyone()
    ask_everyone()
    assert sorted(category for _day, category in forms()) == ["hygiene", "surgery"], "September is left in peace"
    form = ServiceForm.objects.first()
    assert form is not None and (form.owner, form.due_on) == (caller, date(2026, 11, 10))


def test_a_course_has_its_form_when_it_is_finished(zhou: Patient, dentist: User) -> None:
    """AFT-1: for its last visit alone."""
    first, second = treat(zhou, date(2026, 10, 20), "endodontic"), treat(zhou, date(2026, 11, 2), "endodontic")
    course = start_course(
        Course(patient=zhou, title="根管", category_id="endodontic", started_on=date(2026, 10, 20)),
        [first, second],
    )
    ask_everyone()
    assert forms() == []
    finish_course(course, on=date(2026, 11, 3), by=dentist)
    ask_everyone()
    assert forms() == [(date(2026, 11, 2), "endodontic")]


def test_a_form_asks_what_its_category_needs_and_is_filed_once(zhou: Patient, caller: User) -> None:
    """AFT-1: what is another form's question is refused, and so is nothing at all."""
    treat(zhou, date(2026, 11, 3), "surgery")
    ask_everyone()
    form = ServiceForm.objects.get()
    assert [one.key for one in questions_of(form)][:2] == ["form_surgery_bleeding", "form_surgery_swelling"]
    bleeding, swelling = question("form_surgery_bleeding").pk, question("form_surgery_swelling").pk
    for wrong in (
        Answers(),
        Answers(words={bleeding: "a little"}),
        Answers(points={swelling: 5}),
        Answers(words={question("form_filling_bite").pk: "no"}),
    ):
        with pytest.raises(Refused):
            fill_form(form, wrong, by=caller)
    fill_form(form, Answers(words={bleeding: "no", swelling: "右脸微肿"}, remark="已约拆线"), by=caller)
    form.refresh_from_db()
    assert (form.filled_at, form.filled_by, form.remark) == (TUESDAY, caller, "已约拆线")
    assert dict(form.lines.values_list("question", "words")) == {bleeding: "no", swelling: "右脸微肿"}
    with pytest.raises(Refused) as refused:
        fill_form(form, Answers(remark="again"), by=caller)
    assert refused.value.code == "filed"


def test_an_empty_form_goes_with_its_visit_and_a_filed_one_stays(
    zhou: Patient, marsh: Patient, caller: User
) -> None:
    """AFT-1: what the sweep made by itself keeps no imported visit; what a colleague wrote does."""
    for person in (zhou, marsh):
        treat(person, date(2026, 11, 3), "hygiene")
    ask_everyone()
    fill_form(ServiceForm.objects.get(patient=marsh), Answers(remark="fine"), by=caller)
    forget_unfilled(Visit.objects.values_list("pk", flat=True))
    assert ServiceForm.objects.get().patient == marsh
