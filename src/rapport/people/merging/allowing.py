"""Where two records may not both have their way: contact points, consents, and who looks after the person."""

from __future__ import annotations

from datetime import datetime

from rapport.people.consents import stricter_words
from rapport.people.merging.journal import Journal, row_of
from rapport.people.merging.locking import lock_rows
from rapport.people.merging.strictness import one_contact
from rapport.people.models import Consent, ContactPoint, Patient, Steward
from rapport.staff.models import User


def stricter_contacts(stands: int, lost: int, journal: Journal) -> None:
    """Contact points of both become one; of what is left of the other, none is preferred where one is already."""
    lock_rows(ContactPoint.objects.filter(patient__in=[stands, lost]))
    own = {_key(contact): contact.pk for contact in ContactPoint.objects.filter(patient=stands)}
    other = {_key(contact): contact.pk for contact in ContactPoint.objects.filter(patient=lost)}
    for key in own.keys() & other.keys():
        stays, goes = row_of(ContactPoint, own[key]), row_of(ContactPoint, other[key])
        journal.change(ContactPoint, own[key], stays, one_contact(stays, goes))
    preferred = set(ContactPoint.objects.filter(patient=stands, preferred=True).values_list("kind", flat=True))
    second = ContactPoint.objects.filter(patient=lost, preferred=True, kind__in=preferred)
    for pk in list(second.values_list("pk", flat=True)):
        journal.change(ContactPoint, pk, {"preferred": True}, {"preferred": False})


def _key(contact: ContactPoint) -> tuple[str, str, str]:
    return contact.kind, contact.value, contact.extension


def one_steward(stands: Patient, lost: Patient, journal: Journal, *, by: User | None, at: datetime) -> None:
    """In each part one looks after a person, that of the record that stands: the other's time ends (REC-9)."""
    lock_rows(Steward.objects.filter(patient__in=[stands, lost]))
    filled = Steward.objects.current().filter(patient=stands).values_list("role", flat=True)
    for pk in list(Steward.objects.current().filter(patient=lost, role__in=filled).values_list("pk", flat=True)):
        ended = {"until": at, "ended_by_id": by.pk if by else None}
        journal.change(Steward, pk, {"until": None, "ended_by_id": None}, ended)


def stricter_consents(stands: Patient, lost: Patient, journal: Journal) -> None:
    """What a word of either record is against is withdrawn for the one that both become."""
    lock_rows(Consent.objects.filter(patient__in=[stands, lost]))
    for word in stricter_words(stands, lost):
        journal.create(word)
