"""What a person has, and using it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.loyalty.expiring import expire_of
from rapport.loyalty.ledger import NewLine, write_lines
from rapport.loyalty.models import Account, LedgerLine, Why
from rapport.people.models import Patient
from rapport.staff.models import User


@dataclass(frozen=True)
class Balances:
    points: int
    fund: int


def balances_of(patient: Patient) -> Balances:
    """What the lines come to; one query."""
    sums = dict(patient.ledger.order_by().values_list("account").annotate(all=Sum("amount")))
    return Balances(max(0, sums.get(Account.POINTS, 0)), max(0, sums.get(Account.FUND, 0)))


@transaction.atomic
def use(patient: Patient, account: Account, amount: int, *, words: str, by: User, key: str) -> LedgerLine | None:
    """`amount` points, or minor units of the fund, are used for what `words` say. The same `key` uses them once:
    None the second time.

    Refused: nothing, no_words, not_enough.
    """
    if amount <= 0:
        raise Refused("nothing", _("Write how much is used: a number above zero."))
    if not words.strip():
        raise Refused("no_words", _("Write what it is used for."))
    today = patient.branch.today()
    expire_of(patient)
    line = NewLine(patient.pk, account, -amount, Why.USED, f"used:{key}", today, words=words.strip(), by=by)
    return next(iter(write_lines([line])), None)
