"""Who cannot be written to is called (BOO-3); nobody is called about what has changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import AppointmentState, Reminder
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.turns import in_turn
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch


def call_to_remind(reminders: Sequence[Reminder], branch: Branch) -> None:
    """A task for the caller of each reminder, which is saved."""
    tasks = [_task(reminder, branch) for reminder in reminders]
    in_turn(tasks)
    for reminder, task in zip(reminders, Task.objects.bulk_create(tasks), strict=True):
        reminder.task = task
    Reminder.objects.bulk_update(reminders, ["task"], batch_size=500)


def _task(reminder: Reminder, branch: Branch) -> Task:
    starts = branch.local(reminder.starts_at)
    with translation.override(branch.language):
        said = _("Remind them: expected on %(day)s at %(time)s.") % {
            "day": date_format(starts, "MONTH_DAY_FORMAT"),
            "time": f"{starts:%H:%M}",
        }
    return Task(
        patient_id=reminder.appointment.patient_id,
        branch=branch,
        work_list=WorkList.TIMES,
        purpose=Purpose.CARE,
        words=str(said)[:300],
        stays=True,
        due_on=branch.today(),
        most_attempts=2,
    )


def end_calls(branch: Branch) -> None:
    """Of what is over, moved, cancelled or confirmed nobody has to be reminded."""
    waiting = Reminder.objects.filter(task__closed_at=None, task__isnull=False, appointment__branch=branch)
    gone = waiting.filter(
        ~Q(appointment__state=AppointmentState.BOOKED)
        | ~Q(starts_at=F("appointment__starts_at"))
        | Q(starts_at__lte=clock.now())
    )
    open_now = Task.objects.open().filter(pk__in=gone.values("task"))
    open_now.update(closed_at=clock.now(), closed_how=Closing.REASON_GONE)
