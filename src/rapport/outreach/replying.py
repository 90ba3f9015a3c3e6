"""Whoever writes to the clinic is answered: it lies with somebody until it is (REC-7, REC-9)."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from rapport.outreach.models import Answer, Stopped, Task, WorkList
from rapport.outreach.models.task import ANSWER, REPLIES
from rapport.outreach.optout import what_is_asked
from rapport.outreach.turns import in_turn
from rapport.people.models import Patient


def ask_to_reply(answer: Answer, patient: Patient) -> Task | None:
    """A task for today of who looks after `patient`, else of customer service in turn; None for a stop.

    What they write before somebody has seen to it is the same task, which is put off no longer. Their words stand
    on the timeline alone, where they are masked for each reader.
    """
    if not answer.text or answer.stopped or what_is_asked(answer.text) is not Stopped.NOTHING:
        return None
    one_at_a_time(patient)
    standing = patient.tasks.open().filter(REPLIES)
    # one that somebody closes in this moment is not found: what was written since is a task of its own
    if standing.update(snoozed_until=None):
        return standing.first()
    with translation.override(patient.branch.language):
        words = _("Wrote to us (%(channel)s): read it on the timeline and reply.")
        said = words % {"channel": answer.account.get_channel_display()}
    task = Task(
        patient=patient,
        branch=patient.branch,
        work_list=WorkList.OWN,
        occasion=ANSWER,
        words=said,
        stays=True,
        due_on=patient.branch.today(),
    )
    in_turn([task])
    task.save()
    return task


def one_at_a_time(patient: Patient) -> None:
    """Two answers at once are one task."""
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
