"""Who did not come is asked once, gently, whether they need another time (BOO-3)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Appointment, AppointmentState, AppointmentStep
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.turns import in_turn
from rapport.people.actions import hold_all
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch

# later nobody asks any more
_FRESH = timedelta(days=3)
_DAYS_TO_ASK = timedelta(days=2)
_OCCASION = "missed:"


def ask_who_missed(branch: Branch) -> None:
    """A task for the caller of each; it closes itself when they book. Not about those who have another time."""
    now = clock.now()
    noted = AppointmentStep.objects.filter(
        appointment=OuterRef("pk"), state=AppointmentState.NO_SHOW, at__gt=now - _FRESH
    )
    ahead = Appointment.objects.expected().filter(patient=OuterRef("patient"), starts_at__gt=now)
    missed = Appointment.objects.filter(
        Exists(noted), ~Exists(ahead), branch=branch, state=AppointmentState.NO_SHOW, patient__deceased=False
    )
    of_occasion = {f"{_OCCASION}{one.pk}": one for one in missed}
    asked = set(Task.objects.filter(occasion__in=of_occasion).values_list("occasion", flat=True))
    tasks = [_task(one, branch, occasion) for occasion, one in of_occasion.items() if occasion not in asked]
    if tasks:
        hold_all(sorted({task.patient_id for task in tasks}))
        in_turn(tasks)
        Task.objects.bulk_create(tasks)


def end_questions(branch: Branch) -> None:
    """Nobody is asked about what was a slip of the hand: it was taken back that they did not come."""
    asked = Task.objects.open().filter(branch=branch, work_list=WorkList.TIMES, occasion__startswith=_OCCASION)
    about = {int(occasion.removeprefix(_OCCASION)): pk for pk, occasion in asked.values_list("pk", "occasion")}
    missed = Appointment.objects.filter(pk__in=about, state=AppointmentState.NO_SHOW)
    gone = about.keys() - set(missed.values_list("pk", flat=True))
    if gone:
        over = Task.objects.open().filter(pk__in=[about[pk] for pk in gone])
        over.update(closed_at=clock.now(), closed_how=Closing.REASON_GONE)


def _task(appointment: Appointment, branch: Branch, occasion: str) -> Task:
    starts = branch.local(appointment.starts_at)
    with translation.override(branch.language):
        said = _("Did not come on %(day)s. Ask whether all is well, and offer another time; no reproach.") % {
            "day": date_format(starts, "MONTH_DAY_FORMAT")
        }
    return Task(
        patient_id=appointment.patient_id,
        branch=branch,
        work_list=WorkList.TIMES,
        occasion=occasion,
        purpose=Purpose.CARE,
        words=str(said)[:300],
        due_on=branch.today() + _DAYS_TO_ASK,
        most_attempts=2,
    )
