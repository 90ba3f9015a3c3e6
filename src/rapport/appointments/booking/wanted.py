"""What is asked of the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rapport.appointments.booking.rules import Lasting
from rapport.appointments.models import Chair, Service
from rapport.staff.models import Branch, User


@dataclass(frozen=True)
class Wanted:
    """A time at a branch for a service, with `dentist` or any. `starts_at` is aware and on a full minute.

    `chair`: in this one alone. `minutes`: staff may give more time, or less, than the service takes. `online`: a
    client asks, who has what the branch offers; staff are bound by working hours alone, and by `beyond_hours` not
    even by those.
    """

    branch: Branch
    service: Service
    starts_at: datetime
    dentist: User | None = None
    minutes: int | None = None
    online: bool = False
    beyond_hours: bool = False
    chair: Chair | None = None

    @property
    def day(self) -> date:
        return self.branch.day_of(self.starts_at)

    @property
    def lasting(self) -> Lasting:
        return Lasting(self.minutes or self.service.minutes, self.service.buffer_minutes)
