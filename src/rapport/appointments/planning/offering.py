"""Services and chairs go and come back; what is booked stays booked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Chair, ExtraHours, Service, WorkingHours
from rapport.lib import clock
from rapport.lib.refusal import Refused


def retire_service(service: Service, *, at: datetime | None = None) -> None:
    """It is not given any more; nobody can book it, and what is booked stays."""
    service.retired_at = service.retired_at or at or clock.now()
    service.save(update_fields=["retired_at"])


def return_service(service: Service) -> None:
    service.retired_at = None
    service.save(update_fields=["retired_at"])


@transaction.atomic
def retire_chair(chair: Chair, *, at: datetime | None = None) -> None:
    """Nobody is seated there any more but who is booked already. Raises Refused (in_hours).

    Hours that name it would have no chair at all: they are changed first.
    """
    at = at or clock.now()
    today = chair.branch.day_of(at)
    weekly = WorkingHours.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), chair=chair)
    extra = ExtraHours.objects.filter(chair=chair, day__gte=today)
    for row in (*weekly.select_related("dentist")[:1], *extra.select_related("dentist")[:1]):
        said = _("The hours of %(dentist)s name this chair. Give them another chair first, or any.")
        raise Refused("in_hours", said, {"dentist": str(row.dentist)})
    chair.retired_at = chair.retired_at or at
    chair.save(update_fields=["retired_at"])


def return_chair(chair: Chair) -> None:
    chair.retired_at = None
    chair.save(update_fields=["retired_at"])
