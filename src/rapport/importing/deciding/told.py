"""Money that clinics tell twice: beside the visit it was paid at, and in a row of its own among the payments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rapport.care.models import Payment
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.keys import payment_key
from rapport.importing.models import ImportedKey, StagedKey

# lines of a visit that one payment settles
MOST_PARTS = 20


class Told:
    """Payments of the people and days of a batch that rows of the other kind brought, and none of this kind means.

    `elsewhere` and `here` are the kinds of keys (see `known.TARGETS`) of the other rows and of these.
    """

    def __init__(
        self, clinic: Clinic, people: Iterable[int], days: Iterable[date], *, elsewhere: str, here: str
    ) -> None:
        self._clinic = clinic
        self._free: dict[tuple[int, date], list[Payment]] = {}
        held = Payment.objects.filter(branch=clinic.branch, patient__in=set(people), day__in=set(days))
        payments = {payment.pk: payment for payment in held.order_by("pk")}
        told = self._known(elsewhere, payments) - self._known(here, payments) - self._claimed(payments)
        for pk, payment in payments.items():
            if pk in told:
                self._free.setdefault((payment.patient_id, payment.day), []).append(payment)

    def _known(self, kind: str, ids: Iterable[int]) -> set[int]:
        keys = ImportedKey.objects.filter(branch=self._clinic.branch, kind=kind, target__in=ids, outdated_by=None)
        return set(keys.values_list("target", flat=True))

    def _claimed(self, ids: Iterable[int]) -> set[int]:
        """Those that earlier rows of the same import mean, as long as nothing is written."""
        if not self._clinic.preview:
            return set()
        keys = {payment_key(pk): pk for pk in ids}
        staged = StagedKey.objects.filter(imported=self._clinic.imported, key__in=keys)
        return {keys[key] for key in staged.values_list("key", flat=True)}

    def take(self, patient: int | None, day: date, amount: int) -> Payment | None:
        """The payment of a person on a day, of this amount; it is then no longer free."""
        free = self._free.get((patient or 0, day), [])
        found = next((payment for payment in free if payment.amount == amount), None)
        if found is not None:
            free.remove(found)
        return found

    def take_parts(self, patient: int | None, day: date, amount: int) -> list[Payment]:
        """Payments of a person on a day that make this amount together: all beside one visit, or all of the day;
        they are then no longer free. Empty where there are none."""
        free = self._free.get((patient or 0, day), [])
        visits = {
            payment.visit_id: [other for other in free if other.visit_id == payment.visit_id] for payment in free
        }
        for parts in (*visits.values(), list(free)):
            if 1 < len(parts) <= MOST_PARTS and sum(payment.amount for payment in parts) == amount:
                self._free[patient or 0, day] = [payment for payment in free if payment not in parts]
                return parts
        return []

    def any(self, patient: int | None, day: date) -> bool:
        """Whether money of that day is left, of whatever amount."""
        return bool(self._free.get((patient or 0, day)))
