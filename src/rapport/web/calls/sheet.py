"""What a call asks: the questions of the survey that it is about, and keeping what was answered (AFT-6)."""

from __future__ import annotations

from collections.abc import Mapping

from rapport.feedback.answering import answer_survey
from rapport.feedback.asking.ending import follow_call
from rapport.feedback.models import Survey, Through
from rapport.feedback.questions import sheet_of
from rapport.outreach.models import REACHED, Call, CallOutcome, Task
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.web.feedback.sheets import FilledSheet, filled_sheet, read_answers

# after these what was tapped is not their answer: they are asked later, or not at all
_NO_ANSWER = frozenset({CallOutcome.CALL_BACK, CallOutcome.REFUSED, CallOutcome.NEVER})


def sheet_of_call(task: Task, patient: Patient) -> FilledSheet | None:
    """The questions to be asked in a call about `task`; None where it is about something else."""
    survey = _survey_of(task.pk)
    return filled_sheet(sheet_of(survey), language_spoken(patient)) if survey else None


def take_down(call: Call, told: Mapping[str, str], *, by: User) -> None:
    """Keep what was answered in `call`, which has just ended, and end the survey as the call ended.

    In the transaction of the end. Raises Refused as `answer_survey` does: points without those for the whole.
    """
    survey = _survey_of(call.task_id)
    if survey is None:
        return
    answers = read_answers(told, language_spoken(call.patient))
    if (answers.points or answers.words) and call.outcome in REACHED and call.outcome not in _NO_ANSWER:
        answer_survey(survey, answers, through=Through.CALL, by=by, call=call)
    follow_call(call)


def _survey_of(task_id: int | None) -> Survey | None:
    return Survey.objects.open().filter(task=task_id or 0).select_related("about").first()
