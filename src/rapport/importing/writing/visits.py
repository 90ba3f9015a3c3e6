"""Writes rows about visits: the lines of one visit together, their treatments, and what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapport.care.actions import NewVisit, add_treatments, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import ChangedEvent, NewEvent
from rapport.importing.deciding.known import identity_key, targets
from rapport.importing.deciding.line import Line
from rapport.importing.deciding.visits import ChangedVisit, Visits, goes_back
from rapport.importing.keys import number_of
from rapport.importing.models import ImportedKey
from rapport.importing.rows import VisitRow
from rapport.importing.writing.days import Days
from rapport.importing.writing.events import changed_events, new_events, note_targets, save_changes
from rapport.importing.writing.ledger import Ledger
from rapport.people import names
from rapport.people.actions import touch


def write_visits(clinic: Clinic, lines: Sequence[Line], ledger: Ledger, decider: Visits) -> None:
    """Write what a batch of rows about visits says."""
    new, changed = new_events(clinic, lines, ledger), changed_events(lines)
    days = Days(clinic, [(plan.target.patient_id, plan.row.date) for _line, plan in new], ledger)
    visits = _Visits(clinic, decider, days, [plan.row for _line, plan in new])
    found = [(line, plan, visits.place(line, plan)) for line, plan in new]
    placed = [(line, plan, visit) for line, plan, visit in found if visit is not None]
    record_visits([NewVisit(visit) for visit in visits.made])
    for maker, visit in zip(visits.makers, visits.made, strict=True):
        ledger.created(maker, visit)
    for number, visit in visits.numbers.items():
        ledger.beside("visit_number", number, visit.pk)
    days.save()
    _give_back([(line, plan) for line, plan, visit in found if visit is None], ledger, decider)
    treatments = [(line, visit, plan.target) for line, plan, visit in placed if isinstance(plan.target, Treatment)]
    add_treatments([(visit, treatment) for _line, visit, treatment in treatments])
    for line, _visit, treatment in treatments:
        ledger.created(line.id, treatment)
    for _line, plan, visit in placed:
        if isinstance(plan.target, Visit):
            plan.target = visit
    _pay(clinic, placed, ledger)
    _change(clinic, changed, ledger)
    note_targets(lines)


class _Visits:
    """Finds the visit of which each new row is a line."""

    def __init__(self, clinic: Clinic, decider: Visits, days: Days, rows: Sequence[VisitRow]) -> None:
        self._decider, self._days = decider, days
        self.made: list[Visit] = []
        self.makers: list[int] = []
        self.numbers: dict[int, Visit] = {}
        wanted = {_number(row) for row in rows if row.external_id}
        known = targets(clinic, ["visit_number"], wanted)
        visits = Visit.objects.in_bulk([target.id for target in known.values()])
        self._known = {number: visits[target.id] for number, target in known.items()}
        self._numbered = _numbers_of(clinic, days.ids)

    def place(self, line: Line, plan: NewEvent) -> Visit | None:
        """The visit of a row: that of its number, else of its day and dentist, else a new one. Of one that takes
        money back never a new one, since nobody came by it: the last before; None where there is none."""
        row = plan.row
        patient = plan.target.patient_id
        visit = (self.numbers.get(_number(row)) or self._known.get(_number(row))) if row.external_id else None
        visit = visit or next((v for v in self._days.of(patient, row.date) if self._fits(row, v)), None)
        if visit is None and goes_back(row):
            return self._before(patient, row)
        said = self._decider.visit(row)
        if visit is None:
            visit = said
            visit.patient_id = patient
            self._days.of(patient, row.date).append(visit)
            self.made.append(visit)
            self.makers.append(line.id)
        else:
            self._days.fill(line.id, visit, said)
        if row.external_id:
            self.numbers[_number(row)] = visit
        return visit

    def _before(self, patient: int, row: VisitRow) -> Visit | None:
        """The last visit of a person before the day of a row, those of the batch included."""
        held = Visit.objects.filter(patient=patient, branch=self._decider.clinic.branch, day__lt=row.date)
        made = [one for one in self.made if one.patient_id == patient and one.day < row.date]
        return max([*made, *held.order_by("-day", "-pk")[:1]], key=lambda one: one.day, default=None)

    def _fits(self, row: VisitRow, visit: Visit) -> bool:
        if row.external_id:
            other = any(v is visit for number, v in self.numbers.items() if number != _number(row))
            if other or self._numbered.get(visit.pk or 0, set()) - {_number(row)}:
                return False
        if not row.dentist or not (visit.dentist_id or visit.dentist_words):
            return True
        linked = self._decider.clinic.dentists.get(names.fold(row.dentist))
        if visit.dentist_id:
            return linked == visit.dentist_id
        return names.fold(row.dentist) == names.fold(visit.dentist_words)


def _give_back(refunds: Sequence[tuple[Line, NewEvent]], ledger: Ledger, decider: Visits) -> None:
    """Money given back of what is not known here: a payment alone."""
    made = [decider.refund(plan.row, plan.target.patient_id) for _line, plan in refunds]
    take_payments(made)
    for (line, plan), payment in zip(refunds, made, strict=True):
        ledger.created(line.id, payment)
        plan.target = payment
        assert line.verdict is not None
        line.verdict.became = "payment"


def _number(row: VisitRow) -> int:
    return number_of("visit_number", row.external_id, row.date)


def _numbers_of(clinic: Clinic, ids: Sequence[int]) -> dict[int, set[int]]:
    """The numbers in other programs under which visits are known."""
    known = ImportedKey.objects.filter(branch=clinic.branch, kind="visit_number", target__in=ids, outdated_by=None)
    found: dict[int, set[int]] = {}
    for target, key in known.values_list("target", "key"):
        found.setdefault(target, set()).add(key)
    return found


def _pay(clinic: Clinic, placed: Sequence[tuple[Line, NewEvent, Visit]], ledger: Ledger) -> None:
    """What was paid with a row."""
    made = [(line, _payment(clinic, visit, plan.row)) for line, plan, visit in placed if plan.row.paid]
    take_payments([payment for _line, payment in made])
    for line, payment in made:
        ledger.created(line.id, payment)
        _note_payment(line, payment, ledger)


def _payment(clinic: Clinic, visit: Visit, row: VisitRow) -> Payment:
    payment = Payment(patient_id=visit.patient_id, branch=clinic.branch, visit=visit, day=row.date)
    payment.amount, payment.method = row.paid or 0, row.method.value if row.method else ""
    return payment


def _note_payment(line: Line, payment: Payment, ledger: Ledger) -> None:
    key = identity_key(line)
    if key is not None:
        ledger.beside("visit_payment", key, payment.pk)


def _change(clinic: Clinic, changed: Sequence[tuple[Line, ChangedEvent]], ledger: Ledger) -> None:
    save_changes(Treatment, changed, ledger)
    save_changes(Visit, changed, ledger)
    save_changes(Payment, changed, ledger)
    for line, plan in changed:
        if isinstance(plan, ChangedVisit) and plan.row.paid:
            _change_payment(clinic, line, plan, ledger)
    touch(plan.target.patient_id for _line, plan in changed)


def _change_payment(clinic: Clinic, line: Line, plan: ChangedVisit, ledger: Ledger) -> None:
    if plan.paid is None:
        visit: Any = plan.target if isinstance(plan.target, Visit) else plan.target.visit
        (plan.paid,) = take_payments([_payment(clinic, visit, plan.row)])
        ledger.created(line.id, plan.paid)
    elif plan.paid.amount != plan.row.paid:
        ledger.changed(line.id, plan.paid, {"amount": (plan.paid.amount, plan.row.paid)})
        plan.paid.amount = plan.row.paid
        plan.paid.save(update_fields=["amount"])
    _note_payment(line, plan.paid, ledger)
