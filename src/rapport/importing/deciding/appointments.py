"""Rows about appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from rapport.appointments.models import Appointment, AppointmentState
from rapport.care.classifying import classify
from rapport.importing.deciding.events import Events, joined
from rapport.importing.deciding.known import Target
from rapport.importing.rows import AppointmentRow
from rapport.importing.values.words import Status
from rapport.lib import clock
from rapport.people import names


class Appointments(Events):
    becomes = "appointment"

    def load(self, wanted: Sequence[Target]) -> dict[Target, Any]:
        found = Appointment.objects.select_related("visit").in_bulk([target.id for target in wanted])
        return {target: found[target.id] for target in wanted}

    def build(self, row: AppointmentRow) -> Appointment:
        appointment = Appointment(branch=self.clinic.branch, state=self._state(row))
        for name, value in self.values(row, appointment).items():
            if value not in (None, ""):
                setattr(appointment, name, value)
        return appointment

    def values(self, row: AppointmentRow, target: Appointment) -> dict[str, Any]:
        begins = self._begins(row)
        dentist = self.clinic.dentists.get(names.fold(row.dentist))
        guessed = classify("", row.service).category if row.service else None
        values = {
            "starts_at": begins,
            "ends_at": _ends(row, begins),
            "dentist_id": dentist,
            "dentist_words": "" if dentist else row.dentist,
            "chair": row.chair,
            "service": row.service,
            "category_id": self.clinic.category("", row.service, guessed and guessed.value)
            if row.service
            else None,
            "booked_on": row.booked_on,
            "arrived_at": row.checked_in_at,
            "remark": joined(target.remark, row.notes, 500),
        }
        if row.status is not Status.UNKNOWN:
            values["state"] = row.status.value
        return values

    def _begins(self, row: AppointmentRow) -> datetime:
        """A row without a time of day is kept at the beginning of its day."""
        return row.starts_at or datetime.combine(row.date, time(), self.clinic.zone)

    def _state(self, row: AppointmentRow) -> str:
        """Where no column says what became of it, what is to come is booked."""
        if row.status is not Status.UNKNOWN:
            return row.status.value
        told = "status" in self.clinic.mapping.by_field
        booked = not told and self._begins(row) > clock.now()
        return AppointmentState.BOOKED.value if booked else AppointmentState.UNKNOWN.value


def _ends(row: AppointmentRow, begins: datetime) -> datetime | None:
    """The planned end. How long it took in the end says little about it, but more than nothing."""
    if row.duration_minutes:
        return begins + timedelta(minutes=row.duration_minutes)
    return row.ended_at if row.ended_at and row.ended_at > begins else None
