"""What a survey that has ended means for a slip: it opens one, closes one, or sends it back to the dentist."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import end_errand
from rapport.feedback.models import Ending, Occasion, Slip, SlipEnd, SlipMove, SlipStage, Survey, Terms
from rapport.feedback.slips.lying import ask_no_more, note, to_dentist, to_service
from rapport.feedback.slips.rules import is_settled, low_points
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.people.actions import touch
from rapport.staff.models import User

# how asking again ended → how that closes the slip
_ENDS = {
    Ending.NOT_REACHED: SlipEnd.NOT_REACHED,
    Ending.SPOKEN: SlipEnd.DECLINED,
    Ending.DECLINED: SlipEnd.DECLINED,
    Ending.NOT_ASKED: SlipEnd.NOBODY,
}
# of these once is not enough: the client is asked as often as the terms say
_NO_WORD = frozenset({Ending.NOT_REACHED, Ending.SPOKEN})


@transaction.atomic
def hear(survey: Survey) -> Slip | None:
    """Take in how `survey` ended, once: the slip that was opened or moved by it, None where there is none.

    Whoever ends a survey calls this in the same transaction.
    """
    if survey.occasion == Occasion.AGAIN:
        return _hear_again(survey)
    if survey.ended_how != Ending.ANSWERED:
        return None
    low = low_points(_points(survey))
    return _open(survey, low) if low else None


def _points(survey: Survey) -> list[tuple[str, int]]:
    given = survey.answers.values_list("dimension", "points")
    return [(dimension, points) for dimension, points in given if points is not None]


def _open(survey: Survey, low: dict[str, int]) -> Slip:
    slip, opened = Slip.objects.get_or_create(
        survey=survey,
        defaults={
            "patient_id": survey.patient_id,
            "branch_id": survey.branch_id,
            "low": low,
            "points": min(low.values()),
            "dentist": survey.dentist,
            "opened_at": clock.now(),
        },
    )
    if opened:
        note(slip, SlipMove.OPENED, by=None, words=survey.words, points=slip.points)
        to_dentist(slip)
    return slip


def _hear_again(survey: Survey) -> Slip | None:
    slip = _held(survey.about_id)
    # over "could not be reached" goes the client's own word, however late
    if slip.stage == SlipStage.DENTIST or slip.closed_how == SlipEnd.CLIENT:
        return None
    if survey.ended_how == Ending.ANSWERED:
        return _second_answer(slip, survey)
    if slip.closed_at is not None:
        return None
    tries = (survey.task.attempts if survey.task else 0) + 1
    if survey.ended_how in _NO_WORD and tries < Terms.of(slip.branch).attempts:
        end_errand(slip.task_id, by=survey.by)
        to_service(slip, tries=tries)
        return slip
    return _close(slip, _ENDS[Ending(survey.ended_how)], by=survey.by, words=survey.ended_words)


def _held(pk: int | None) -> Slip:
    return Slip.objects.select_for_update(of=("self",)).get(pk=pk or 0)


def _second_answer(slip: Slip, survey: Survey) -> Slip | None:
    points = min((points for _dimension, points in _points(survey)), default=None)
    if points is None:
        return None
    slip.second_points = points
    if is_settled(points):
        return _close(slip, SlipEnd.CLIENT, by=survey.by, words=survey.words, points=points)
    ask_no_more(slip, by=survey.by)
    note(slip, SlipMove.AGAIN, by=survey.by, words=survey.words, points=points)
    to_dentist(slip)
    return slip


def _close(slip: Slip, how: str, *, by: User | None = None, words: str = "", points: int | None = None) -> Slip:
    ask_no_more(slip, by=by)
    slip.stage, slip.closed_at, slip.closed_how = SlipStage.CLOSED, clock.now(), how
    slip.due_at = None
    slip.save()
    note(slip, SlipMove.CLOSED, by=by, words=words, points=points)
    touch([slip.patient_id])
    return slip


@transaction.atomic
def unhear(survey: Survey) -> None:
    """The client's second word was not given after all: the slip lies with customer service as before, to be
    asked about by `survey`. Whoever takes the answer back calls this in the same transaction, with its task open.

    Raises Refused: moved_on.
    """
    slip = _held(survey.about_id)
    last = slip.steps.last()
    heard = (SlipMove.CLOSED, SlipMove.AGAIN)
    if last is None or last.move not in heard or last.points is None or _went_on(slip, survey):
        raise moved_on()
    if slip.stage == SlipStage.DENTIST:
        Task.objects.filter(pk=slip.task_id or 0).delete()
    before = slip.steps.exclude(pk=last.pk).filter(move=SlipMove.AGAIN).last()
    slip.second_points = before.points if before else None
    slip.stage, slip.closed_at, slip.closed_how = SlipStage.SERVICE, None, ""
    slip.task, slip.owner = survey.task, survey.caller
    slip.due_at = clock.now() + Terms.of(slip.branch).for_service
    slip.save()
    note(slip, SlipMove.UNDONE, by=None)


def moved_on() -> Refused:
    return Refused("moved_on", _("Somebody has gone on from what they answered: go on from there."))


def _went_on(slip: Slip, survey: Survey) -> bool:
    """Somebody sees to it by now, or it was asked about in another way since."""
    asked_since = slip.asked_again.filter(pk__gt=survey.pk).exists()
    dealt = slip.stage == SlipStage.DENTIST and (
        slip.task is None or slip.task.closed_at is not None or slip.task.attempts or slip.task.steps.exists()
    )
    return bool(asked_since or dealt or survey.task is None)


@transaction.atomic
def close_for_good(slip: Slip) -> Slip | None:
    """Who was not satisfied has died: nobody is asked any more, it is counted apart. None where it is closed."""
    held = _held(slip.pk)
    return _close(held, SlipEnd.NOBODY) if held.closed_at is None else None


@transaction.atomic
def take_up_again(survey: Survey) -> None:
    """The call by which asking again had ended was taken back: its task stands, and the slip lies there again."""
    slip = _held(survey.about_id)
    if slip.stage == SlipStage.DENTIST or slip.closed_how == SlipEnd.CLIENT:
        end_errand(survey.task_id, by=None)
        return
    if slip.task_id != survey.task_id:
        ask_no_more(slip, by=None)
    Survey.objects.filter(pk=survey.pk).update(
        ended_at=None, ended_how="", ended_words="", through="", by=None, call=None
    )
    if slip.closed_at is not None:
        slip.due_at, slip.closed_at, slip.closed_how = clock.now() + Terms.of(slip.branch).for_service, None, ""
        note(slip, SlipMove.UNDONE, by=None)
    slip.stage, slip.task_id = SlipStage.SERVICE, survey.task_id
    slip.save()
    touch([slip.patient_id])
