"""What a client may choose from (BOO-1, BOO-2): branch, service, dentist, days; and their usual time of day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from rapport.appointments.booking.reading import offer_to
from rapport.appointments.models import Appointment, BookingTerms, ExtraHours, Service, WorkingHours
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

# hours of the day at which afternoon and evening begin
NOON, EVENING = 12, 17
MORNING, AFTERNOON, NIGHT = "morning", "afternoon", "evening"
# visits that tell what somebody's usual time is, and how many of them have to agree
_LAST_VISITS, _AGREE = 6, 2


def part_of_day(hour: int) -> str:
    if hour < NOON:
        return MORNING
    return AFTERNOON if hour < EVENING else NIGHT


def branches_open() -> list[Branch]:
    """Those at which dentists have hours, where there is anything to book online."""
    if not Service.objects.online().exists():
        return []
    branches = list(Branch.objects.order_by("name"))
    today = min((one.today() for one in branches), default=clock.now().date())
    busy = {pk for rows in (_weekly(today), _extra(today)) for pk in rows.values_list("branch_id", flat=True)}
    return [one for one in branches if one.pk in busy]


def services_at(branch: Branch) -> list[Service]:
    """What clients may book at `branch` themselves. A handful of queries."""
    working = _working(branch)
    services = Service.objects.online().prefetch_related("given_by")
    return [one for one in services if working and _given(one, working)]


def dentists_for(branch: Branch, service: Service) -> list[User]:
    """Who gives it there, by name."""
    dentists = User.objects.filter(pk__in=_given(service, _working(branch)), is_active=True)
    return sorted(dentists, key=lambda one: (str(one), one.pk))


def last_day(branch: Branch, service: Service, patient: Patient | None) -> date:
    """The last day that `patient`, or somebody new, may book; class A sees more (BOO-2)."""
    zone: ZoneInfo = branch.zone
    return offer_to(patient, branch, BookingTerms.of(branch), service, at=clock.now()).last_day(zone)


def usual_part(patient: Patient | None) -> str:
    """The part of the day at which they came lately; "" where there is none."""
    if patient is None:
        return ""
    kept = Appointment.objects.filter(patient=patient).exclude(visit=None).select_related("branch")
    parts = Counter(
        part_of_day(one.branch.local(one.starts_at).hour) for one in kept.order_by("-starts_at")[:_LAST_VISITS]
    )
    part, times = parts.most_common(1)[0] if parts else ("", 0)
    return part if times >= _AGREE else ""


def _working(branch: Branch) -> set[int]:
    """Ids of those who have hours there from today on."""
    today = branch.today()
    rows = (_weekly(today), _extra(today))
    return {pk for one in rows for pk in one.filter(branch=branch).values_list("dentist_id", flat=True)}


def _given(service: Service, working: set[int]) -> set[int]:
    named = {one.pk for one in service.given_by.all()}
    return working & named if named else working


def _weekly(today: date) -> QuerySet[WorkingHours]:
    return WorkingHours.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), dentist__is_active=True)


def _extra(today: date) -> QuerySet[ExtraHours]:
    return ExtraHours.objects.filter(day__gte=today, dentist__is_active=True)
