"""Rows about visits, payments and prices."""

import re
from functools import partial

from rapport.care.categories import Category
from rapport.care.classifying import classify
from rapport.importing.rows.cells import Cells
from rapport.importing.rows.records import PaymentRow, PriceRow, VisitRow
from rapport.importing.values.dates import read_time
from rapport.importing.values.numbers import read_minutes, read_quantity
from rapport.importing.values.words import Method, read_answer, read_method
from rapport.lib.teeth import read_teeth
from rapport.lib.unreadable import Unreadable

_BACK = re.compile(r"возврат|退费|退款|refund", re.IGNORECASE)
_CAME_IN = re.compile(r"оплата|плат[её]ж|приход|поступление|收费|收款|缴费|payment|paid", re.IGNORECASE)
# what a ledger of treatments writes in the place of a code where money came in or was let off
_MONEY_CODES = frozenset({"pay", "payment", "pmt", "ins", "inspay", "ins pay", "insurance", "adj", "adjustment"})
_PERCENT = re.compile(r"\s*-?\d+(?:[.,]\d+)?\s*%\s*")


def visit_row(cells: Cells) -> VisitRow | None:
    """A treatment at a visit; None without a person or a day."""
    patient = cells.who()
    moment = cells.key_day(past=True)
    if not patient or moment is None:
        return None
    day, clock = moment
    code, category, category_words = _treatment(cells, "treatment_code", "treatment_name")
    if code.casefold() in _MONEY_CODES:
        cells.note("ledger_money", "treatment_code", cells.text("treatment_name") or code, fatal=True)
        return None
    read = partial(read_teeth, universal=cells.setting.region == "US")
    teeth = [found for text in cells.texts("teeth") for found in cells.reading("teeth", text, read) or ()]
    quantity = cells.value("quantity", read_quantity)
    amount, paid, method = cells.money("amount"), cells.money("paid"), _method(cells)
    if quantity and quantity < 0 and amount:
        amount = -abs(amount)
    if method and not cells.holds("paid"):
        paid = amount
    return VisitRow(
        external_id=cells.key("external_id"),
        patient=patient,
        date=day,
        time=cells.value("time", read_time) or clock,
        dentist=cells.text("dentist"),
        complaint=cells.text("complaint"),
        teeth=tuple(dict.fromkeys(teeth)),
        teeth_words=cells.text("teeth"),
        treatment_code=code,
        treatment_name=cells.text("treatment_name"),
        category=category,
        category_words=category_words,
        quantity=quantity,
        amount=amount,
        paid=paid,
        method=method if paid else None,
        discount=_discount(cells),
        waiting_minutes=cells.value("waiting_minutes", read_minutes),
        notes=cells.text("notes", "\n"),
        branch=cells.text("branch"),
    )


def _method(cells: Cells) -> Method | None:
    """How a visit was paid: where that is told, so much came in as it cost. 欠费 is no way of paying."""
    try:
        return next(map(read_method, cells.texts("method")), None)
    except Unreadable as wrong:
        cells.note("method_unpaid", "method", str(wrong.params["value"]))
        return None


def payment_row(cells: Cells) -> PaymentRow | None:
    """A payment or a refund; None without a person, a day or an amount."""
    patient = cells.who()
    moment = cells.key_day(past=True)
    amount = _signed_amount(cells)
    if amount is None:
        _refuse_without_amount(cells)
    if not patient or moment is None or amount is None:
        return None
    return PaymentRow(
        external_id=cells.key("external_id"),
        patient=patient,
        date=moment[0],
        amount=amount,
        method=cells.value("method", read_method),
        notes=cells.text("notes", "\n"),
        branch=cells.text("branch"),
    )


def price_row(cells: Cells) -> PriceRow | None:
    """A line of the price list; None without code and name."""
    name = cells.text("name")
    code, category, category_words = _treatment(cells, "code", "name")
    if not code and not name:
        cells.note("treatment_missing", "name", fatal=True)
        return None
    if category is None:
        cells.note("category_unknown", "category", name or code)
    return PriceRow(code, name, cells.money("price"), category, category_words, cells.text("notes", "\n"))


def _treatment(cells: Cells, code_field: str, name_field: str) -> tuple[str, Category | None, str]:
    """The code in its canonical form, the category it or the name speaks of, and the file's own word for that."""
    code, words = cells.key(code_field), cells.text("category")
    known = classify(code, cells.text(name_field))
    if known.problem:
        cells.note(known.problem, code_field, code)
    return known.code, known.category or _category_of(words), words


def _category_of(words: str) -> Category | None:
    known = next((category for category in Category if category.value == words.lower()), None)
    return known or classify("", words).category


def _discount(cells: Cells) -> int | None:
    """An amount; a percentage is left to the notes of the price, it is in the amount already."""
    return None if all(map(_PERCENT.fullmatch, cells.texts("discount"))) else cells.money("discount")


def _signed_amount(cells: Cells) -> int | None:
    """What came in, below zero for what went back: a refund has its own column, a yes in it, or its word."""
    amount = cells.money("amount")
    texts = cells.texts("refund")
    told = next((text for text in (*texts, *cells.texts("method")) if _BACK.search(text)), "")
    if told and amount:
        if amount > 0:
            cells.note("taken_back", "amount", told)
        return -abs(amount)
    if not texts or _CAME_IN.search(texts[0]):
        return amount
    try:
        back = amount if read_answer(texts[0]) else None
    except Unreadable:
        back = cells.money("refund")
    if not back:
        return amount
    return -abs(back) if not amount or amount == back else amount - abs(back)


def _refuse_without_amount(cells: Cells) -> None:
    """An amount that could not be read has said so already; then that is the reason."""
    for problem in [one for one in cells.problems if one.field in ("amount", "refund")]:
        cells.note(problem.code, problem.field, problem.text, fatal=True, **problem.params)
        cells.problems.remove(problem)
        return
    cells.note("amount_missing", "amount", fatal=True)
