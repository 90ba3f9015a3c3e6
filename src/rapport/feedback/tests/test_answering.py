"""A survey is answered once, by a private link or on the phone (AFT-4, AFT-5, AFT-6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from rapport.feedback.answering import (
    Answers,
    answer_survey,
    decline_survey,
    draft_of,
    end_survey,
    ending,
    open_link,
    save_draft,
    survey_of,
)
from rapport.feedback.models import Ending, Slip, Survey, SurveyAnswer, Through
from rapport.feedback.models.in_confidence import NOBODY, Confidant
from rapport.feedback.questions import NewQuestion, change_question
from rapport.feedback.tests.asked import asked, question
from rapport.feedback.timeline import events
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task, WorkList
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.models import User
from tests.at_once import all_at_once

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
pytestmark = pytest.mark.now(NOW)


def given(overall: int, language: str = "zh-hans", **dimensions: int) -> Answers:
    points = {question(key).pk: value for key, value in (("overall", overall), *dimensions.items())}
    return Answers(points=points, language=language)


def by_link(survey: Survey, answers: Answers) -> Survey:
    return answer_survey(survey, answers, through=Through.LINK)


def refusal(survey: Survey, answers: Answers) -> str:
    with pytest.raises(Refused) as refused:
        by_link(survey, answers)
    assert not SurveyAnswer.objects.exists() and not Survey.objects.answered().exists()
    return refused.value.code


def test_an_answer_keeps_points_by_dimension_and_opens_a_slip_where_they_are_low(
    zhou: Patient, dentist: User
) -> None:
    """AFT-4, AFT-5, AFT-6."""
    survey = asked(zhou, dentist=dentist)
    open_link(survey)
    gentle = question("hygiene_gentle")
    answers = Answers(
        points={question("overall").pk: 8, question("waiting").pk: 6, question("result").pk: 10},
        words={gentle.pk: "yes"},
        remark=" 等了 35 分钟\x00 ",
        wants_call=True,
        language="zh-hans",
    )
    ChangedPatient.objects.all().delete()
    kept = by_link(survey, answers)
    assert (kept.ended_how, kept.through, kept.by) == (Ending.ANSWERED, Through.LINK, None)
    assert (kept.overall, kept.lowest, str(kept.answered_on)) == (8, 6, "2026-11-20")
    assert (kept.words, kept.wants_call, kept.draft) == ("等了 35 分钟", True, {})
    told = set(SurveyAnswer.objects.values_list("dimension", "points", "words"))
    assert told == {("overall", 8, ""), ("waiting", 6, ""), ("result", 10, ""), ("", None, "yes")}
    slip = Slip.objects.get()
    assert (slip.survey, slip.low, slip.points, slip.dentist) == (kept, {"waiting": 6}, 6, dentist)
    assert ChangedPatient.objects.filter(patient=zhou).exists()


def test_a_replay_is_given_what_stands(zhou: Patient, caller: User) -> None:
    """AFT-6: once, whoever comes second."""
    survey = asked(zhou)
    open_link(survey)
    by_link(survey, given(9))
    for again in (given(2), Answers()):
        assert by_link(survey, again).overall == 9
    assert answer_survey(survey, given(3), through=Through.CALL, by=caller).overall == 9
    assert SurveyAnswer.objects.get().points == 9 and not Slip.objects.exists()


def test_what_is_no_answer_to_this_survey_is_refused_and_nothing_is_kept(zhou: Patient) -> None:
    survey = asked(zhou, "hygiene")
    open_link(survey)
    overall, gentle = question("overall").pk, question("hygiene_gentle").pk
    assert refusal(survey, Answers()) == "overall"
    assert refusal(survey, given(9, waiting=11)) == "points"
    assert refusal(survey, given(0)) == "points"
    assert refusal(survey, given(9, surgery_pain=3)) == "not_asked"  # of another category
    assert refusal(survey, Answers({overall: 9, 10**12: 9})) == "not_asked"
    assert refusal(survey, Answers({overall: 9, gentle: 9})) == "not_asked"
    assert refusal(survey, Answers({overall: 9}, {gentle: "perhaps"})) == "not_asked"
    assert refusal(survey, Answers({overall: 9}, {overall: "nine"})) == "not_asked"
    assert refusal(survey, Answers({overall: 9}, {question("form_feels").pk: "ok"})) == "not_asked"


def test_a_question_that_was_changed_while_the_page_was_open_still_counts(zhou: Patient, owner: User) -> None:
    survey = asked(zhou)
    open_link(survey)
    answers = given(9, waiting=9)
    waiting = question("waiting")
    new = NewQuestion("survey", "score", waiting.words | {"en": "Waited long?"}, "waiting", None, waiting.short)
    assert change_question(waiting, new, by=owner).pk not in answers.points
    assert by_link(survey, answers).overall == 9
    old = SurveyAnswer.objects.get(dimension="waiting").question
    assert old.words["en"] == "Was the waiting short enough?"


def test_a_link_is_hashed_expires_and_the_newest_leads(zhou: Patient) -> None:
    survey = asked(zhou)
    first, second = open_link(survey), open_link(survey, days=3)
    assert len(second) == 22 and second not in str(Survey.objects.values())  # 128 bits
    assert survey_of(first) is None and survey_of("") is None and survey_of("\ud800") is None
    assert survey_of(second) == survey
    with clock.set_to(NOW + timedelta(days=3)):
        assert refusal(survey, given(9)) == "link_over"
        # on the phone there is no link that could be over
        assert answer_survey(survey, given(9), through=Through.CALL).overall == 9
    with pytest.raises(Refused):
        open_link(Survey.objects.get())


def test_what_is_tapped_waits_and_another_device_goes_on(zhou: Patient) -> None:
    survey = asked(zhou)
    token = open_link(survey)
    overall = question("overall").pk
    assert save_draft(survey, Answers({overall: 6, 5: 77}, remark="等了", language="zh-hans"))
    elsewhere = survey_of(token)
    assert elsewhere is not None
    assert draft_of(elsewhere) == Answers({overall: 6}, {}, "等了", False, "zh-hans")
    assert elsewhere.ended_at is None and not SurveyAnswer.objects.exists()
    by_link(survey, given(7))
    late = Survey.objects.get()
    assert late.draft == {} and not save_draft(survey, given(3)) and not save_draft(late, given(3))
    assert Survey.objects.get().draft == {}


def test_no_is_one_tap_and_a_change_of_mind_is_heard(zhou: Patient) -> None:
    """AFT-6: nobody has to give a reason."""
    survey = asked(zhou)
    open_link(survey)
    assert decline_survey(survey).ended_how == Ending.DECLINED
    assert end_survey(survey, Ending.NOT_REACHED).ended_how == Ending.DECLINED
    assert by_link(survey, given(5)).ended_how == Ending.ANSWERED
    assert Slip.objects.get().points == 5


def test_whoever_is_not_to_be_asked_stays_so(zhou: Patient, caller: User) -> None:
    survey = asked(zhou)
    open_link(survey)
    end_survey(survey, Ending.NOT_ASKED, words="同事家属", by=caller)
    assert by_link(survey, given(5)).ended_how == Ending.NOT_ASKED and not SurveyAnswer.objects.exists()


def test_the_call_to_make_ends_with_the_answer_and_a_wish_for_a_call_is_somebodys_task(
    zhou: Patient, dentist: User
) -> None:
    survey = asked(zhou, dentist=dentist)
    open_link(survey)
    survey.task = Task.objects.create(
        patient=zhou, branch=zhou.branch, work_list=WorkList.SURVEY, due_on=zhou.branch.today()
    )
    survey.save()
    by_link(survey, Answers({question("overall").pk: 8}, wants_call=True))
    assert Task.objects.get(work_list=WorkList.SURVEY).closed_how == "reason_gone"
    wish = Task.objects.get(work_list=WorkList.CALL_BACK)
    assert (wish.owner, wish.closed_at, wish.due_on - zhou.branch.today()) == (dentist, None, timedelta(days=1))


def test_the_timeline_tells_points_to_all_and_words_to_those_who_see_care(zhou: Patient, caller: User) -> None:
    """REC-7."""
    survey = asked(zhou)
    answers = Answers({question("overall").pk: 6}, {question("hygiene_gentle").pk: "no"}, remark="等太久")
    answer_survey(survey, answers, through=Through.CALL, by=caller)
    told = Confidant.at(caller, zhou.branch_id)
    [seen] = [one for one in events(zhou, with_care=True, told=told) if one.title.startswith("Survey")]
    assert seen.title == "Survey: 6 points of 10" and seen.tone == "bad"
    assert "何晴" in seen.beside
    assert seen.below == "Was the cleaning gentle? no\n等太久"
    for care, whom in ((False, told), (True, NOBODY)):
        [hidden] = [one for one in events(zhou, with_care=care, told=whom) if one.title.startswith("Survey")]
        assert hidden.below == "" and hidden.title == seen.title


# two at once


def answered_at_once(patient: Patient, times: int) -> tuple[int, int]:
    """How many answers to the whole are kept of so many posts at the same moment, and how many crashed."""
    survey = asked(patient)
    open_link(survey)
    answers = [given(points) for points in (2, 9) * (times // 2)]
    stale = [Survey.objects.select_related("patient__branch", "branch").get(pk=survey.pk) for _post in answers]
    posts = (partial(by_link, *post) for post in zip(stale, answers, strict=True))
    crashed = [one for one in all_at_once(*posts, now=NOW, told=Exception) if isinstance(one, Exception)]
    kept = Survey.objects.get(pk=survey.pk)
    points = list(kept.answers.values_list("points", flat=True))
    assert points == [kept.overall]
    assert Slip.objects.filter(survey=kept).exists() == (kept.overall == 2)
    return len(points), len(crashed)


@pytest.mark.django_db(transaction=True)
def test_posts_at_the_same_moment_keep_one_answer_and_the_others_are_thanked(zhou: Patient) -> None:
    """AFT-6: atomic with the slip."""
    assert [answered_at_once(zhou, 4) for _ in range(2)] == [(1, 0), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_without_the_row_held_the_others_would_crash(zhou: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: whether it is answered is looked at before, and not held. The database still keeps one."""
    monkeypatch.setattr(ending, "take", lambda survey: survey)
    assert answered_at_once(zhou, 4) == (1, 3)
