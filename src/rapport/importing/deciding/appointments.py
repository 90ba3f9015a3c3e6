"""Rows about appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from rapport.appointments.actions import bare_visits
from rapport.appointments.models import Appointment, AppointmentState
from rapport.care.classifying import classify
from rapport.care.models import Visit
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import ChangedEvent, Events, joined
from rapport.importing.deciding.known import Known, Target
from rapport.importing.deciding.line import Line, Verdict, changed
from rapport.importing.models import ImportedKey
from rapport.importing.reasons import problem
from rapport.importing.rows import AppointmentRow
from rapport.importing.values.words import Status
from rapport.lib import clock
from rapport.people import names

# what a file says of somebody who did not come, or has not come yet
_NOT_COME = frozenset({Status.CANCELLED, Status.NO_SHOW, Status.BOOKED, Status.CONFIRMED})


@dataclass(slots=True)
class ChangedAppointment(ChangedEvent):
    """`withdrawn` is the visit that goes with the change, since it was nothing but this appointment."""

    withdrawn: Visit | None = None


class Appointments(Events):
    becomes = "appointment"

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        super().__init__(clinic, lines, known)
        meant = [(line.record, key) for line in lines if line.record and (key := known.meant(line))]
        told = [(row, self.targets[key]) for row, key in meant if key in self.targets]
        visits = [appointment.visit for row, appointment in told if _undoes_visit(row, appointment)]
        self._bare = self._told_by_nobody_else(visits)

    def _told_by_nobody_else(self, visits: Sequence[Visit]) -> set[int]:
        bare = bare_visits(visits)
        rows = ImportedKey.objects.filter(
            branch=self.clinic.branch, kind__in=("visit", "visit_number"), target__in=bare, outdated_by=None
        )
        return bare.difference(rows.values_list("target", flat=True))

    def _compared(self, line: Line, target: Any, kind: str, target_id: int | None, twin: int | None) -> Verdict:
        """Who did not come after all had no visit."""
        visit = target.visit if _undoes_visit(line.record, target) else None
        verdict = super()._compared(line, target, kind, target_id, twin)
        if visit is None:
            return verdict
        if visit.pk not in self._bare:
            verdict.problems += (problem("visit_stays", fatal=False),)
            return verdict
        verdict.changes.append(changed("visit", visit.day, None))
        verdict.plan = ChangedAppointment(line.record, target, False, verdict.plan.fields, visit)
        verdict.plan.fields["visit_id"] = (visit.pk, None)
        target.visit = None
        return verdict

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


def _undoes_visit(row: Any, target: Appointment) -> bool:
    return target.visit is not None and target.state == AppointmentState.DONE and row.status in _NOT_COME


def _ends(row: AppointmentRow, begins: datetime) -> datetime | None:
    """The planned end. How long it took in the end says little about it, but more than nothing."""
    if row.duration_minutes:
        return begins + timedelta(minutes=row.duration_minutes)
    return row.ended_at if row.ended_at and row.ended_at > begins else None
