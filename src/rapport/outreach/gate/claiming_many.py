"""Claims for many at once, as the outbox makes them: the same decision, by one statement for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from rapport.lib import clock
from rapport.outreach.gate.holding import hold
from rapport.outreach.gate.looking import Glance, look_many
from rapport.outreach.gate.situation import Ask
from rapport.outreach.models import Contact
from rapport.people.models import ChangedPatient, ContactPoint, Patient


@dataclass(frozen=True)
class Wish:
    """Somebody wishes to turn to a person: what `claim` takes, by ids."""

    patient_id: int
    ask: Ask
    by_id: int | None = None


@dataclass(frozen=True)
class Claimed:
    """Allowed and counted; `address` is where to."""

    contact: Contact
    address: str


def claim_many(wishes: Sequence[Wish], *, at: datetime | None = None) -> list[Claimed | Glance | None]:
    """For each wish, in order: the claim, or the glance that says why not and when; None where another of these
    wishes is about the same people or their household: it is to be wished again, once this transaction stands.

    In the caller's transaction, which it holds all these people and households in, as `claim` does.
    """
    assert connection.in_atomic_block, "a claim stands or falls with what is done by it"
    moment = at or clock.now()
    held = hold({wish.patient_id for wish in wishes})
    looks = {ask: _look(wishes, ask, moment) for ask in {wish.ask for wish in wishes}}
    points = _points(looks.values())
    answers: list[Claimed | Glance | None] = []
    taken: set[tuple[str, int]] = set()
    for wish in wishes:
        glance = looks[wish.ask].get(wish.patient_id)
        if glance is None or not (met := _met(glance, held)) or met & taken:
            answers.append(None)
        elif not glance.allowed or glance.contact_point_id is None:
            answers.append(glance)
        else:
            taken |= met
            answers.append(Claimed(_contact(wish, glance, held, moment), points[glance.contact_point_id]))
    contacts = [answer.contact for answer in answers if isinstance(answer, Claimed)]
    ChangedPatient.objects.bulk_create(ChangedPatient(patient_id=one.patient_id) for one in contacts)
    Contact.objects.bulk_create(contacts)
    return answers


def _look(wishes: Iterable[Wish], ask: Ask, at: datetime) -> dict[int, Glance]:
    ids = {wish.patient_id for wish in wishes if wish.ask == ask}
    return look_many(Patient.objects.filter(pk__in=ids), ask, at=at)


def _points(looks: Iterable[dict[int, Glance]]) -> dict[int, str]:
    found = (glance.contact_point_id for look in looks for glance in look.values() if glance.allowed)
    ids = {pk for pk in found if pk is not None}
    return dict(ContactPoint.objects.filter(pk__in=ids).values_list("pk", "value"))


def _met(glance: Glance, held: dict[int, int | None]) -> set[tuple[str, int]]:
    """Whose caps a contact would count for; nobody's where somebody is not held, who became the guardian this very
    moment."""
    people = {glance.patient_id, glance.addressed_id or glance.patient_id}
    if not people <= held.keys():
        return set()
    homes = {home for pk in people if (home := held[pk]) is not None}
    return {("person", pk) for pk in people} | {("home", home) for home in homes}


def _contact(wish: Wish, glance: Glance, held: dict[int, int | None], at: datetime) -> Contact:
    addressed = glance.addressed_id or glance.patient_id
    return Contact(
        patient_id=glance.patient_id,
        addressed_id=addressed,
        household_id_then=held[addressed],
        purpose=wish.ask.purpose,
        channel=wish.ask.channel,
        on_request=wish.ask.on_request,
        at=at,
        by_id=wish.by_id,
    )
