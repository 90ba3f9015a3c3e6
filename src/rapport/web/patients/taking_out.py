"""The list as a file: the columns of the page and their values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from rapport.lib.money import exponent
from rapport.people.models.patient import PatientQuerySet
from rapport.people.models.standing import GRADES, Scheme
from rapport.web.exporting import Cell, Export, count_for_export
from rapport.web.patients.paging import Order, Place, read_page
from rapport.web.patients.rows import COLUMNS, Person, Reader, place_of, tags_of

_AT_ONCE = 1_000


def export_of(people: PatientQuerySet, order: Order, reader: Reader, told_filter: str) -> Export:
    """`people` as an export in the order of the list. Refused when there are none or too many."""
    return Export(
        what="patients",
        filter=told_filter,
        headings=_headings(reader),
        rows=_rows(people, order, reader),
        count=count_for_export(people, reader.user),
        with_money=reader.sees_money,
    )


def _headings(reader: Reader) -> list[str]:
    money = [_("Spent in 12 months"), _("Spent in all"), _("Currency")] if reader.sees_money else []
    classes = [_("Care class"), _("Prospect class"), _("Value")] if reader.sees_value else []
    return [
        _("File number"), _("Name"), *classes, _("Tags"), _("Deceased"), _("Birth date"), _("Age"), _("Phone"),
        _("Last visit"), _("Visits"), *money, _("Next appointment"), _("Branch"),
    ]  # fmt: skip


def _rows(people: PatientQuerySet, order: Order, reader: Reader) -> Iterator[list[Cell]]:
    place: Place | None = None
    while True:
        page = read_page(people, order, place, COLUMNS, size=_AT_ONCE)
        persons = [Person(*row) for row in page.rows]
        yield from _cells_of(persons, reader)
        if not page.after:
            return
        place = place_of(persons[-1], order)


def _cells_of(persons: list[Person], reader: Reader) -> list[list[Cell]]:
    # rows are read while the answer is sent, when the language of the request is no longer in force
    with translation.override(reader.language):
        tags = tags_of(persons)
        return [_cells(person, tags.get(person.pk, []), reader) for person in persons]


def _cells(person: Person, tags: list[str], reader: Reader) -> list[Cell]:
    branch = reader.branches[person.branch_id]
    appointment = person.next_appointment and branch.local(person.next_appointment)
    return [
        person.file_number, person.full_name, *_classes(person, reader), _(", ").join(tags),
        _("yes") if person.deceased else "",
        person.birth_date, person.age(reader.today), reader.phone_to_take_out(person), person.last_visit,
        person.visits, *_amounts(person, reader), appointment, branch.name,
    ]  # fmt: skip


def _classes(person: Person, reader: Reader) -> list[Cell]:
    if not reader.sees_value:
        return []
    if not reader.may_see_value_at(person.branch_id):
        return [None, None, None]
    value = GRADES[Scheme.VALUE][person.value] if person.value else ""
    return [person.care or "", person.prospect or "", str(value)]


def _amounts(person: Person, reader: Reader) -> list[Cell]:
    if not reader.sees_money:
        return []
    if not reader.may_see_money_at(person.branch_id):
        return [None, None, None]
    currency = reader.branches[person.branch_id].currency
    scale = -exponent(currency)
    told = [
        None if amount is None else Decimal(amount).scaleb(scale) for amount in (person.spend_12m, person.spend)
    ]
    return [*told, currency]
