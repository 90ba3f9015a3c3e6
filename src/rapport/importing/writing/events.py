"""Writes visits, appointments, payments and prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from rapport.appointments.actions import add_appointments, visit_of, withdraw_visits
from rapport.appointments.models import Appointment, AppointmentState
from rapport.care.actions import NewVisit, take_payments
from rapport.care.models import Payment, PriceItem, Visit
from rapport.importing.deciding.appointments import ChangedAppointment
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import ChangedEvent, NewEvent
from rapport.importing.deciding.line import Line
from rapport.importing.models import Outcome
from rapport.importing.rows import AppointmentRow
from rapport.importing.writing.days import Days
from rapport.importing.writing.ledger import Ledger
from rapport.importing.writing.people import register
from rapport.people.actions import touch


def new_events(clinic: Clinic, lines: Sequence[Line], ledger: Ledger) -> list[tuple[Line, NewEvent]]:
    """The events of a batch that are new, each now belonging to a person who has an id."""
    found = [(line, line.verdict.plan) for line in lines if line.verdict and line.verdict.outcome == Outcome.NEW]
    newcomers = [(line.id, plan.newcomer) for line, plan in found if plan.newcomer is not None]
    register(clinic, newcomers, ledger)
    for _line, plan in found:
        plan.target.patient_id = plan.person.patient.pk
    return found


def changed_events(lines: Sequence[Line]) -> list[tuple[Line, ChangedEvent]]:
    """The events of a batch that rows change, but for those written in it anyway."""
    return [
        (line, line.verdict.plan)
        for line in lines
        if line.verdict
        and line.verdict.outcome == Outcome.CHANGED
        and isinstance(line.verdict.plan, ChangedEvent)
        and not line.verdict.plan.waiting
    ]


def save_changes(model: type[Model], changed: Sequence[tuple[Line, ChangedEvent]], ledger: Ledger) -> None:
    """Write the changed fields of records of `model`."""
    own = [(line, plan) for line, plan in changed if isinstance(plan.target, model) and plan.fields]
    fields = {name for _line, plan in own for name in plan.fields}
    records = {plan.target.pk: plan.target for _line, plan in own}
    if fields:
        model._default_manager.bulk_update(
            list(records.values()), sorted(name.removesuffix("_id") for name in fields), batch_size=100
        )
    for line, plan in own:
        ledger.changed(line.id, plan.target, plan.fields)


def note_targets(lines: Sequence[Line]) -> None:
    """Tell the verdicts what their rows became, now that it has an id."""
    for line in lines:
        if line.verdict and isinstance(line.verdict.plan, NewEvent | ChangedEvent):
            line.verdict.became_id = line.verdict.plan.target.pk


def write_appointments(clinic: Clinic, lines: Sequence[Line], ledger: Ledger) -> None:
    """Write appointments; one that was kept belongs to a visit, found among those of its day or made."""
    new, changed = new_events(clinic, lines, ledger), changed_events(lines)
    asked = [(plan.target.patient_id, plan.row.date) for _line, plan in new]
    asked += [(plan.target.patient_id, plan.row.date) for _line, plan in changed]
    days = Days(clinic, asked, ledger)
    visits = [_visit(plan.target, plan.row, days, line) for line, plan in new]
    fresh = [NewVisit(visit) if visit is not None and visit.pk is None else None for visit in visits]
    for (_line, plan), visit in zip(new, visits, strict=True):
        if visit is not None and visit.pk is not None:
            plan.target.visit = visit
    add_appointments([plan.target for _line, plan in new], fresh)
    for (line, plan), made in zip(new, fresh, strict=True):
        if made is not None:
            ledger.created(line.id, made.visit)
        ledger.created(line.id, plan.target)
    days.save()
    _keep_changed(clinic, changed, days, ledger)
    note_targets(lines)


def _visit(appointment: Appointment, row: AppointmentRow, days: Days, line: Line) -> Visit | None:
    """The visit that an appointment became, if it was kept."""
    if appointment.state != AppointmentState.DONE or appointment.visit_id is not None:
        return None
    minutes = None if row.waiting_minutes is None else min(row.waiting_minutes, 32767)
    said = visit_of(appointment, started_at=row.started_at, waiting_minutes=minutes)
    said.day = row.date
    there = days.without_appointment(appointment.patient_id, row.date)
    if there is None:
        return said
    days.fill(line.id, there, said)
    return there


def _keep_changed(
    clinic: Clinic, changed: Sequence[tuple[Line, ChangedEvent]], days: Days, ledger: Ledger
) -> None:
    """An appointment that an earlier file had as booked may have been kept since, or the other way round."""
    gone = [(line, visit) for line, plan in changed if (visit := _withdrawn(plan)) is not None]
    for line, plan in changed:
        visit = _visit(plan.target, plan.row, days, line)
        if visit is None:
            continue
        if visit.pk is None:
            visit.save()
            ledger.created(line.id, visit)
        plan.fields["visit_id"] = (None, visit.pk)
        plan.target.visit = visit
    days.save()
    save_changes(Appointment, changed, ledger)
    for line, visit in gone:
        ledger.removed(line.id, visit)
    withdraw_visits([visit for _line, visit in gone])
    touch(plan.target.patient_id for _line, plan in changed)


def _withdrawn(plan: ChangedEvent) -> Visit | None:
    """The visit that goes with a change; a later row of the batch may say that it took place all the same."""
    visit = plan.withdrawn if isinstance(plan, ChangedAppointment) else None
    if visit is not None and plan.target.state == AppointmentState.DONE:
        del plan.fields["visit_id"]
        plan.target.visit = visit
        return None
    return visit


def write_payments(clinic: Clinic, lines: Sequence[Line], ledger: Ledger) -> None:
    """Write payments, each with the visit of its day where there is exactly one."""
    new, changed = new_events(clinic, lines, ledger), changed_events(lines)
    days = Days(clinic, [(plan.target.patient_id, plan.target.day) for _line, plan in new], ledger)
    for _line, plan in new:
        plan.target.visit = days.only(plan.target.patient_id, plan.target.day)
    take_payments([plan.target for _line, plan in new])
    for line, plan in new:
        ledger.created(line.id, plan.target)
    save_changes(Payment, changed, ledger)
    touch(plan.target.patient_id for _line, plan in changed)
    note_targets(lines)


def write_prices(clinic: Clinic, lines: Sequence[Line], ledger: Ledger) -> None:
    """Write the items of the price list."""
    new: list[tuple[Line, Any]] = [
        (line, line.verdict.plan) for line in lines if line.verdict and line.verdict.outcome == Outcome.NEW
    ]
    PriceItem.objects.bulk_create([plan.target for _line, plan in new])
    for line, plan in new:
        ledger.created(line.id, plan.target)
    save_changes(PriceItem, changed_events(lines), ledger)
    note_targets(lines)
