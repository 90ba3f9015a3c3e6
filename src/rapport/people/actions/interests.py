"""What people take part in and buy beside their treatment (PRO-3, PRO-4)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.marks import touch
from rapport.people.models import Activity, Participation, Patient, Purchase
from rapport.staff.models import Branch, User


def plan_activity(branch: Branch, name: str, *, day: date, online: bool = False) -> Activity:
    """The activity of this name and day at `branch`, made where there is none yet."""
    found, _made = Activity.objects.get_or_create(
        branch=branch, name=name.strip(), day=day, defaults={"online": online}
    )
    return found


@transaction.atomic
def join_activity(patient: Patient, activity: Activity, *, by: User) -> Participation:
    """Keep that `patient` took part (PRO-3); noted twice it stands once. Refused: other_branch."""
    if activity.branch_id != patient.branch_id:
        raise Refused("other_branch", _("This event was at another branch. Choose one of the person's branch."))
    touch([patient.pk])
    if not Activity.objects.select_for_update(no_key=True).filter(pk=activity.pk).exists():
        # whoever had it written down has just taken that back
        activity.save(force_insert=True)
    found, _made = Participation.objects.get_or_create(
        patient=patient, activity=activity, defaults={"by": by, "at": clock.now()}
    )
    return found


@transaction.atomic
def record_purchase(
    patient: Patient, *, day: date, what: str, amount: int = 0, online: bool = False, by: User
) -> Purchase:
    """Keep that `patient` bought something apart from treatment (PRO-4); `amount` in minor units.

    Refused: ahead.
    """
    if day > patient.branch.today():
        raise Refused("ahead", _("This day lies ahead. Choose today or a day before it."))
    touch([patient.pk])
    return Purchase.objects.create(
        patient=patient, day=day, what=what.strip(), amount=amount, online=online, by=by
    )
