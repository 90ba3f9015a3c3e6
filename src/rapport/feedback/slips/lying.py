"""With whom a slip lies: the dentist, then customer service, each with a task and a limit (AFT-5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import end_errand, pass_errand, send_errand
from rapport.feedback.models import Ending, Occasion, Slip, SlipStage, SlipStep, Survey, Terms
from rapport.lib import clock
from rapport.outreach.turns import who_leads
from rapport.people.actions import touch
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.staff.roles import Right


def to_dentist(slip: Slip) -> None:
    """The slip lies with the dentist, or with who leads the branch where there is none at work."""
    slip.stage, slip.closed_at, slip.closed_how = SlipStage.DENTIST, None, ""
    slip.due_at, slip.climbed = clock.now() + Terms.of(slip.branch).for_dentist, 0
    to = slip.dentist if slip.dentist and _at_work(slip.dentist, slip) else who_leads(slip.branch_id)
    words = _("Deal with the feedback slip: %(points)s points of 10")
    slip.task = send_errand(slip.patient, words, slip.due_at, to=to, points=slip.points)
    slip.owner = slip.task.owner
    slip.save()
    touch([slip.patient_id])


def _at_work(user: User, slip: Slip) -> bool:
    return user.is_active and user.may_at(Right.SEE_FEEDBACK, slip.branch_id)


def to_service(slip: Slip, *, tries: int = 0) -> Survey:
    """Customer service asks the client again, by the survey that is given. So many `tries` were in vain before:
    whoever made them goes on, within the limit that runs."""
    terms = Terms.of(slip.branch)
    if slip.stage != SlipStage.SERVICE or slip.due_at is None:
        slip.stage, slip.due_at, slip.climbed = SlipStage.SERVICE, clock.now() + terms.for_service, 0
    words, to = _("Ask again: has what they were not satisfied with been settled?"), slip.owner if tries else None
    slip.task = send_errand(
        slip.patient, words, slip.due_at, to=to, purpose=Purpose.CARE, tries=tries, most_tries=terms.attempts
    )
    slip.owner = slip.task.owner
    slip.save()
    touch([slip.patient_id])
    return _survey_about(slip)


def _survey_about(slip: Slip) -> Survey:
    first, task = slip.survey, slip.task
    assert first is not None and task is not None
    return Survey.objects.create(
        patient_id=slip.patient_id,
        branch_id=slip.branch_id,
        occasion=Occasion.AGAIN,
        month=first.month,
        category=first.category,
        dentist=slip.dentist,
        dentist_words=first.dentist_words,
        about=slip,
        due_on=task.due_on,
        caller=slip.owner,
        task=task,
        opened_at=clock.now(),
    )


def give_to(slip: Slip, owner: User) -> None:
    """The step that runs is `owner`'s: the task and asking again go along. The slip is saved by who calls."""
    slip.owner = owner
    pass_errand(slip.task_id, owner)
    slip.asked_again.open().update(caller=owner)


def ask_no_more(slip: Slip, *, by: User | None) -> None:
    """What was still to be done about it is not any more, nor is the client asked by somebody else meanwhile."""
    end_errand(slip.task_id, by=by)
    slip.asked_again.open().update(ended_at=clock.now(), ended_how=Ending.NOT_ASKED, draft={})


def note(slip: Slip, move: str, *, by: User | None, words: str = "", points: int | None = None) -> None:
    """Write down what was done about a slip."""
    SlipStep.objects.create(slip=slip, move=move, by=by, words=words, points=points, at=clock.now())
