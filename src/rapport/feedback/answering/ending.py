"""A survey comes to its end: answered once, or ended without an answer (AFT-2, AFT-5, AFT-6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from rapport.feedback import slips
from rapport.feedback.answering.answers import Answers, check, tidied
from rapport.feedback.answering.links import FINAL, link_is_over
from rapport.feedback.models import Ending, Question, Survey, SurveyAnswer, Terms, Through, Use
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Call, Closing, Task, WorkList
from rapport.outreach.turns import who_leads
from rapport.people.actions import hold_all, touch
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES


@transaction.atomic
def answer_survey(
    survey: Survey, answers: Answers, *, through: str, by: User | None = None, call: Call | None = None
) -> Survey:
    """Keep what was answered, once: whoever comes second is given what stands. `by` is who took it down.

    What was fair or worse opens a slip in the same transaction (AFT-5); a wish to be called that no slip carries
    becomes a task of the dentist. Raises Refused as `check` does, and: link_over.
    """
    held = take(survey)
    if held.ended_how in FINAL:
        return held
    if through == Through.LINK and link_is_over(held):
        raise Refused(
            "link_over", gettext_lazy("The time for this page is over. Call the clinic: we will listen.")
        )
    given = tidied(answers)
    overall = check(given, _may_be_asked(held))
    _write(held, given)
    held.answered_on = held.branch.today()
    held.overall, held.lowest = given.points[overall.pk], min(given.points.values())
    held.words, held.wants_call = given.remark, given.wants_call
    held.language = given.language if given.language in dict(LANGUAGES) else ""
    _end(held, Ending.ANSWERED, through=through, by=by, call=call)
    if slips.hear(held) is None and held.wants_call:
        _call_back(held)
    return held


def decline_survey(survey: Survey) -> Survey:
    """The client does not want to answer, and says so by the link. They may still change their mind."""
    return end_survey(survey, Ending.DECLINED, through=Through.LINK)


@transaction.atomic
def end_survey(
    survey: Survey,
    how: str,
    *,
    words: str = "",
    through: str = "",
    by: User | None = None,
    call: Call | None = None,
) -> Survey:
    """End `survey` without points; what has ended in another way before stays as it is.

    Only an answer, and that somebody is not to be asked, are final: over the others goes the client's own word.
    """
    held = take(survey)
    if held.ended_at is None:
        held.ended_words = words.strip()[:300]
        _end(held, Ending(how), through=through, by=by, call=call)
        slips.hear(held)
    return held


def take(survey: Survey) -> Survey:
    """Hold the person, then the row, until the end of the transaction: others who answer wait here."""
    hold_all([survey.patient_id])
    held = Survey.objects.select_for_update(of=("self",))
    return held.select_related("patient__branch", "branch__feedback_terms", "dentist").get(pk=survey.pk)


def _may_be_asked(survey: Survey) -> Any:
    """The questions that a page of `survey` may have shown: what was retired since it was opened still counts."""
    return Question.objects.filter(use=Use.SURVEY).about(survey.category_id)


def _write(survey: Survey, given: Answers) -> None:
    dimensions = dict(Question.objects.filter(pk__in=given.points).values_list("pk", "dimension"))
    scored = [
        SurveyAnswer(survey=survey, question_id=pk, dimension=dimensions[pk], points=points)
        for pk, points in given.points.items()
    ]
    said = [SurveyAnswer(survey=survey, question_id=pk, words=words) for pk, words in given.words.items()]
    SurveyAnswer.objects.bulk_create([*scored, *said])


def _end(survey: Survey, how: Ending, *, through: str, by: User | None, call: Call | None) -> None:
    survey.ended_at, survey.ended_how, survey.through = clock.now(), how, through
    survey.by, survey.call, survey.draft = by, call, {}
    survey.save()
    if call is None:  # a call ends its own task
        Task.objects.open().filter(pk=survey.task_id or 0).update(
            closed_at=clock.now(), closed_by=by, closed_how=Closing.DONE if by else Closing.REASON_GONE
        )
    touch([survey.patient_id])


def _call_back(survey: Survey) -> None:
    """Nobody's slip says that they wish to be called: their dentist has it to do, or who leads the branch."""
    branch = survey.branch
    within = timedelta(hours=Terms.of(branch).slip_dentist_hours)
    with override(branch.language):
        words = _("Wishes to be called after the survey: %(points)s points of 10") % {"points": survey.overall}
    dentist = survey.dentist if survey.dentist and survey.dentist.is_active else None
    survey.wish = Task.objects.create(
        patient_id=survey.patient_id,
        branch=branch,
        work_list=WorkList.CALL_BACK,
        purpose=Purpose.CARE,
        words=words[:300],
        stays=True,
        owner=dentist or who_leads(branch.pk),
        due_on=branch.day_of(clock.now() + within),
    )
    survey.save(update_fields=["wish"])
