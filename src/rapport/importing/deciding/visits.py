"""Rows about visits: each is one treatment, or a visit alone; with what was paid for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rapport.care.models import Payment, Treatment, Visit
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import ChangedEvent, Events, joined
from rapport.importing.deciding.known import Known, Target, identity_key, targets
from rapport.importing.deciding.line import Line, Verdict, changed
from rapport.importing.deciding.paid import remark_visits
from rapport.importing.models import Outcome
from rapport.importing.rows import VisitRow
from rapport.people import names

_MOST = Decimal("999999.99")


@dataclass(slots=True)
class ChangedVisit(ChangedEvent):
    """`paid` is the payment made for the row as it stands now; None where there was none."""

    paid: Payment | None = None


class Visits(Events):
    becomes = "treatment"

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        super().__init__(clinic, lines, known)
        keys = [key for line in lines if line.record and (key := identity_key(line)) is not None]
        paid = targets(clinic, ["visit_payment"], keys)
        payments = Payment.objects.in_bulk([target.id for target in paid.values()])
        self.payments = {key: payments[target.id] for key, target in paid.items()}

    def load(self, wanted: Sequence[Target]) -> dict[Target, Any]:
        treatments = Treatment.objects.select_related("visit").in_bulk(
            [t.id for t in wanted if t.kind == "treatment"]
        )
        visits = Visit.objects.in_bulk([t.id for t in wanted if t.kind == "visit"])
        payments = Payment.objects.in_bulk([t.id for t in wanted if t.kind == "payment"])
        found: dict[str, dict[int, Any]] = {"treatment": treatments, "visit": visits, "payment": payments}
        return {t: found[t.kind][t.id] for t in wanted}

    def build(self, row: VisitRow) -> Treatment | Visit:
        if not holds_treatment(row):
            return self.visit(row)
        treatment = Treatment(quantity=Decimal(1))
        for name, value in self.values(row, treatment).items():
            if value not in (None, ""):
                setattr(treatment, name, value)
        return treatment

    def visit(self, row: VisitRow) -> Visit:
        """The visit of which the row is a part."""
        visit = Visit(branch=self.clinic.branch, day=row.date)
        for name, value in self.visit_values(row, visit).items():
            if value not in (None, ""):
                setattr(visit, name, value)
        return visit

    def refund(self, row: VisitRow, patient: int) -> Payment:
        """The payment of a row that takes money back from nothing that is known here."""
        payment = Payment(branch=self.clinic.branch, patient_id=patient)
        for name, value in self.values(row, payment).items():
            setattr(payment, name, value)
        return payment

    def values(self, row: VisitRow, target: Treatment | Visit | Payment) -> dict[str, Any]:
        if isinstance(target, Payment):
            method = row.method.value if row.method else ""
            return {"day": row.date, "amount": row.paid or row.amount, "method": method}
        if isinstance(target, Visit):
            return self.visit_values(row, target)
        guessed = row.category.value if row.category else None
        quantity = min(abs(row.quantity), _MOST).quantize(Decimal("0.01")) if row.quantity else None
        return {
            "category_id": self.clinic.category(row.treatment_code, row.treatment_name, guessed),
            "code": row.treatment_code,
            "name": row.treatment_name or row.category_words,
            "teeth": ", ".join(map(str, row.teeth)) or row.teeth_words[:120],
            "quantity": quantity,
            "amount": row.amount,
        }

    def visit_values(self, row: VisitRow, visit: Visit) -> dict[str, Any]:
        """What a row says about the visit as a whole."""
        dentist = self.clinic.dentists.get(names.fold(row.dentist))
        return {
            "dentist_id": dentist,
            "dentist_words": "" if dentist else row.dentist,
            "complaint": row.complaint,
            "waiting_minutes": None if row.waiting_minutes is None else min(row.waiting_minutes, 32767),
            "remark": joined(visit.remark, row.notes, 10_000),
        }

    def remark(self, lines: Sequence[Line]) -> None:
        remark_visits(self.clinic, lines)

    def _new(self, line: Line, row: Any) -> Verdict:
        verdict = super()._new(line, row)
        if verdict.outcome == Outcome.NEW and not holds_treatment(row):
            verdict.became = "visit"
        return verdict

    def _compared(self, line: Line, target: Any, kind: str, target_id: int | None, twin: int | None) -> Verdict:
        verdict = super()._compared(line, target, kind, target_id, twin)
        if target_id is None or not isinstance(line.record, VisitRow) or isinstance(target, Payment):
            return verdict
        key = identity_key(line)
        payment = self.payments.get(key) if key is not None else None
        plan = ChangedVisit(line.record, target, False, verdict.plan.fields, payment)
        verdict.plan = plan
        if line.record.paid and line.record.paid != (payment.amount if payment else 0):
            verdict.changes.append(changed("paid", payment.amount if payment else None, line.record.paid))
            verdict.outcome = Outcome.CHANGED
        return verdict


def goes_back(row: VisitRow) -> bool:
    """Whether it takes money back."""
    return (row.amount or row.paid or 0) < 0


def holds_treatment(row: VisitRow) -> bool:
    """Whether the row says that something was done, or only that somebody came."""
    words = row.treatment_code or row.treatment_name or row.category_words
    return bool(words or row.teeth_words or row.amount)
