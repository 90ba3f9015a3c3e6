"""Somebody says that two records are two people, or takes that back (REC-10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.lib import clock
from rapport.people.actions import hold_all, touch
from rapport.people.duplicates import evidence_of, find_duplicates_of
from rapport.people.models import LikelyDuplicate, Patient, TwoPeople
from rapport.staff.models import User


@transaction.atomic
def tell_apart(one: Patient, other: Patient, *, by: User, at: datetime | None = None) -> TwoPeople:
    """Keep the word that these are two people: they are no longer shown as likely duplicates."""
    first, second = sorted((one.pk, other.pk))
    hold_all([first, second])
    [evidence] = evidence_of([(first, second)]).values()
    said = {"evidence": evidence, "by": by, "at": at or clock.now()}
    two, _new = TwoPeople.objects.update_or_create(first_id=first, second_id=second, defaults=said)
    LikelyDuplicate.objects.filter(first=first, second=second).delete()
    touch([first, second])
    return two


@transaction.atomic
def take_back_telling_apart(two: TwoPeople) -> None:
    """They may be one person after all."""
    pair = [two.first_id, two.second_id]
    two.delete()
    find_duplicates_of(pair)
    touch(pair)
