"""Rows about payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapport.care.models import Payment
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import Events, joined
from rapport.importing.deciding.known import Known, Target
from rapport.importing.deciding.line import Line, Verdict
from rapport.importing.deciding.persons import Person
from rapport.importing.deciding.told import Told
from rapport.importing.models import Outcome
from rapport.importing.reasons import problem
from rapport.importing.rows import PaymentRow


class Payments(Events):
    becomes = "payment"

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        super().__init__(clinic, lines, known)
        days = {line.record.date for line in lines if isinstance(line.record, PaymentRow)}
        self._told = Told(clinic, self.persons.all, days, elsewhere="visit_payment", here="payment")

    def load(self, wanted: Sequence[Target]) -> dict[Target, Any]:
        found = Payment.objects.in_bulk([target.id for target in wanted])
        return {target: found[target.id] for target in wanted}

    def _new(self, line: Line, row: Any) -> Verdict:
        """What was paid beside a visit of that day is not a second payment."""
        found = self.persons.find(row.patient, by_name=True)
        patient = found.patient.pk if isinstance(found, Person) else None
        payment = self._told.take(patient, row.date, row.amount)
        if payment is not None:
            verdict = self._compared(line, payment, self.becomes, payment.pk, None)
            verdict.problems += (problem("paid_beside", fatal=False),)
            return verdict
        verdict = super()._new(line, row)
        if verdict.outcome == Outcome.NEW and self._told.any(patient, row.date):
            verdict.problems += (problem("paid_otherwise", fatal=False),)
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
            "amount": row.amount,
            "method": row.method.value if row.method else "",
            "remark": joined(target.remark, row.notes, 300),
        }
