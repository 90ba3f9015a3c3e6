"""What the calendar says about a person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, DateField, F, Min, Q, QuerySet, When
from django.db.models.functions import TruncDate
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Appointment, AppointmentState, BookingSignals, Haste
from rapport.appointments.models.appointment import EXPECTED
from rapport.care.actions.judgements import SCALES
from rapport.lib.facts import AsOf, Codes, DerivedFact, Fact, FactSource, FactType, RelatedRows, Tells


def _appointments(as_of: AsOf) -> QuerySet[Any, Any]:
    ahead = Min("starts_at", filter=Q(state__in=EXPECTED, starts_at__gt=as_of.moment))
    return Appointment.objects.values("patient_id").annotate(
        appointments=Count("id"),
        no_shows=Count("id", filter=Q(state=AppointmentState.NO_SHOW, starts_at__lte=as_of.moment)),
        next_appointment=ahead,
        # asked of those alone who have one: on SQLite it calls Python
        next_visit=Case(
            When(IsNull(ahead, False), then=TruncDate(ahead, tzinfo=as_of.zone)), output_field=DateField()
        ),
    )


def _signals(as_of: AsOf) -> QuerySet[Any, Any]:
    """What they said at bookings (LOY-2)."""
    said = BookingSignals.objects.filter(at__lte=as_of.moment).values(patient_id=F("appointment__patient_id"))
    return said.annotate(
        booked_in_haste=Count("id", filter=Q(haste=Haste.NOW)),
        # a list as a parameter would not be equal to itself on PostgreSQL, and the query is kept
        told_defects=Count("id", filter=Q(troubles__0__isnull=False)),
    )


def _begun(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    begun = Appointment.objects.filter(starts_at__gt=before.moment, starts_at__lte=now.moment)
    yield begun.values("patient_id")


SOURCES = (
    FactSource(
        "appointment",
        (
            Fact("appointments", FactType.NUMBER, _("appointments"), 0),
            Fact("no_shows", FactType.NUMBER, _("did not come"), 0, tells=(Tells.DEALINGS,)),
            Fact("next_appointment", FactType.MOMENT, _("next appointment")),
            Fact("next_visit", FactType.DATE, _("next visit")),
        ),
        _appointments,
        _begun,
    ),
    FactSource(
        "booking_signals",
        (
            Fact("booked_in_haste", FactType.NUMBER, _("bookings in a hurry"), 0),
            Fact("told_defects", FactType.NUMBER, _("bookings with severe defects"), 0, tells=(Tells.CARE,)),
        ),
        _signals,
    ),
)

DERIVED = (
    # who stays away shows reluctance (PAT-6); the dentist's judgement wins where there is one
    DerivedFact(
        "derived_reluctance",
        FactType.NUMBER,
        _("reluctance, from what they do"),
        tells=(Tells.DEALINGS,),
        least=1,
        most=SCALES["reluctance"],
        formula=(
            "CASE WHEN {visits} > 0 OR {appointments} > 0 THEN 1 + CASE WHEN {no_shows} >= 1 THEN 1 ELSE 0 END "
            "+ CASE WHEN {no_shows} >= 3 THEN 1 ELSE 0 END END"
        ),
    ),
    DerivedFact(
        "reluctance",
        FactType.NUMBER,
        _("reluctance"),
        tells=(Tells.CARE,),
        least=1,
        most=SCALES["reluctance"],
        formula="COALESCE({judged_reluctance}, {derived_reluctance})",
    ),
    # travels over 45 minutes, aged 30 to 55, severe defects, in a hurry (LOY-2)
    DerivedFact(
        "loyal_signals",
        FactType.NUMBER,
        _("signals of loyalty"),
        0,
        tells=(Tells.CARE,),
        formula=(
            'CASE WHEN p."travel_minutes" > 45 THEN 1 ELSE 0 END '
            "+ CASE WHEN {age} BETWEEN 30 AND 55 THEN 1 ELSE 0 END "
            "+ CASE WHEN {urgent_findings} > 0 OR {told_defects} > 0 THEN 1 ELSE 0 END "
            "+ CASE WHEN {booked_in_haste} > 0 THEN 1 ELSE 0 END"
        ),
    ),
    DerivedFact(
        "activity", FactType.NUMBER, _("visits of 12 months and events"), 0, formula="{visits_12m} + {events}"
    ),
)
OWN = ()
WRITTEN = ()
RELATED = (
    RelatedRows(
        "appointment",
        _("appointments"),
        "appointments_appointment r",
        "r.patient_id = f.patient_id",
        (
            Fact(
                "state",
                FactType.CHOICE,
                _("state"),
                codes=lambda: Codes({one.value: one.label for one in AppointmentState}),
                sql="r.state",
            ),
        ),
        tells=(Tells.DEALINGS,),
    ),
)
