"""Whose number it is that somebody typed (BOO-1). Asked inside only: no page says whether anybody has it."""

from __future__ import annotations

from django.db.models import Q

from rapport.people.duplicates import MOST_ON_ONE_PHONE
from rapport.people.guardianship import needs_guardian
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.consent import Channel
from rapport.people.models.contact import ContactKind

_BESIDE = ("branch", "standing", "guardian__branch")
# more are no family
_MOST_OF_A_FAMILY = 8


def people_with(phone: str) -> list[Patient]:
    """Those in whose records the number (E.164) stands, who speak for themselves first; nobody where it is of more
    people than one family has: a company's."""
    points = ContactPoint.objects.filter(kind=ContactKind.PHONE, value=phone, valid=True, do_not_use=False)
    found = Patient.objects.living().filter(contacts__in=points).distinct().select_related(*_BESIDE)
    people = list(found.order_by("pk")[: MOST_ON_ONE_PHONE + 1])
    if len(people) > MOST_ON_ONE_PHONE:
        return []
    return sorted(people, key=lambda one: (needs_guardian(one, one.branch.today()), one.pk))


def may_book_for(patient: Patient, phone: str, channel: str) -> list[Patient]:
    """For whom somebody may book who got the code for `patient`: for them and those they speak for; where it came
    by SMS, for all whose number it is."""
    who = Q(pk=patient.pk) | Q(guardian=patient.pk)
    if channel == Channel.SMS:
        who |= Q(pk__in=[one.pk for one in people_with(phone)])
    found = Patient.objects.living().filter(who).select_related(*_BESIDE).order_by("pk")
    return sorted(found[:_MOST_OF_A_FAMILY], key=lambda one: (one.pk != patient.pk, one.pk))
