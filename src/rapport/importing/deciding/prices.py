"""Rows of the price list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapport.care.models import PriceItem
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import ChangedEvent, NewEvent
from rapport.importing.deciding.known import Known
from rapport.importing.deciding.line import Change, Line, Verdict, changed
from rapport.importing.deciding.person import Person
from rapport.importing.models import Outcome
from rapport.importing.rows import PriceRow
from rapport.people import names
from rapport.people.models import Patient


class Prices:
    """Decides a batch of price rows: a code names an item, else its name does."""

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        self.clinic, self.known = clinic, known
        self._items: dict[str, tuple[int | None, PriceItem]] = {}
        for item in PriceItem.objects.filter(branch=clinic.branch):
            self._items.setdefault(_key(item.code, item.name), (None, item))

    def decide(self, line: Line) -> Verdict:
        row = line.record
        assert isinstance(row, PriceRow)
        key = _key(row.code, row.name)
        if key not in self._items:
            return self._new(line, row, key)
        first, item = self._items[key]
        if first is None and line.identity is not None and item.pk is None:
            first = self.known.twins_by_identity.get((line.identity, line.identity_place))
        return self._compared(line, row, item, first)

    def _new(self, line: Line, row: PriceRow, key: str) -> Verdict:
        twin = self.known.twins_by_identity.get((line.identity or 0, line.identity_place))
        item = PriceItem(branch=self.clinic.branch)
        for name, value in self._values(row).items():
            if value not in (None, ""):
                setattr(item, name, value)
        self._items[key] = (line.id, item)
        if twin is not None:
            return Verdict(Outcome.DUPLICATE, line.problems, became="price", twin=twin)
        plan = NewEvent(row, item, Person(Patient()))
        return Verdict(Outcome.NEW, line.problems, became="price", plan=plan)

    def _compared(self, line: Line, row: PriceRow, item: PriceItem, twin: int | None) -> Verdict:
        plan = ChangedEvent(row, item, waiting=item.pk is None)
        changes: list[Change] = []
        for name, value in self._values(row).items():
            before = getattr(item, name)
            if value not in (None, "") and value != before:
                plan.fields[name] = (before, value)
                changes.append(changed(name, before, value))
                setattr(item, name, value)
        outcome = Outcome.CHANGED if changes else Outcome.SAME if twin is None else Outcome.DUPLICATE
        return Verdict(outcome, line.problems, changes, "price", item.pk, twin, plan)

    def _values(self, row: PriceRow) -> dict[str, Any]:
        category = row.category.value if row.category in self.clinic.category_codes else None
        return {"code": row.code, "name": row.name or row.code, "price": row.price, "category_id": category}


def _key(code: str, name: str) -> str:
    return f"c:{names.fold(code)}" if code else f"n:{names.fold(name)}"
