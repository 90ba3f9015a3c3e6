"""Everyone treated in a month is asked how it was, once and in time (AFT-2, AFT-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Count

from rapport.care.actions import NewVisit, finish_course, record_visits, start_course
from rapport.care.models import Course, Treatment, Visit
from rapport.feedback.answering import Answers, answer_survey, survey_of
from rapport.feedback.asking.ending import follow_call, follow_undoing
from rapport.feedback.asking.rules import Treated, day_to_ask, due_on, why_not
from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import Ending, NotAsked, Occasion, Survey, SurveyedVisit, Terms, Through
from rapport.feedback.tests.asked import question
from rapport.lib import clock
from rapport.outreach.calls import Said, begin_call, end_call, undo_outcome
from rapport.outreach.models import Call, CallOutcome, Closing, Message, MessageState, PauseGround, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.outreach.tests.providers import account, told
from rapport.people.actions import refuse_consent
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.staff.models import Branch, User
from tests.cast import register

# Tuesday, the 3rd of November, 18:00 in Hangzhou
TUESDAY = datetime(2026, 11, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.now(TUESDAY)


@pytest.fixture
def by_sms(settings: object) -> Iterator[None]:
    """The clinic can write, and has an address to which a link may lead."""
    settings.RAPPORT_ADDRESS = "https://clinic.example"  # type: ignore[attr-defined]
    with told():
        account()
        yield


def treat(patient: Patient, day: date, category: str = "filling", dentist: User | None = None) -> Visit:
    visit = Visit(patient=patient, branch=patient.branch, day=day, dentist=dentist)
    [visit] = record_visits([NewVisit(visit, [Treatment(name="—", category_id=category, amount=30_000)])])
    return visit


def sweep(at: datetime = TUESDAY) -> None:
    with clock.set_to(at):
        ask_everyone()


def test_who_was_treated_is_written_to_the_day_after(
    zhou: Patient, caller: User, dentist: User, by_sms: None
) -> None:
    """AFT-2, AFT-6: once, with a link that stands in the message alone."""
    treat(agrees_to_calls(zhou), date(2026, 11, 3), dentist=dentist)
    sweep()
    assert not Survey.objects.exists(), "the day of the visit is theirs"
    sweep(TUESDAY + DAY)
    sweep(TUESDAY + DAY)
    survey, message = Survey.objects.get(), Message.objects.get()
    assert (survey.occasion, survey.month, survey.category_id) == (Occasion.TREATED, date(2026, 11, 1), "filling")
    assert (survey.dentist, survey.caller, survey.message) == (dentist, caller, message)
    assert survey.due_on == date(2026, 12, 9), "before the 10th"
    token = message.body.split("https://clinic.example")[1].split("/")[-2]
    assert survey_of(token) == survey and token not in survey.token_hash
    assert (message.key, message.purpose, message.channel) == (f"survey:{survey.pk}", "care", "sms")
    assert not Task.objects.exists()


def test_whom_no_message_may_reach_is_called(zhou: Patient, caller: User) -> None:
    """AFT-2: the clinic has no way to write, so customer service calls."""
    treat(agrees_to_calls(zhou), date(2026, 11, 2))
    sweep()
    task = Task.objects.get()
    assert (task.work_list, task.purpose, task.owner, task.stays) == (WorkList.SURVEY, "care", caller, True)
    assert Survey.objects.get().task == task and task.due_on == date(2026, 12, 9)
    sweep(TUESDAY + 3 * DAY)
    assert Task.objects.count() == 1


def test_later_visits_of_the_month_count_with_it(zhou: Patient) -> None:
    """AFT-2: once about a month, answered or not."""
    first = treat(agrees_to_calls(zhou), date(2026, 11, 2))
    sweep()
    survey = Survey.objects.get()
    answer_survey(survey, Answers({question("overall").pk: 9}), through=Through.DESK)
    second = treat(zhou, date(2026, 11, 3), "hygiene")
    sweep(TUESDAY + DAY)
    assert Survey.objects.get() == survey
    assert set(SurveyedVisit.objects.values_list("survey", "visit")) == {
        (survey.pk, first.pk),
        (survey.pk, second.pk),
    }


def test_an_unfinished_treatment_is_asked_about_on_the_first_of_the_next_month(zhou: Patient, owner: User) -> None:
    """AFT-2: nobody is asked in the middle, and nobody is forgotten."""
    visit = treat(agrees_to_calls(zhou), date(2026, 11, 2), "endodontic")
    start_course(Course(patient=zhou, title="根管", category_id="endodontic", started_on=visit.day), [visit])
    sweep(TUESDAY + 20 * DAY)
    assert not Survey.objects.exists()
    sweep(datetime(2026, 12, 1, 4, tzinfo=UTC))
    assert Survey.objects.get().month == date(2026, 11, 1)


def test_a_course_that_is_finished_is_asked_about_at_once(zhou: Patient, owner: User) -> None:
    visit = treat(agrees_to_calls(zhou), date(2026, 11, 2), "endodontic")
    course = Course(patient=zhou, title="根管", category_id="endodontic", started_on=visit.day)
    finish_course(start_course(course, [visit]), on=visit.day, by=owner)
    sweep()
    assert Survey.objects.count() == 1


def test_who_wears_braces_is_asked_every_three_months(zhou: Patient) -> None:
    """AFT-3: in between, the monthly visits count with the last time they were asked."""
    agrees_to_calls(zhou)
    start_course(Course(patient=zhou, title="矫治", category_id="orthodontic", started_on=date(2026, 8, 1)), [])
    for month in (9, 10, 11, 12):
        treat(zhou, date(2026, month, 2), "orthodontic")
        sweep(datetime(2026, month, 4, 10, tzinfo=UTC))
    asked = list(Survey.objects.order_by("pk").annotate(seen=Count("visits")))
    assert [(one.occasion, one.month.month, one.seen) for one in asked] == [
        (Occasion.ORTHODONTIC, 9, 3),
        (Occasion.ORTHODONTIC, 12, 1),
    ]
    assert asked[0].course is not None


def test_who_is_not_asked_is_counted_with_the_reason(riverside: Branch, zhou: Patient, marsh: Patient) -> None:
    """AFT-2: the dead, those who asked for peace, and children for whom nobody speaks."""
    child = register(riverside, "周小宝", birth_date=date(2019, 1, 1))
    dead = register(riverside, "Old Man", phone="+8613900139111", deceased=True)
    pause_contact(agrees_to_calls(zhou), PauseGround.NEVER, by=None)
    refuse_consent(marsh, "care", by=None, reason="did_not_want", channel=Channel.ANY)
    for one in (child, dead, zhou, marsh):
        treat(one, date(2026, 10, 20))
    sweep()
    assert dict(Survey.objects.values_list("patient", "not_asked_why")) == {
        child.pk: NotAsked.NO_GUARDIAN,
        dead.pk: NotAsked.DECEASED,
        zhou.pk: NotAsked.NEVER,
        marsh.pk: NotAsked.NO_CONSENT,
    }
    assert set(Survey.objects.values_list("ended_how", flat=True)) == {Ending.NOT_ASKED}
    assert not Task.objects.exists()


def test_nobody_is_asked_about_visits_of_long_ago(zhou: Patient) -> None:
    """AFT-2: an old base that is brought in asks nobody about it."""
    treat(agrees_to_calls(zhou), date(2026, 9, 30))
    treat(zhou, date(2026, 10, 1))
    sweep()
    assert Survey.objects.get().month == date(2026, 10, 1)
    assert SurveyedVisit.objects.count() == 1


def test_days_off_and_a_clock_that_goes_back_double_nothing(
    riverside: Branch, zhou: Patient, marsh: Patient, by_sms: None
) -> None:
    """AFT-2: the sweep may stop anywhere and run at any clock."""
    people = [agrees_to_calls(one) for one in (zhou, marsh)]
    for day in (2, 9, 16, 23, 30):
        for one in people:
            treat(one, date(2026, 10, day))
    for at in (TUESDAY, TUESDAY + 4 * DAY, TUESDAY - 20 * DAY, TUESDAY, TUESDAY + 4 * DAY):
        sweep(at)
    assert Survey.objects.count() == Message.objects.count() == Task.objects.count() == 2
    assert SurveyedVisit.objects.count() == Visit.objects.count() == 10


def test_who_does_not_answer_is_called_after_some_days(zhou: Patient, by_sms: None) -> None:
    """AFT-2: the number of days is the branch's."""
    Terms.objects.create(branch=zhou.branch, call_after_days=2, attempts=1)
    treat(agrees_to_calls(zhou), date(2026, 11, 2))
    sweep()
    sweep(TUESDAY + DAY)
    assert not Task.objects.exists()
    sweep(TUESDAY + 2 * DAY)
    sweep(TUESDAY + 3 * DAY)
    assert Task.objects.get().most_attempts == 1


