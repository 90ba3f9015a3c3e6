"""Asking the gate without passing it: nothing is written, nothing counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from rapport.lib import clock
from rapport.outreach.gate import reasons, rules
from rapport.outreach.gate.hours import start_of_day
from rapport.outreach.gate.reading import read_for_each, read_situations
from rapport.outreach.gate.reasons import Reason
from rapport.outreach.gate.situation import Ask, Situation
from rapport.people.models import ContactPoint, Patient


@dataclass(frozen=True)
class Verdict:
    """What the gate says of one person. `next_moment` (UTC) is the first at which it would say yes: now where it
    does, None where a person must act first. `addressed` is the guardian of a child."""

    allowed: bool
    reasons: tuple[Reason, ...]
    next_moment: datetime | None
    addressed: Patient | None = None
    contact_point: ContactPoint | None = None


class Glance(NamedTuple):
    """The same, in short, for a list: `good` is whether people answer a call gladly at this time of their day."""

    patient_id: int
    allowed: bool
    codes: tuple[str, ...]
    next_moment: datetime | None
    addressed_id: int | None
    contact_point_id: int | None
    good: bool
    # by whose clock the hours are kept
    zone: str


def look(patient: Patient, ask: Ask, *, at: datetime | None = None) -> Verdict:
    """May we turn to `patient` (or whoever speaks for them) at `at`, now where None? Two to four queries."""
    return look_each(patient, [ask], at=at)[ask]


def look_each(patient: Patient, asks: Collection[Ask], *, at: datetime | None = None) -> dict[Ask, Verdict]:
    """What `look` says to each of `asks`, in as many queries as for one."""
    moment = at or clock.now()
    found = read_for_each(patient.pk, asks, moment)
    spoken = {about.addressed_id for about in found.values() if about.addressed_id} - {patient.pk}
    others = Patient.objects.select_related("branch").in_bulk(spoken) if spoken else {}
    ways = {about.point_id for about in found.values() if about.point_id}
    points = ContactPoint.objects.in_bulk(ways) if ways else {}
    speakers = {patient.pk: patient} | others
    return {ask: _verdict(found.get(ask), ask, moment, speakers, points) for ask in asks}


def _verdict(
    about: Situation | None,
    ask: Ask,
    at: datetime,
    speakers: Mapping[int, Patient],
    points: Mapping[int, ContactPoint],
) -> Verdict:
    if about is None:
        return Verdict(False, (Reason(reasons.GONE),), None)
    against = tuple(rules.reasons_against(about, ask, at))
    opens = _next_moment(about, ask, at, against)
    spoken = speakers[about.addressed_id] if about.addressed_id else None
    return Verdict(not against, against, opens, spoken, points[about.point_id] if about.point_id else None)


def look_many(people: QuerySet[Patient], ask: Ask, *, at: datetime | None = None) -> dict[int, Glance]:
    """What `look` says of each of `people`, by their ids: one statement for all of them."""
    moment = at or clock.now()
    return {glance.patient_id: glance for glance in _glances(people, ask, moment)}


def _glances(people: QuerySet[Patient], ask: Ask, at: datetime) -> Iterator[Glance]:
    for about in read_situations(people, ask, at):
        against = rules.reasons_against(about, ask, at)
        yield Glance(
            about.patient_id,
            not against,
            tuple(reason.code for reason in against),
            _next_moment(about, ask, at, against),
            about.addressed_id,
            about.point_id,
            rules.is_good_moment(about, at),
            about.zone.key,
        )


def _next_moment(
    about: Situation, ask: Ask, at: datetime, against: tuple[Reason, ...] | list[Reason]
) -> datetime | None:
    """The first yes; where a child comes of age before that, as it looks from that day on."""
    ends = [reason.until for reason in against if reason.until is not None]
    if len(ends) < len(against):
        return None
    found = rules.first_yes(about, ask, max(ends, default=at))
    if found is None or about.grown_on is None:
        return found
    grown = start_of_day(about.branch_zone, about.grown_on)
    if not at < grown <= found:
        return found
    later = read_for_each(about.patient_id, [ask], grown).get(ask)
    return rules.first_yes(later, ask, grown) if later else None
