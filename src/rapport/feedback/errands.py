"""Tasks that come of slips and complaints: what somebody has to do now. Closed as soon as it is done there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation

from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.turns import in_turn
from rapport.people.models import Patient
from rapport.staff.models import User


def send_errand(
    patient: Patient,
    message: Any,
    until: datetime,
    *,
    to: User | None = None,
    purpose: str = "",
    tries: int = 0,
    most_tries: int | None = None,
    **figures: object,
) -> Task:
    """A task about `patient` for `to`, or for whoever of customer service it falls to.

    `message` (lazy, filled with `figures`) is written in the language of the branch. With a `purpose` the client
    is turned to, else it is work inside the clinic; so many `tries` were in vain, of `most_tries`.
    """
    branch = patient.branch
    with translation.override(branch.language):
        said = (str(message) % figures)[:300]
    task = Task(
        patient=patient,
        branch=branch,
        work_list=WorkList.FEEDBACK,
        purpose=purpose,
        words=said,
        stays=True,
        owner=to,
        attempts=tries,
        most_attempts=most_tries,
        due_on=branch.day_of(until),
    )
    if to is None:
        in_turn([task])
    task.save()
    return task


def pass_errand(task_id: int | None, to: User | None) -> None:
    """The task is another one's from now on."""
    Task.objects.open().filter(pk=task_id or 0).update(owner=to)


def end_errand(task_id: int | None, *, by: User | None, how: str = Closing.DONE) -> None:
    """The task is done, if it is still open. What was done is written where it was done."""
    open_now = Task.objects.open().filter(pk=task_id or 0)
    open_now.update(closed_at=clock.now(), closed_by=by, closed_how=how)


def resume_errand(task_id: int | None) -> None:
    """What ended the task was not meant: it is to be done again."""
    ended = Task.objects.filter(pk=task_id or 0, closed_at__isnull=False)
    ended.update(closed_at=None, closed_by=None, closed_how="", closed_words="")