def test_a_message_that_reached_nobody_is_followed_by_a_call(zhou: Patient, by_sms: None) -> None:
    treat(agrees_to_calls(zhou), date(2026, 11, 2))
    sweep()
    Message.objects.update(state=MessageState.FAILED, settled_at=TUESDAY)
    sweep()
    assert Task.objects.get().work_list == WorkList.SURVEY


def called(patient: Patient, outcome: str, by: User, at: datetime = TUESDAY, **said: object) -> Call:
    with clock.set_to(at):
        task = Task.objects.open().get(patient=patient)
        call = end_call(begin_call(task, by=by), outcome, by=by, said=Said(**said))  # type: ignore[arg-type]
        follow_call(call)
    return call


@pytest.fixture
def to_call(zhou: Patient, caller: User) -> Survey:
    """周雅琴 is to be called about a filling of yesterday."""
    treat(agrees_to_calls(zhou), date(2026, 11, 2))
    sweep()
    return Survey.objects.get()


@pytest.mark.parametrize(
    ("outcome", "ending"),
    [("done", Ending.SPOKEN), ("refused", Ending.DECLINED), ("never", Ending.DECLINED), ("booked", Ending.SPOKEN)],
)
def test_the_call_ends_the_asking(to_call: Survey, caller: User, outcome: str, ending: str) -> None:
    """AFT-2: a refusal is taken at once, and nobody asks again."""
    call = called(to_call.patient, outcome, caller)
    to_call.refresh_from_db()
    assert (to_call.ended_how, to_call.by, to_call.call) == (ending, caller, call)
    sweep(TUESDAY + 9 * DAY)
    assert not Task.objects.open().exists()


