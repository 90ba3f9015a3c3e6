"""What people agreed to (REC-11): read from the history of their words, never kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef

from rapport.people.consents import rules
from rapport.people.models import Consent, Patient, PatientQuerySet
from rapport.people.models.consent import Way


def in_force(patient: Patient, purpose: str, channel: str | None = None, on: date | None = None) -> bool:
    """Whether `patient` agrees to `purpose` by `channel` on the day `on` (today at the branch). One query.

    None as channel asks about the purpose as a whole. For many people at once: `agreeing`.
    """
    on = on or patient.branch.today()
    return Consent.objects.filter(patient=patient).in_force(purpose, channel, on=on).exists()


def agreeing(people: PatientQuerySet, purpose: str, channel: str | None = None, *, on: date) -> PatientQuerySet:
    """Those of `people` who agree to `purpose` by `channel` on the day `on`: one condition, not one query each."""
    return people.filter(Exists(Consent.objects.in_force(purpose, channel, on=on).filter(patient=OuterRef("pk"))))


def words_of(consents: Iterable[Consent]) -> list[rules.Word]:
    """Rows as the rules read them. Rows that are not saved yet come last on their day."""
    last = 2**62
    return [
        rules.Word(one.purpose, one.channel, one.said, one.day, one.pk or last, one.expires_on) for one in consents
    ]


def stricter_words(kept: Patient, gone: Patient) -> list[Consent]:
    """What is to be recorded on `kept`, to which the words of `gone` move: the stricter consent wins (REC-10).

    Unsaved rows, to be saved after the move; `stricter` of the rules says why each is there.
    """
    today = kept.branch.today()
    own, others = (words_of(Consent.objects.filter(patient=one)) for one in (kept, gone))
    return [
        Consent(patient=kept, purpose=word.purpose, channel=word.channel, said=word.said, day=today, how=Way.MERGE)
        for word in rules.stricter(own, others, today)
    ]
