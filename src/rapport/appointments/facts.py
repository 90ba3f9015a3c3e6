"""What the calendar says about a person."""

from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Appointment, AppointmentState
from rapport.appointments.models.appointment import EXPECTED
from rapport.lib.facts import AsOf, Fact, FactSource, FactType


def _appointments(as_of: AsOf) -> QuerySet[Any, Any]:
    return Appointment.objects.values("patient_id").annotate(
        appointments=Count("id"),
        no_shows=Count("id", filter=Q(state=AppointmentState.NO_SHOW, starts_at__lte=as_of.moment)),
        next_appointment=Min("starts_at", filter=Q(state__in=EXPECTED, starts_at__gt=as_of.moment)),
    )


SOURCES = (
    FactSource(
        "appointment",
        (
            Fact("appointments", FactType.NUMBER, _("appointments"), 0),
            Fact("no_shows", FactType.NUMBER, _("did not come"), 0),
            Fact("next_appointment", FactType.DATE, _("next appointment")),
        ),
        _appointments,
    ),
)
DERIVED = ()
