"""The ledger of what the clinic owes its clients: promised, kept, broken (CMP-1 k, CMP-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import end_errand, send_errand
from rapport.feedback.models import Complaint, Promise, Slip
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, Task
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right


@dataclass(frozen=True)
class NewPromise:
    words: str
    owner: User
    due_on: date


@transaction.atomic
def promise(
    patient: Patient, new: NewPromise, *, by: User, complaint: Complaint | None = None, slip: Slip | None = None
) -> Promise:
    """Write down what `patient` was promised; its owner finds it among their tasks.

    Refused: no_words, past, not_there.
    """
    if not new.words.strip():
        raise Refused("no_words", _("Write what was promised."))
    if new.due_on < patient.branch.today():
        raise Refused("past", _("This day is over. Choose today or a later day."))
    if not new.owner.may_at(Right.SEE_FEEDBACK, patient.branch_id):
        raise Refused("not_there", _("%(name)s does not work at this branch."), {"name": new.owner})
    touch([patient.pk])
    return Promise.objects.create(
        patient=patient,
        complaint=complaint,
        slip=slip,
        words=new.words.strip()[:300],
        owner=new.owner,
        due_on=new.due_on,
        made_by=by,
        made_at=clock.now(),
        task=_task(patient, new),
    )


def _task(patient: Patient, new: NewPromise) -> Task:
    evening = patient.branch.moment(new.due_on, time(23))
    return send_errand(patient, _("Promised: %(words)s"), evening, to=new.owner, words=new.words.strip())


@transaction.atomic
def keep_promise(made: Promise, *, by: User) -> Promise:
    """It was kept; one whose day was over was kept late. Refused: kept."""
    held = _held(made)
    held.kept_at, held.ended_by = clock.now(), by
    held.save(update_fields=["kept_at", "ended_by"])
    end_errand(held.task_id, by=by)
    return held


@transaction.atomic
def break_promise(made: Promise, *, by: User) -> Promise:
    """It will not be kept: said honestly, before its day or after. Refused: kept, broken."""
    held = _held(made)
    if held.broken_at is not None:
        raise Refused("broken", _("This promise counts as broken already."))
    held.broken_at, held.ended_by = clock.now(), by
    held.save(update_fields=["broken_at", "ended_by"])
    end_errand(held.task_id, by=by, how=Closing.DROPPED)
    return held


@transaction.atomic
def take_back_end(made: Promise, *, by: User) -> Promise:
    """Take back that it was kept or broken, as `by` has just said: it is owed again, or late.

    Refused: not_yours.
    """
    held = Promise.objects.select_for_update(of=("self",)).select_related("patient__branch").get(pk=made.pk)
    if held.ended_by_id != by.pk:
        raise Refused("not_yours", _("A colleague did this: only they can take it back."))
    if held.kept_at is not None:
        held.kept_at = None  # one that the calendar had broken is late again
    else:
        held.broken_at = None
    held.ended_by = None
    held.save(update_fields=["kept_at", "broken_at", "ended_by"])
    Task.objects.filter(pk=held.task_id or 0, closed_by=by).update(closed_at=None, closed_by=None, closed_how="")
    touch([held.patient_id])
    return held


def _held(made: Promise) -> Promise:
    held = Promise.objects.select_for_update().get(pk=made.pk)
    if held.kept_at is not None:
        raise Refused("kept", _("This promise was kept already."))
    touch([held.patient_id])
    return held


@transaction.atomic
def break_late_promises() -> int:
    """The calendar breaks what nobody kept until its day was over; how many those were. Its task stays: late is
    better than never."""
    over = Q()
    for branch in Branch.objects.all():
        over |= Q(patient__branch=branch, due_on__lt=branch.today())
    if not over:
        return 0
    late = list(Promise.objects.owed().filter(over).select_for_update(of=("self",)))
    Promise.objects.filter(pk__in=[one.pk for one in late]).update(broken_at=clock.now())
    touch({one.patient_id for one in late})
    return len(late)
