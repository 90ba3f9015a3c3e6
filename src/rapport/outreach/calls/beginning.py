"""A call begins when the gate says yes and nobody else has the person (CAM-1)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach import gate
from rapport.outreach.calls.holding import demand_free, hold_person
from rapport.outreach.gate import Ask
from rapport.outreach.models import Call, Task, WorkList
from rapport.outreach.scripts.force import version_for
from rapport.people.models.consent import Channel
from rapport.staff.models import User


def ask_of(task: Task) -> Ask:
    """What the gate is asked about a task; a call back is by the client's own wish."""
    return Ask(purpose=task.purpose, channel=Channel.CALL.value, on_request=task.work_list == WorkList.CALL_BACK)


@transaction.atomic
def begin_call(task: Task, *, by: User) -> Call:
    """Call the person of `task`: the gate allows it, the contact is written down, and they are held for `by`.

    A call of `by` that is going on is given back; one left open for hours opens no gate. Raises Refused:
    task_over, nobody_called, held, and what the gate says (`gate.Closed`, with the verdict).
    """
    held = Task.objects.select_for_update(of=("self",)).select_related("patient__branch")
    locked = held.filter(pk=task.pk).first()  # a planned one may be taken back meanwhile
    if locked is None or locked.closed_at is not None:
        raise Refused("task_over", _("This is done already. Take the next one."))
    if not locked.purpose:
        raise Refused("nobody_called", _("This is work inside the clinic: nobody is called about it."))
    demand_free(locked.patient, by=by)
    going_on = Call.objects.select_for_update(of=("self",)).filter(patient=locked.patient, ended_at=None).first()
    if going_on is not None and going_on.caller_id == by.pk and going_on.on_line:
        hold_person(locked.patient, by=by)
        return going_on
    return _begin(locked, by, going_on)


def _begin(task: Task, by: User, left_open: Call | None) -> Call:
    asked = ask_of(task)
    contact = gate.claim(task.patient, asked, by=by)  # locks the people: from here on nobody else begins
    point = gate.look(task.patient, asked).contact_point
    hold_person(task.patient, by=by)
    if left_open is not None:  # its caller went away without saying how it ended
        left_open.ended_at = clock.now()
        left_open.save(update_fields=["ended_at"])
    return Call.objects.create(
        patient=task.patient,
        contact=contact,
        task=task,
        caller=by,
        number=point.value if point else "",
        begun_at=clock.now(),
        version=version_for(task),
    )
