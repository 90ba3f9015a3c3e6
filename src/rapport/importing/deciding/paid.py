"""What people have paid, as the base holds it: beside their visits, and in rows of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rapport.care.models import Payment
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Line, changed
from rapport.importing.deciding.person import Person
from rapport.importing.deciding.twice import NEAR, Sum, Twice, told_twice
from rapport.importing.keys import money_key
from rapport.importing.models import ImportedKey, Outcome, StagedKey
from rapport.importing.reasons import problem
from rapport.importing.recognising import Kind


class Paid:
    """Payments of some people at the branch of an import. `told_by`: those beside visits → the import that told.

    `beside` and `own`, by person, take sums more that are about to be written, under numbers below zero.
    """

    def __init__(self, clinic: Clinic, people: Iterable[int]) -> None:
        held = Payment.objects.filter(branch=clinic.branch, patient__in=set(people))
        self.payments = {payment.pk: payment for payment in held.order_by("pk")}
        keys = ImportedKey.objects.filter(
            branch=clinic.branch, kind="visit_payment", target__in=self.payments, outdated_by=None
        )
        self.told_by = dict(keys.values_list("target", "imported_id"))
        self.beside: dict[int, list[Sum]] = defaultdict(list)
        self.own: dict[int, list[Sum]] = defaultdict(list)
        for pk, payment in self.payments.items():
            sums = self.beside if pk in self.told_by else self.own
            sums[payment.patient_id].append(Sum(pk, payment.day, payment.amount))
        self._twice: dict[int, dict[int, Twice]] = {}

    def twice(self, patient: int) -> dict[int, Twice]:
        """What stands beside the visits of a person and is told twice; to be asked once all sums are known."""
        if patient not in self._twice:
            self._twice[patient] = told_twice(self.beside[patient], self.own[patient])
        return self._twice[patient]


def remark_visits(clinic: Clinic, lines: Sequence[Line]) -> None:
    """Say of new rows about visits whether what was paid stands among the payments."""
    new = [(line, person, row) for line, person, row in _new(lines) if row.paid]
    paid = Paid(clinic, (person for _line, person, _row in new))
    _keep_sums(clinic, [(line, row.date, row.paid) for line, _person, row in new])
    for line, person, row in new:
        paid.beside[person].append(Sum(-line.id, row.date, row.paid))
    for line, person, _row in new:
        told = paid.twice(person).get(-line.id)
        if told is not None:
            _remark(line, "paid_in_rows" if told is Twice.SURE else "paid_unclear")


def remark_payments(clinic: Clinic, lines: Sequence[Line]) -> None:
    """Say of new rows about payments whether their money stands beside visits, in the base or in this import."""
    new = _new(lines)
    paid = Paid(clinic, (person for _line, person, _row in new))
    _keep_sums(clinic, [(line, row.date, row.amount) for line, _person, row in new])
    if clinic.preview and clinic.money_both_ways:
        _add_sums_to_come(clinic, paid, {person for _line, person, _row in new})
    for line, person, row in new:
        paid.own[person].append(Sum(-line.id, row.date, row.amount))
    for line, person, row in new:
        twice = paid.twice(person)
        near = [(twice.get(one.key), abs((one.day - row.date).days)) for one in paid.beside[person]]
        if (Twice.SURE, 0) in near:
            _remark(line, "paid_beside")
        elif any(how is Twice.UNCLEAR and days <= NEAR for how, days in near):
            _remark(line, "paid_unclear")


def _new(lines: Sequence[Line]) -> list[tuple[Line, int, Any]]:
    """Rows that become something new, with whose it will be."""
    plans = [(line, line.verdict.plan) for line in lines if line.verdict and line.verdict.outcome == Outcome.NEW]
    return [(line, _whose(plan.person), plan.row) for line, plan in plans]


def _whose(person: Person) -> int:
    """The id of a person; of one who is yet to be written, the id of the row that will do it, below zero."""
    return person.patient.pk or -(person.row or 0)


def _keep_sums(clinic: Clinic, told: Iterable[tuple[Line, date, int]]) -> None:
    """Note on rows of a preview what will be paid: later rows ask for it, in their batches."""
    if clinic.preview and clinic.money_both_ways:
        for line, day, amount in told:
            assert line.verdict is not None
            line.verdict.changes = [changed("date", None, day), changed("paid", None, amount)]


def staged_money(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The keys under which such sums are found, with the ids of their rows."""
    return [
        (money_key(whose), line.id) for line, whose, _row in _new(lines) if line.verdict and line.verdict.changes
    ]


def _add_sums_to_come(clinic: Clinic, paid: Paid, people: Iterable[int]) -> None:
    """Add what earlier rows of the import are going to write for these people."""
    keys = {money_key(whose): whose for whose in people}
    staged = StagedKey.objects.filter(imported=clinic.imported, key__in=keys).order_by("row_id")
    for key, row, kind, changes in staged.values_list("key", "row_id", "row__sheet__kind", "row__changes"):
        said = {change["field"]: change["after"] for change in changes}
        sums = paid.beside if kind == Kind.VISITS else paid.own
        sums[keys[key]].append(Sum(-row, date.fromisoformat(said["date"]), int(said["paid"])))


def _remark(line: Line, code: str) -> None:
    assert line.verdict is not None
    line.verdict.problems += (problem(code, fatal=False),)