def test_so_many_tries_and_they_are_left_in_peace(to_call: Survey, caller: User) -> None:
    """AFT-2: then they count as not reached."""
    Task.objects.update(most_attempts=2)
    called(to_call.patient, CallOutcome.NO_ANSWER, caller)
    to_call.refresh_from_db()
    assert to_call.ended_at is None
    called(to_call.patient, CallOutcome.NO_ANSWER, caller, at=TUESDAY + 3 * DAY)
    to_call.refresh_from_db()
    assert to_call.ended_how == Ending.NOT_REACHED


def test_an_outcome_taken_back_takes_the_asking_up_again(to_call: Survey, caller: User) -> None:
    call = called(to_call.patient, CallOutcome.REFUSED, caller)
    follow_undoing(undo_outcome(call, by=caller))
    to_call.refresh_from_db()
    assert (to_call.ended_at, to_call.ended_how) == (None, "") and to_call.task.closed_at is None


def test_who_wishes_to_be_called_back_is_asked_then(to_call: Survey, caller: User) -> None:
    """AFT-2: the survey goes with the call, and comes back when the outcome is taken back."""
    first = to_call.task
    call = called(to_call.patient, CallOutcome.CALL_BACK, caller, moment=TUESDAY + DAY)
    to_call.refresh_from_db()
    assert to_call.ended_at is None and to_call.task.work_list == WorkList.CALL_BACK
    follow_undoing(undo_outcome(call, by=caller))
    to_call.refresh_from_db()
    assert to_call.task == first and first.closed_how == ""
    sweep()
    assert Task.objects.open().count() == 1


def test_who_answers_by_the_link_is_not_called(to_call: Survey, caller: User) -> None:
    answer_survey(to_call, Answers({question("overall").pk: 9}), through=Through.DESK, by=caller)
    sweep()
    assert Task.objects.get().closed_how == Closing.DONE


def test_who_dies_and_who_was_never_reached_is_asked_no_more(to_call: Survey, marsh: Patient) -> None:
    """AFT-2: the month after the next one begins without open questions about it."""
    treat(agrees_to_calls(marsh), date(2026, 11, 2))
    sweep()
    Patient.objects.filter(pk=to_call.patient_id).update(deceased=True)
    sweep(datetime(2027, 1, 1, 4, tzinfo=UTC))
    ends = dict(Survey.objects.values_list("patient", "ended_how"))
    assert ends == {to_call.patient_id: Ending.NOT_ASKED, marsh.pk: Ending.NOT_REACHED}
    assert not Task.objects.open().exists()


def test_the_day_to_ask() -> None:
    """AFT-2: pure."""

    def treated(day: int, *, finished: bool) -> Treated:
        return Treated(1, 1, 1, date(2026, 11, day), finished, braces=False)

    assert day_to_ask([treated(3, finished=False), treated(9, finished=True)], 1) == date(2026, 11, 10)
    assert day_to_ask([treated(30, finished=True)], 5) == date(2026, 12, 1)
    assert due_on(date(2026, 11, 1), 10, date(2026, 11, 3)) == date(2026, 12, 9)
    assert due_on(date(2026, 11, 1), 10, date(2026, 12, 20)) == date(2026, 12, 20)


def test_who_refuses_calls_may_still_be_written_to() -> None:
    """AFT-2: pure."""
    open_to_sms = {"call": ["consent_refused"], "sms": [], "email": ["no_point"]}
    assert why_not(open_to_sms) is None
    assert why_not({**open_to_sms, "sms": ["consent_none"]}) == NotAsked.NO_CONSENT
    assert why_not({"call": ["consent_none"], "sms": ["no_point"]}) is None, "somebody may ask them"
