"""The visits that people have on certain days: what rows and appointments of a day are parts of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rapport.appointments.models import Appointment
from rapport.care.models import Visit
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.writing.ledger import Ledger

_FILLED = ("started_at", "dentist_id", "dentist_words", "complaint", "waiting_minutes", "remark")


class Days:
    """Visits of the people and days of one batch."""

    def __init__(self, clinic: Clinic, wanted: Iterable[tuple[int, date]], ledger: Ledger) -> None:
        self._ledger = ledger
        self._visits: dict[tuple[int, date], list[Visit]] = {}
        self._filled: dict[int, Visit] = {}
        asked = set(wanted)
        found = Visit.objects.filter(
            branch=clinic.branch,
            patient__in={patient for patient, _day in asked},
            day__in={day for _patient, day in asked},
        ).order_by("pk")
        for visit in found:
            self._visits.setdefault((visit.patient_id, visit.day), []).append(visit)
        self.ids = [visit.pk for visits in self._visits.values() for visit in visits]
        self.kept = set(Appointment.objects.filter(visit__in=self.ids).values_list("visit_id", flat=True))

    def of(self, patient: int, day: date) -> list[Visit]:
        """The visits of a person on a day, those of the batch included."""
        return self._visits.setdefault((patient, day), [])

    def only(self, patient: int, day: date) -> Visit | None:
        """The visit of a person on a day, if it is the only one."""
        visits = self.of(patient, day)
        return visits[0] if len(visits) == 1 else None

    def without_appointment(self, patient: int, day: date) -> Visit | None:
        """A visit of that day that no appointment has led to yet; it is then taken."""
        free = next((visit for visit in self.of(patient, day) if visit.pk not in self.kept), None)
        if free is not None:
            self.kept.add(free.pk)
        return free

    def fill(self, line: int, visit: Visit, said: Visit) -> None:
        """Put what is said about a visit where nothing is known yet. A visit of this batch is not saved before."""
        fields: dict[str, tuple[Any, Any]] = {}
        for name in _FILLED:
            before, value = getattr(visit, name), getattr(said, name)
            linked = name == "dentist_words" and visit.dentist_id is not None
            if before in (None, "") and value not in (None, "") and not linked:
                fields[name] = (before, value)
                setattr(visit, name, value)
        if fields and visit.pk is not None:
            self._filled[visit.pk] = visit
            self._ledger.changed(line, visit, fields)

    def save(self) -> None:
        """Write what was filled in."""
        fields = [name.removesuffix("_id") for name in _FILLED]
        Visit.objects.bulk_update(list(self._filled.values()), fields, batch_size=100)
        self._filled.clear()
