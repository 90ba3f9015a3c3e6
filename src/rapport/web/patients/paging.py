"""Pages by keyset: a page begins after the last row of the one before, so page 900 costs what page 1 costs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from rapport.people.models.patient import Patient, PatientQuerySet

PAGE = 50
_FEW = 200


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by one column, then by id. People without a value come last, in both directions."""

    key: str
    column: str
    descending: bool = False
    nullable: bool = False

    def parts(self) -> tuple[bool, ...]:
        """The stretches of the list, by whether the column is empty there: each is one range of an index."""
        return (False, True) if self.nullable else (False,)


_ORDERS = (
    Order("name", "sort_key"),
    Order("-name", "sort_key", descending=True),
    Order("-last_visit", "facts__last_visit", descending=True, nullable=True),
    Order("last_visit", "facts__last_visit", nullable=True),
    Order("-spend", "facts__spend", descending=True, nullable=True),
    Order("spend", "facts__spend", nullable=True),
)
ORDERS: dict[str, Order] = {order.key: order for order in _ORDERS}


@dataclass(frozen=True)
class Place:
    """Where in an order a row stands."""

    value: str | int | None
    pk: int
    backwards: bool = False

    def coded(self) -> str:
        """As a parameter of the address."""
        text = json.dumps([self.value, self.pk, int(self.backwards)], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(text: str, order: Order) -> Place | None:
    """The place coded in `text`; None where it is none of this order (an old or a mutilated address)."""
    try:
        value, pk, backwards = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not (isinstance(pk, int) and 0 < pk < 2**63 and backwards in (0, 1) and _fits(value, order)):
            return None
    except (ValueError, TypeError):
        return None
    return Place(value, pk, bool(backwards))


def _fits(value: object, order: Order) -> bool:
    if value is None:
        return order.nullable
    if order.column.endswith("spend"):
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    if order.column.endswith("last_visit"):
        return isinstance(value, str) and bool(date.fromisoformat(value))
    return isinstance(value, str) and "\x00" not in value and len(value) <= 200


@dataclass(frozen=True)
class Page:
    """Rows in the order of the list, and whether there is anything on either side."""

    rows: Sequence[Any]
    before: bool
    after: bool


def named_if_few(people: PatientQuerySet) -> PatientQuerySet:
    """The same people; when filters leave only a few of them, by their ids.

    SQLite walks everyone in the order of the list until a page is full: quick where many fit, a third of a second
    for 100,000 where hardly anybody does. Looking for them in no order is four times as fast.
    """
    ids = list(people.order_by().values_list("pk", flat=True)[: _FEW + 1])
    return people if len(ids) > _FEW else Patient.objects.filter(pk__in=ids)


def read_page(
    people: PatientQuerySet, order: Order, place: Place | None, columns: Sequence[Any], size: int = PAGE
) -> Page:
    """`size` rows of `columns` after `place` (before it when it looks backwards). One statement, two where the
    page reaches over from people with a value to those without."""
    backwards = place is not None and place.backwards
    rows: list[Any] = []
    for empty in _parts_to_read(order, place):
        wanted = _part(people, order, empty, backwards)
        if place is not None and (place.value is None) == empty:
            wanted = wanted.filter(_beyond(order, place, empty))
        rows += wanted.values_list(*columns)[: size + 1 - len(rows)]
        if len(rows) > size:
            break
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        return Page(rows[::-1], before=more, after=True)
    return Page(rows, before=place is not None, after=more)


def _parts_to_read(order: Order, place: Place | None) -> tuple[bool, ...]:
    parts = order.parts()
    if place is None:
        return parts
    if place.backwards:
        return tuple(reversed(parts)) if place.value is None else (False,)
    return (True,) if place.value is None else parts


def _part(people: PatientQuerySet, order: Order, empty: bool, backwards: bool) -> PatientQuerySet:
    down = backwards if empty else order.descending != backwards
    if order.nullable:
        people = people.filter(**{f"{order.column}__isnull": empty})
    by = ("pk",) if empty else (order.column, "pk")
    return people.order_by(*(f"-{column}" if down else column for column in by))


def _beyond(order: Order, place: Place, empty: bool) -> Q:
    """Further on than `place`. The bound on the column alone lets the database begin there in its index."""
    down = place.backwards if empty else order.descending != place.backwards
    way = "lt" if down else "gt"
    further = Q(**{f"pk__{way}": place.pk})
    if empty:
        return further
    column = order.column
    return Q(**{f"{column}__{way}e": place.value}) & (Q(**{f"{column}__{way}": place.value}) | further)
