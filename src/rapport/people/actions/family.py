"""Households and guardians (REC-1)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.people.actions.editing import write_fields
from rapport.people.circles import in_a_circle
from rapport.people.models import Household, Patient
from rapport.staff.models import Branch, User


@transaction.atomic
def live_together(patient: Patient, other: Patient, *, by: User) -> Household:
    """Make `patient` and `other` one household: that of either, or a new one.

    Refused: same_person; other_household (each has one of their own: nobody is moved silently).
    """
    if patient.pk == other.pk:
        raise Refused("same_person", _("Pick somebody else: this is the person themselves."))
    both = Patient.objects.select_for_update().in_bulk([patient.pk, other.pk])
    one, two = both[patient.pk], both[other.pk]
    homes = {person.household_id for person in (one, two) if person.household_id is not None}
    if len(homes) > 1:
        raise Refused(
            "other_household",
            _("%(name)s belongs to another household. Take them out of it on their own card first."),
            {"name": two},
        )
    home = Household.objects.get(pk=homes.pop()) if homes else Household.objects.create(name=_named_after(one))
    for person in (one, two):
        if person.household_id != home.pk:
            write_fields(person, by=by, household_id=home.pk)
    return home


def _named_after(patient: Patient) -> str:
    return (patient.family_name or patient.full_name)[:120]


@transaction.atomic
def leave_household(patient: Patient, *, by: User) -> None:
    """Take `patient` out of the household; the others stay in it."""
    write_fields(patient, by=by, household_id=None)


@transaction.atomic
def put_guardian(child: Patient, guardian: Patient | None, *, by: User | None) -> None:
    """Make `guardian` speak for `child`; None: nobody does any more.

    Refused: own_guardian, guardian_dead, guardian_circle (nobody guards their own guardian).
    """
    if guardian is None:
        write_fields(child, by=by, guardian_id=None)
        return
    if guardian.pk == child.pk:
        raise Refused("own_guardian", _("Nobody guards themselves: pick a parent, or who stands in for one."))
    # one at a time in the whole house: two who guard each other are made by two changes at one moment
    Branch.objects.select_for_update().order_by("pk").first()
    guardian.refresh_from_db(fields=["deceased", "guardian"])
    if guardian.deceased:
        raise Refused("guardian_dead", _("%(name)s has died: pick another guardian."), {"name": guardian})
    if in_a_circle(child.pk, guardian.pk, guardian_of):
        raise Refused(
            "guardian_circle",
            _("%(child)s is a guardian of %(guardian)s: it cannot go both ways. End that one first."),
            {"child": child, "guardian": guardian},
        )
    write_fields(child, by=by, guardian_id=guardian.pk)


def guardian_of(pk: int) -> int | None:
    """The id of who guards `pk`."""
    found: int | None = Patient.objects.filter(pk=pk).values_list("guardian_id", flat=True).first()
    return found
