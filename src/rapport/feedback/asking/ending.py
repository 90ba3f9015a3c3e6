"""How asking comes to its end without an answer: as the call about it ended, or because it is over (AFT-2)."""

from __future__ import annotations

from rapport.feedback.answering import end_survey, take_back_answer
from rapport.feedback.asking.opening import ABOUT_VISITS
from rapport.feedback.asking.rules import first_month
from rapport.feedback.errands import end_errand
from rapport.feedback.models import Ending, NotAsked, Occasion, Slip, Survey
from rapport.feedback.models.survey import SurveyQuerySet
from rapport.feedback.slips import close_for_good, take_up_again
from rapport.outreach.models import Call, CallOutcome, Closing, Task, WorkList
from rapport.staff.models import Branch

# how a survey ends with its task; a task that was dropped was not asked
_BY_TASK = {Closing.DONE: Ending.SPOKEN, Closing.REFUSED: Ending.DECLINED}
# which surveys the tasks of a list ask
_ASKED_BY = {WorkList.SURVEY: ABOUT_VISITS, WorkList.FEEDBACK: (Occasion.AGAIN,)}
# what is not the client's own word
_BY_CALLER = (Ending.SPOKEN, Ending.DECLINED, Ending.NOT_REACHED)


def follow_call(call: Call) -> None:
    """What the end of `call` means for the survey that it was about; who wishes to be called back, is."""
    if call.task_id is None:
        return
    surveys = Survey.objects.filter(task=call.task_id)
    if call.outcome == CallOutcome.CALL_BACK:
        wished = Task.objects.open().filter(patient=call.patient_id, work_list=WorkList.CALL_BACK)
        _pass_on(surveys.open(), wished.filter(made_by=call.caller_id).order_by("-pk").first())
    else:
        settle(surveys, call)


def follow_undoing(call: Call) -> None:
    """The outcome of `call` was taken back: what had ended with it is open again, and what was taken down in it is
    not said. Raises Refused as `take_back_answer` does."""
    if call.task is None:
        return
    for survey in Survey.objects.answered().filter(call=call):
        take_back_answer(survey)
    if asked := _ASKED_BY.get(WorkList(call.task.work_list)):  # a wish to be called back is no more, nor its task
        lost = Survey.objects.open().filter(patient=call.patient_id, occasion__in=asked, task=None)
        _pass_on(Survey.objects.filter(pk__in=lost.order_by("pk").values_list("pk", flat=True)[:1]), call.task)
    settle(Survey.objects.filter(task=call.task))


def _pass_on(surveys: SurveyQuerySet, task: Task | None) -> None:
    """They are asked by `task` from now on, and what it is that they are asked about goes along."""
    asked = list(surveys)
    surveys.update(task=task)
    Slip.objects.open().filter(pk__in=[one.about_id for one in asked if one.about_id]).update(task=task)


def settle(surveys: SurveyQuerySet, call: Call | None = None) -> None:
    """Bring `surveys` and their tasks into line: whichever ended ends the other, and a task that was taken up
    again takes up its survey."""
    for survey in surveys.open().filter(task__closed_at__isnull=False).select_related("task__closed_by"):
        task = survey.task
        assert task is not None
        how = _BY_TASK.get(Closing(task.closed_how), Ending.NOT_REACHED)
        end_survey(survey, how, by=task.closed_by, words=task.closed_words, call=call)
    at_work = surveys.filter(task__isnull=False, task__closed_at=None)
    unsaid = at_work.filter(ended_how__in=_BY_CALLER)
    for survey in unsaid.filter(occasion=Occasion.AGAIN):
        take_up_again(survey)
    unsaid.filter(occasion__in=ABOUT_VISITS).update(
        ended_at=None, ended_how="", ended_words="", by=None, call=None
    )
    for survey in at_work.answered():
        end_errand(survey.task_id, by=survey.by)


def end_what_is_over(branch: Branch) -> None:
    """Who has died is not asked any more; who was not reached until the month after the next is left in peace."""
    asked = Survey.objects.open().filter(branch=branch, occasion__in=ABOUT_VISITS)
    for survey in asked.filter(patient__deceased=True):
        survey.not_asked_why = NotAsked.DECEASED
        survey.save(update_fields=["not_asked_why"])
        end_survey(survey, Ending.NOT_ASKED)
    for slip in Slip.objects.open().filter(branch=branch, patient__deceased=True):
        close_for_good(slip)
    for survey in asked.filter(month__lt=first_month(branch.today())):
        end_survey(survey, Ending.NOT_REACHED)
