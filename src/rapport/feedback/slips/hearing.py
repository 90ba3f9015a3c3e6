"""What a survey that has ended means for a slip: it opens one, closes one, or sends it back to the dentist."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import end_errand, send_errand
from rapport.feedback.models import Ending, Occasion, Slip, SlipEnd, SlipMove, SlipStage, SlipStep, Survey, Terms
from rapport.feedback.slips.rules import is_settled, low_points
from rapport.lib import clock
from rapport.outreach.turns import who_leads
from rapport.people.actions import touch
from rapport.staff.models import User
from rapport.staff.roles import Right

_ENDS = {Ending.NOT_REACHED: SlipEnd.NOT_REACHED, Ending.DECLINED: SlipEnd.DECLINED}


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


def to_dentist(slip: Slip) -> None:
    """The slip lies with the dentist, or with who leads the branch where there is none at work."""
    terms = Terms.of(slip.branch)
    slip.stage, slip.closed_at, slip.closed_how = SlipStage.DENTIST, None, ""
    slip.owner = slip.dentist if slip.dentist and _at_work(slip.dentist, slip) else who_leads(slip.branch_id)
    slip.due_at = clock.now() + terms.for_dentist
    words = _("Deal with the feedback slip: %(points)s points of 10")
    slip.task = send_errand(slip.patient, words, slip.due_at, to=slip.owner, points=slip.points)
    slip.save()
    touch([slip.patient_id])


def _at_work(user: User, slip: Slip) -> bool:
    return user.is_active and user.may_at(Right.SEE_FEEDBACK, slip.branch_id)


def _hear_again(survey: Survey) -> Slip | None:
    slip = Slip.objects.select_for_update(of=("self",)).get(pk=survey.about_id or 0)
    # over "could not be reached" goes the client's own word, however late
    if slip.stage == SlipStage.DENTIST or slip.closed_how == SlipEnd.CLIENT:
        return None
    if survey.ended_how == Ending.ANSWERED:
        points = min((points for _dimension, points in _points(survey)), default=None)
        if points is None:
            return None
        slip.second_points = points
        if not is_settled(points):
            end_errand(slip.task_id, by=survey.by)
            note(slip, SlipMove.AGAIN, by=survey.by, words=survey.words, points=points)
            to_dentist(slip)
            return slip
        return _close(slip, SlipEnd.CLIENT, survey, points)
    end = _ENDS.get(Ending(survey.ended_how))
    return _close(slip, end, survey) if end and slip.closed_at is None else None


def _close(slip: Slip, how: str, survey: Survey, points: int | None = None) -> Slip:
    end_errand(slip.task_id, by=survey.by)
    slip.stage, slip.closed_at, slip.closed_how = SlipStage.CLOSED, clock.now(), how
    slip.due_at = None
    slip.save()
    note(slip, SlipMove.CLOSED, by=survey.by, words=survey.words or survey.ended_words, points=points)
    touch([slip.patient_id])
    return slip


def note(slip: Slip, move: str, *, by: User | None, words: str = "", points: int | None = None) -> None:
    """Write down what was done about a slip."""
    SlipStep.objects.create(slip=slip, move=move, by=by, words=words, points=points, at=clock.now())
