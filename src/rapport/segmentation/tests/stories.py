"""What happens to people in the stories about standings, in few words and through the real actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from rapport.care.actions import NewVisit, note_interruption, record_visits, take_payments
from rapport.care.models import Interruption, Payment, Treatment, Visit
from rapport.people.actions import tag_patients
from rapport.people.models import Patient, Standing, Tag
from rapport.segmentation.refresh import drain_changed
from rapport.staff.models import Branch, User

TODAY = date(2026, 11, 21)


def noon(day: date = TODAY) -> datetime:
    """Noon in Shanghai, nine in the morning in Almaty."""
    return datetime.combine(day, time(4), UTC)


def came(patient: Patient, *days: date, treated: str = "filling", amount: int = 0) -> None:
    """A visit on each of these days, with one treatment."""
    record_visits(
        [
            NewVisit(
                Visit(patient=patient, branch=patient.branch, day=day),
                [Treatment(category_id=treated, name=treated, amount=amount)],
            )
            for day in days
        ]
    )


def paid(patient: Patient, amount: int, day: date = TODAY, *, at: Branch | None = None) -> None:
    """At the branch of theirs, or at another."""
    branch = at or patient.branch
    take_payments([Payment(patient=patient, branch=branch, day=day, amount=amount, method="cash")])


def broke_off(patient: Patient, day: date, *, by: User, reason: str = "price") -> None:
    note_interruption(Interruption(patient=patient, reason=reason, noticed_on=day), by=by)


def needs(patient: Patient, need: str, *, by: User) -> None:
    """The person names a need (REC-8)."""
    tag_patients([patient.pk], Tag.objects.get(built_in=need), by=by)


def standing_of(patient: Patient) -> Standing:
    """Where somebody stands once the worker has looked at everyone who changed."""
    while drain_changed():
        pass
    return Standing.objects.get(patient=patient)
