"""Who wrote and is not known is not lost: somebody says who it is, or that it is nobody of ours (REC-7)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from rapport.lib import clock
from rapport.outreach.answers import assign
from rapport.outreach.audience import KINDS
from rapport.outreach.models import Answer, Stopped
from rapport.outreach.models.answer import AnswerQuerySet
from rapport.outreach.optout import opt_out
from rapport.people.actions import Edited, edit_patient, hold_all
from rapport.people.contacts import read_contact
from rapport.people.models import Patient
from rapport.staff.models import User


@transaction.atomic
def say_whose(answer: Answer, patient: Patient) -> int:
    """`answer`, and what else waits of that writer, is of `patient`; how many. What they asked to be spared, they
    are spared from now on."""
    hold_all([patient.pk])
    found = list(_together(answer).select_related("account").order_by("pk"))
    for one in found:
        if one.stopped:
            opt_out({patient.pk}, one.account.channel, Stopped(one.stopped), note=one.text)
        assign(one, patient)
    return len(found)


@transaction.atomic
def keep_address(answer: Answer, patient: Patient, *, by: User) -> bool:
    """Put the number or address that `answer` came from on the card of `patient` (REC-2); whether it is new there.

    It is a way to reach them and nothing more: what they agreed to stays as it is (REC-11).
    """
    hold_all([patient.pk])
    kind = KINDS.get(answer.account.channel)
    standing = Patient.objects.select_related("branch").get(pk=patient.pk)
    contacts = list(standing.contacts.all())
    point = read_contact(kind, answer.sender, standing.branch.region) if kind else None
    if point is None or not point.valid or any((c.kind, c.value) == (kind, point.value) for c in contacts):
        return False
    edit_patient(patient.pk, Edited({}, [*contacts, point], None), version=standing.version, by=by)
    return True


@transaction.atomic
def set_aside(answer: Answer, *, by: User) -> int:
    """Nobody of ours wrote `answer`, nor what else waits of that writer; how many. What they write later is asked
    about anew."""
    return _together(answer).update(set_aside_at=clock.now(), set_aside_by=by)


@transaction.atomic
def ask_again(answer: Answer) -> int:
    """It waits again, and what was set aside with it; how many."""
    together = Answer.objects.like(answer).filter(patient=None, set_aside_at=answer.set_aside_at)
    return together.exclude(set_aside_at=None).update(set_aside_at=None, set_aside_by=None)


def _together(answer: Answer) -> AnswerQuerySet:
    """`answer`, which may be set aside, and what waits of its writer; held."""
    theirs = Answer.objects.filter(patient=None).like(answer)
    return theirs.filter(Q(pk=answer.pk) | Q(set_aside_at=None)).select_for_update(of=("self",))
