"""After all rows are in: money that is told beside visits and again among the payments counts once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from rapport.care.models import Payment, Treatment, Visit
from rapport.care.models.payment import Doubt
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.paid import Paid
from rapport.importing.deciding.twice import Twice
from rapport.importing.holding import turn
from rapport.importing.models import Import, ImportedKey, ImportRow, ImportState
from rapport.importing.recognising import Kind
from rapport.importing.staging import sheets_in_order
from rapport.importing.writing.ledger import Ledger
from rapport.people.actions import touch

ROWS_AT_ONCE = 500
# (counted, doubt) of a payment that stands beside a visit
_AS = {None: (True, ""), Twice.SURE: (False, ""), Twice.UNCLEAR: (False, Doubt.OPEN.value)}


def settle_next_batch(import_id: int, claim: uuid.UUID) -> bool:
    """Settle the money of the people of the next rows; False when all are done. Raises Lost."""
    with turn(import_id, claim, ImportState.APPLYING) as imported:
        if not _told_both_ways(imported):
            return False
        for sheet in sheets_in_order(imported, [Kind.VISITS, Kind.PAYMENTS]):
            rows = ImportRow.objects.filter(sheet=sheet, line__gt=sheet.finished_to).order_by("line")
            batch = list(rows.values_list("line", "became", "became_id")[:ROWS_AT_ONCE])
            if batch:
                _settle(Clinic(imported, sheet, preview=False), _people([row[1:] for row in batch]))
                sheet.finished_to = batch[-1][0]
                sheet.save(update_fields=["finished_to"])
                return True
        return False


def _told_both_ways(imported: Import) -> bool:
    keys = ImportedKey.objects.filter(branch=imported.branch, outdated_by=None)
    return all(keys.filter(kind=kind).exists() for kind in ("visit_payment", "payment"))


def _people(became: Sequence[tuple[str, int | None]]) -> set[int]:
    """Whose records rows became."""
    people: set[int] = set()
    for kind, model in (("payment", Payment), ("treatment", Treatment), ("visit", Visit)):
        ids = [pk for word, pk in became if word == kind and pk]
        people.update(model._default_manager.filter(pk__in=ids).values_list("patient_id", flat=True))
    return people


def _settle(clinic: Clinic, people: set[int]) -> None:
    paid, ledger = Paid(clinic, people), Ledger(clinic)
    changed = [payment for patient in sorted(people) for payment in _settled(clinic, paid, patient, ledger)]
    Payment.objects.bulk_update(changed, ["counted", "doubt"], batch_size=100)
    touch({payment.patient_id for payment in changed})
    ledger.flush()


def _settled(clinic: Clinic, paid: Paid, patient: int, ledger: Ledger) -> list[Payment]:
    """Payments of a person that now count otherwise; what somebody has said of one stands."""
    twice, changed = paid.twice(patient), []
    for one in paid.beside[patient]:
        payment = paid.payments[one.key]
        before, now = (payment.counted, payment.doubt), _AS[twice.get(one.key)]
        if payment.doubt == Doubt.SETTLED or before == now:
            continue
        payment.counted, payment.doubt = now
        changed.append(payment)
        # what this import brought itself goes with it
        if paid.told_by[payment.pk] != clinic.imported.pk:
            ledger.changed(None, payment, {"counted": (before[0], now[0]), "doubt": (before[1], now[1])})
    return changed
