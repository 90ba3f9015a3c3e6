"""Hashes by which equal rows and equal people are found without holding them all. 64 bits, signed. Pure."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from typing import Any

from rapport.importing.rows import (
    AppointmentRow,
    PatientRow,
    PaymentRow,
    PriceRow,
    Record,
    VisitRow,
    Who,
)
from rapport.importing.values.names import Name
from rapport.lib.phone import Phone
from rapport.people import names

_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def number_of(*parts: object) -> int:
    """A number for these parts that is the same for ever; None and "" differ from each other."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)


def content_of(record: Record) -> int:
    """Of everything a row says, as it was understood: the same for a file saved anew in another format.

    Only what is filled counts, with its field's name, so that fields added later change nothing.
    """
    kind: type = type(record)
    values = ((name, getattr(record, name)) for name in _names(kind))
    return number_of(kind.__name__, *(f"{name}={_plain(value)}" for name, value in values if value))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> str:
    if isinstance(value, Phone):
        return f"{value.e164 or value.raw}x{value.extension}"
    if isinstance(value, Name):
        return f"{value.full}|{value.family}|{value.given}|{value.middle}"
    if isinstance(value, tuple):
        return ",".join(map(_plain, value))
    if isinstance(value, Who):
        return ";".join(_plain(getattr(value, name)) for name in _names(Who) if getattr(value, name))
    return str(value)


def identity_of(record: Record) -> int | None:
    """Of what stays when a row is exported again with corrections; None for people, who have their own rules."""
    match record:
        case PatientRow():
            return None
        case AppointmentRow():
            if record.external_id:
                return number_of("appointment", record.external_id)
            return number_of("appointment", who_of(record.patient), record.starts_at or record.date)
        case VisitRow():
            what = (names.fold(record.treatment_code), names.fold(record.treatment_name), record.teeth_words)
            return number_of("visit", record.external_id, who_of(record.patient), record.date, *what)
        case PaymentRow():
            if record.external_id:
                return number_of("payment", record.external_id, record.date, record.method)
            return number_of("payment", who_of(record.patient), record.date, record.amount, record.method)
        case PriceRow():
            return number_of("price", names.fold(record.code) or names.fold(record.name))


def identity_is_counted(record: Record) -> bool:
    """Whether rows of one sheet with equal identity are different things (two payments of a day) or one."""
    return not (isinstance(record, AppointmentRow) and record.external_id) and not isinstance(record, PriceRow)


def who_of(who: Who) -> str:
    """The steadiest of what a row says about its person."""
    if who.file_number:
        return f"n:{who.file_number}"
    if who.name:
        return f"b:{name_of(who.name.full)}:{who.birth_date or ''}"
    return "p:" + ",".join(phone.e164 or phone.raw for phone in who.phones)


def name_of(full: str) -> str:
    """A name for telling whether two are the same: folded, and in Chinese without the space some write between."""
    folded = names.fold(full)
    return folded if folded.isascii() else _HAN_GAP.sub("", folded)


def file_number_key(number: str) -> int:
    return number_of("n", number)


def plain_number(number: str) -> str:
    """A file number without the leading zeros that a spreadsheet takes away; empty where they mean something."""
    return number.lstrip("0") if number.isascii() and number.isdigit() else ""


def plain_number_key(plain: str) -> int:
    return number_of("z", plain)


def phone_key(e164: str) -> int:
    return number_of("p", e164)


def birth_key(folded: str, born: object) -> int:
    return number_of("b", folded, born)


def name_key(folded: str) -> int:
    return number_of("f", folded)


def money_key(whose: int) -> int:
    return number_of("m", whose)


def with_place(kind: str, number: int, place: int) -> int:
    """The key kept for ever: a hash and the place among equal ones of its sheet."""
    return number_of(kind, number, place)


def as_who(record: Record) -> Who:
    """The person a row names, of whatever kind it is."""
    if isinstance(record, PatientRow):
        return Who(record.file_number, record.name, record.phones, record.birth_date)
    assert not isinstance(record, PriceRow)
    return record.patient
