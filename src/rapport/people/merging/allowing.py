"""Writes down what `strictness` decides about the contact points and consents of two records."""

from __future__ import annotations

from django.db.models import QuerySet

from rapport.people.merging.journal import Journal, row_of
from rapport.people.merging.locking import lock_rows
from rapport.people.merging.strictness import Word, one_contact, withdrawals
from rapport.people.models import Consent, ContactPoint


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


def stricter_consents(stands: int, lost: int, journal: Journal) -> None:
    """What was withdrawn on one record is withdrawn on the other, as far as it was given there before."""
    lock_rows(Consent.objects.filter(patient__in=[stands, lost]))
    words = [_words(Consent.objects.filter(patient=pk)) for pk in (stands, lost)]
    for own, other in (words, words[::-1]):
        for pk, withdrawn_at in withdrawals(own, other).items():
            journal.change(Consent, pk, {"withdrawn_at": None}, {"withdrawn_at": withdrawn_at})


def _words(consents: QuerySet[Consent]) -> list[Word]:
    return [
        Word(one.pk, one.purpose, one.given_on or one.recorded_at.date(), one.withdrawn_at) for one in consents
    ]
