"""The first hour: what a clinic sees about its clients as soon as its files are in. Every line is a list."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Appointment
from rapport.care.models import Payment, Visit
from rapport.lib.facts import Tells
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch


@dataclass(frozen=True)
class Finding:
    """A group of people worth a look: `people(day)` is the condition on Patient that picks them.

    `tells` is what being in it gives away of a person, as of the facts that it asks (REC-12).
    """

    key: str
    label: Any
    people: Callable[[date], Q]
    tells: tuple[Tells, ...] = ()


def _not_seen(months: int) -> Callable[[date], Q]:
    def condition(day: date) -> Q:
        before = day - relativedelta(months=months)
        return Q(deceased=False, facts__last_visit__lt=before, facts__next_appointment=None)

    return condition


def _birthdays(day: date) -> Q:
    """Birthdays from `day` through the sixth day after it; 29 February counts on the 28th in common years."""
    days = [day + timedelta(days=n) for n in range(7)]
    wanted = {d.month * 100 + d.day for d in days}
    if any((d.month, d.day) == (2, 28) and not isleap(d.year) for d in days):
        wanted.add(229)
    return Q(deceased=False, facts__birthday__in=sorted(wanted))


def _no_phone(day: date) -> Q:
    """Nobody to ring: neither they nor their guardian has a number that works."""
    nobody = Q(guardian=None) | Q(guardian__facts__phones=0)
    return Q(deceased=False, facts__phones=0) & nobody


FINDINGS: dict[str, Finding] = {
    finding.key: finding
    for finding in (
        Finding("people", _("Everyone"), lambda day: Q()),
        Finding("living", _("Living"), lambda day: Q(deceased=False)),
        Finding("deceased", _("Deceased"), lambda day: Q(deceased=True)),
        Finding("not_seen_6m", _("Not seen for 6 months, nothing booked"), _not_seen(6)),
        Finding("not_seen_12m", _("Not seen for 12 months, nothing booked"), _not_seen(12)),
        Finding("not_seen_24m", _("Not seen for 24 months, nothing booked"), _not_seen(24)),
        Finding("not_seen_36m", _("Not seen for 36 months, nothing booked"), _not_seen(36)),
        Finding("never_seen", _("Never seen"), lambda day: Q(deceased=False, facts__visits=0)),
        Finding(
            "no_shows_2plus",
            _("Did not come twice or more"),
            lambda day: Q(facts__no_shows__gte=2),
            tells=(Tells.DEALINGS,),
        ),
        Finding(
            "unfinished_plans",
            _("Unfinished plans"),
            lambda day: Q(facts__unfinished_plans__gte=1),
            tells=(Tells.CARE,),
        ),
        Finding("no_consent", _("No consent"), lambda day: Q(deceased=False, facts__consents=0)),
        Finding("no_phone", _("No phone"), _no_phone),
        Finding(
            "likely_duplicates",
            _("Likely duplicates"),
            lambda day: Q(facts__likely_duplicates__gte=1) | Q(facts__earlier_records__gte=1),
        ),
        Finding(
            "told_twice",
            _("Money that may be told twice"),
            lambda day: Q(pk__in=Payment.objects.in_doubt().values("patient")),
            tells=(Tells.MONEY,),
        ),
        Finding("birthdays_7d", _("Birthdays this week"), _birthdays),
        Finding(
            "brings_80",
            _("Who brings four fifths of the money"),
            lambda day: Q(facts__brings_80=True),
            tells=(Tells.MONEY,),
        ),
    )
}


@dataclass(frozen=True)
class Money:
    """What the people of one currency have brought, in minor units, and the share of the top fifth of payers."""

    currency: str
    total: int
    payers: int
    top_20_share: float | None


@dataclass(frozen=True)
class FirstHour:
    """The figures: people for each finding, how many visits and appointments, and the money by currency."""

    day: date
    people: dict[str, int]
    visits: int
    appointments: int
    money: tuple[Money, ...]


def first_hour(people: QuerySet[Patient], day: date) -> FirstHour:
    """Figures for `people` from the facts as they stand; `day` is the day the conditions speak of."""
    # a name of its own for every count: “deceased” is a field too
    counts = people.aggregate(**{f"n_{key}": Count("pk", filter=f.people(day)) for key, f in FINDINGS.items()})
    own = people.values("pk")
    return FirstHour(
        day=day,
        people={key: counts[f"n_{key}"] for key in FINDINGS},
        visits=Visit.objects.filter(patient__in=own, day__lte=day).count(),
        appointments=Appointment.objects.filter(patient__in=own).count(),
        money=tuple(money_of(people)),
    )


def first_hour_as_of(people: QuerySet[Patient], day: date) -> FirstHour:
    """The same as it stood at the end of `day`: facts are worked out for that day, read, and put back."""
    with transaction.atomic():
        refresh_facts(day=day)
        figures = first_hour(people, day)
        transaction.set_rollback(True)
    return figures


def money_of(people: QuerySet[Patient]) -> list[Money]:
    """What `people` have spent, by currency."""
    found = []
    for currency in sorted(set(Branch.objects.values_list("currency", flat=True))):
        payers = PatientFacts.objects.filter(
            patient__in=people.filter(branch__currency=currency).values("pk"), spend__gt=0
        )
        total, number = payers.aggregate(total=Sum("spend", default=0), number=Count("pk")).values()
        if number:
            # the fifth is rounded up: one payer of four is their top fifth
            top = payers.order_by("-spend", "pk").values_list("spend", flat=True)[: -(-number // 5)]
            found.append(Money(currency, total, number, round(sum(top) / total, 4)))
    return found
