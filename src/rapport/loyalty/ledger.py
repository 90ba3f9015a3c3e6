"""The one place that writes the ledger of points and funds: under the lock of the balance, once each (REF-3).

The lines are what counts. The balance of an account is locked before one is written, brought to the sum of its
lines, and moved with them; that it never falls below zero the database sees to as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.bulk import create_many
from rapport.lib.refusal import Refused
from rapport.loyalty.models import Account, Balance, LedgerLine, Why
from rapport.loyalty.rules import possible
from rapport.people.actions import touch
from rapport.staff.models import User

Key = tuple[int, str]  # a person and an account


@dataclass(frozen=True)
class NewLine:
    """A line about to be written. `given`: what of `asked` is given at most; None: all of it.

    `partly`: where less is left than it takes, it takes that; else it is refused.
    """

    patient: int
    account: Account
    asked: int
    why: Why
    key: str
    day: date
    given: int | None = None
    partly: bool = False
    words: str = ""
    payment: int | None = None
    reward: int | None = None
    takes_back: int | None = None
    expires_on: date | None = None
    by: User | None = None


@transaction.atomic
def write_lines(lines: Sequence[NewLine]) -> list[LedgerLine]:
    """Write those of `lines` whose key is not there yet, all or none; marks the people they are of.

    Refused: not_enough.
    """
    touch(line.patient for line in lines)
    held = hold_accounts({(line.patient, str(line.account)) for line in lines})
    there = set(LedgerLine.objects.filter(key__in=[line.key for line in lines]).values_list("key", flat=True))
    written: list[LedgerLine] = []
    moved = dict.fromkeys(held, 0)
    for line in lines:
        if line.key not in there:
            there.add(line.key)
            account = (line.patient, str(line.account))
            made = _line(line, held[account] + moved[account])
            moved[account] += made.amount
            written.append(made)
    _save(written)
    _move(moved)
    return written


def _move(moved: dict[Key, int]) -> None:
    """By how much each balance changes, not to what: then the database refuses what would go below zero."""
    rows = [(change, patient, account) for (patient, account), change in moved.items() if change]
    table = Balance._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{table}" SET "balance" = "balance" + %s WHERE "patient_id" = %s AND "account" = %s',  # noqa: S608
            rows,
        )


def _save(written: list[LedgerLine]) -> None:
    """One line, which somebody writes, is audited; of many each says itself where it comes from."""
    if len(written) == 1:
        written[0].save(force_insert=True)
    else:
        create_many(LedgerLine, written)


def _line(new: NewLine, balance: int) -> LedgerLine:
    wanted = new.asked if new.given is None else new.given
    amount = possible(wanted, balance)
    if amount != wanted and not new.partly:
        raise Refused("not_enough", _("There is not so much left. Nothing was taken."))
    return LedgerLine(
        patient_id=new.patient,
        account=new.account,
        asked=new.asked,
        amount=amount,
        why=new.why,
        words=new.words[:200],
        payment=new.payment,
        reward_id=new.reward,
        takes_back_id=new.takes_back,
        day=new.day,
        expires_on=new.expires_on,
        by=new.by,
        at=clock.now(),
        key=new.key,
    )


def hold_accounts(accounts: set[Key]) -> dict[Key, int]:
    """Lock these accounts until the end of the transaction; what is in each, by its lines."""
    people = {patient for patient, _account in accounts}
    asked = Balance.objects.filter(patient__in=people, account__in={account for _patient, account in accounts})
    known = set(asked.values_list("patient_id", "account"))
    Balance.objects.bulk_create(
        (Balance(patient_id=patient, account=account) for patient, account in sorted(accounts - known)),
        ignore_conflicts=True,
    )
    rows = {(row.patient_id, row.account): row for row in _locked(accounts)}
    sums = _level(sums_of(accounts))
    for key, row in rows.items():
        if row.balance != sums.get(key, 0):  # records became one, or two again
            Balance.objects.filter(pk=row.pk).update(balance=sums.get(key, 0))
    return {key: sums.get(key, 0) for key in accounts}


def _locked(accounts: Iterable[Key]) -> list[Balance]:
    """In one order, so that two who hold several never wait for each other."""
    wanted = set(accounts)
    rows = Balance.objects.filter(patient__in={patient for patient, _account in wanted}).order_by("pk")
    return [row for row in rows.select_for_update(of=("self",)) if (row.patient_id, row.account) in wanted]


def sums_of(accounts: Iterable[Key]) -> dict[Key, int]:
    """What the lines of these accounts come to."""
    wanted = set(accounts)
    lines = LedgerLine.objects.filter(patient__in={patient for patient, _account in wanted}).order_by()
    sums = lines.values_list("patient_id", "account").annotate(all=Sum("amount"))
    return {(patient, account): total for patient, account, total in sums if (patient, account) in wanted}


def _level(sums: dict[Key, int]) -> dict[Key, int]:
    """Records that were one had used more together than one of the two has left: it begins anew at nothing."""
    for (patient, account), total in sums.items():
        if total < 0:
            last = (
                LedgerLine.objects.filter(patient=patient, account=account).order_by("-pk").values_list("pk")[:1]
            )
            LedgerLine.objects.create(
                patient_id=patient,
                account=account,
                asked=-total,
                amount=-total,
                why=Why.LEVELLED,
                day=clock.now().date(),
                key=f"levelled:{account}:{last[0][0]}",
            )
    return {key: max(0, total) for key, total in sums.items()}


def level_accounts() -> None:
    """Bring to nothing what would stand below it since records that were one are two again."""
    lines = LedgerLine.objects.order_by().values_list("patient_id", "account").annotate(all=Sum("amount"))
    for patient, account, _all in list(lines.filter(all__lt=0)):
        with transaction.atomic():
            touch([patient])
            hold_accounts({(patient, account)})


@transaction.atomic
def take_back_line(line: LedgerLine, *, by: User, words: str = "") -> LedgerLine:
    """Take back that something was used, by a line of its own. Refused: not_to_take_back, taken_back."""
    if line.why != Why.USED:
        raise Refused("not_to_take_back", _("Only what was used can be taken back here."))
    written = write_lines([_back(line, by, words)])
    if not written:
        raise Refused("taken_back", _("This was taken back already."))
    return written[0]


def _back(line: LedgerLine, by: User, words: str) -> NewLine:
    """What was taken comes back; points then last as long as those that are there."""
    return NewLine(
        line.patient_id,
        Account(line.account),
        -line.amount,
        Why.TAKEN_BACK,
        f"back:{line.pk}",
        line.day,
        words=words or line.words,
        takes_back=line.pk,
        by=by,
    )
