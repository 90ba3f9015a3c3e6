"""Rows about payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapport.care.models import Payment
from rapport.importing.deciding.events import Events, joined
from rapport.importing.deciding.known import Target
from rapport.importing.deciding.line import Line
from rapport.importing.deciding.paid import remark_payments
from rapport.importing.rows import PaymentRow


class Payments(Events):
    becomes = "payment"

    def load(self, wanted: Sequence[Target]) -> dict[Target, Any]:
        found = Payment.objects.in_bulk([target.id for target in wanted])
        return {target: found[target.id] for target in wanted}

    def remark(self, lines: Sequence[Line]) -> None:
        remark_payments(self.clinic, lines)

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
