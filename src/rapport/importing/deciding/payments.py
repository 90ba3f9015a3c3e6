"""Rows about payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rapport.care.models import Payment
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import ChangedEvent, Events, joined
from rapport.importing.deciding.known import Known, Target, targets
from rapport.importing.deciding.line import Line, Verdict
from rapport.importing.deciding.persons import Person
from rapport.importing.deciding.told import MOST_PARTS, Told
from rapport.importing.keys import part_key
from rapport.importing.models import Outcome
from rapport.importing.reasons import problem
from rapport.importing.rows import PaymentRow


@dataclass(slots=True)
class Settled(ChangedEvent):
    """A row that means several payments, told line by line beside a visit; `others` are all but the first."""

    others: list[ChangedEvent] = field(default_factory=list)


class Payments(Events):
    becomes = "payment"

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        # by the first payment that a row means
        self._others: dict[int, list[Payment]] = {}
        super().__init__(clinic, lines, known)
        days = {line.record.date for line in lines if isinstance(line.record, PaymentRow)}
        self._told = Told(clinic, self.persons.all, days, elsewhere="visit_payment", here="payment")

    def load(self, wanted: Sequence[Target]) -> dict[Target, Any]:
        places = {part_key(t.id, place): (t.id, place) for t in wanted for place in range(1, MOST_PARTS)}
        parts = {places[key]: target.id for key, target in targets(self.clinic, [self.becomes], places).items()}
        found = Payment.objects.in_bulk([*parts.values(), *(target.id for target in wanted)])
        for (first, _place), other in sorted(parts.items()):
            self._others.setdefault(first, []).append(found[other])
        return {target: found[target.id] for target in wanted}

    def _new(self, line: Line, row: Any) -> Verdict:
        """What was paid beside a visit of that day is not a second payment."""
        found = self.persons.find(row.patient, by_name=True)
        patient = found.patient.pk if isinstance(found, Person) else None
        told = self._told.take(patient, row.date, row.amount)
        parts = [told] if told else self._told.take_parts(patient, row.date, row.amount)
        if parts:
            first, *self._others[parts[0].pk] = parts
            verdict = self._compared(line, first, self.becomes, first.pk, None)
            verdict.problems += (problem("paid_beside", fatal=False),)
            return verdict
        verdict = super()._new(line, row)
        if verdict.outcome == Outcome.NEW and self._told.any(patient, row.date):
            verdict.problems += (problem("paid_otherwise", fatal=False),)
        return verdict

    def _compared(self, line: Line, target: Any, kind: str, target_id: int | None, twin: int | None) -> Verdict:
        verdict = super()._compared(line, target, kind, target_id, twin)
        if others := self._others.get(target_id or 0):
            how = line.record.method.value if isinstance(line.record, PaymentRow) and line.record.method else ""
            learnt = [ChangedEvent(line.record, other, False, _learnt(other, how)) for other in others]
            verdict.plan = Settled(line.record, target, False, verdict.plan.fields, learnt)
            if any(plan.fields for plan in learnt):
                verdict.outcome = Outcome.CHANGED
        return verdict

    def build(self, row: PaymentRow) -> Payment:
        payment = Payment(branch=self.clinic.branch, day=row.date, amount=row.amount)
        for name, value in self.values(row, payment).items():
            if value not in (None, ""):
                setattr(payment, name, value)
        return payment

    def values(self, row: PaymentRow, target: Payment) -> dict[str, Any]:
        return {
            "day": row.date,
            "amount": row.amount - sum(other.amount for other in self._others.get(target.pk, ())),
            "method": row.method.value if row.method else "",
            "remark": joined(target.remark, row.notes, 300),
        }


def _learnt(payment: Payment, how: str) -> dict[str, tuple[Any, Any]]:
    """How a payment was made, where that is news."""
    if not how or payment.method == how:
        return {}
    before, payment.method = payment.method, how
    return {"method": (before, how)}
