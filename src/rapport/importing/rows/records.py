"""What one row of a file becomes: typed, frozen, and not yet anybody's record."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from rapport.care.categories import Category
from rapport.importing.values.names import Name
from rapport.importing.values.words import Method, Sex, Status
from rapport.lib.phone import Phone


@dataclass(frozen=True, slots=True)
class Who:
    """How a row names a person: by file number, name, phone or birth date, whichever stood there."""

    file_number: str = ""
    name: Name | None = None
    phones: tuple[Phone, ...] = ()
    birth_date: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.file_number or self.name or self.phones)


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A person. `consent` is None where the file says nothing about it; `tags` are the clinic's words."""

    file_number: str
    name: Name
    sex: Sex | None
    birth_date: dt.date | None
    deceased: bool
    died_on: dt.date | None
    phones: tuple[Phone, ...]
    emails: tuple[str, ...]
    wechat: str
    telegram: str
    address: str
    occupation: str
    language: str
    source: str
    referrer: Who | None
    referrer_words: str
    household: str
    guardian: Who | None
    guardian_words: str
    tags: tuple[str, ...]
    notes: str
    registered_on: dt.date | None
    consent: bool | None
    consent_on: dt.date | None
    branch: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One treatment of one visit, or a visit alone. Amounts are minor units of the branch's currency."""

    external_id: str
    patient: Who
    date: dt.date
    time: dt.time | None
    dentist: str
    complaint: str
    teeth: tuple[int, ...]
    teeth_words: str
    treatment_code: str
    treatment_name: str
    category: Category | None
    category_words: str
    quantity: Decimal | None
    amount: int | None
    paid: int | None
    discount: int | None
    waiting_minutes: int | None
    notes: str
    branch: str
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """A booking and what became of it. Moments are aware, in the branch's zone; no time, no `starts_at`."""

    external_id: str
    patient: Who
    date: dt.date
    starts_at: dt.datetime | None
    duration_minutes: int | None
    dentist: str
    chair: str
    service: str
    status: Status
    booked_on: dt.date | None
    checked_in_at: dt.datetime | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    waiting_minutes: int | None
    notes: str
    branch: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money that came in, or went back where the amount (minor units) is below zero."""

    external_id: str
    patient: Who
    date: dt.date
    amount: int
    method: Method | None
    notes: str
    branch: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A line of the price list. `category` is None where neither its code nor its words say it."""

    code: str
    name: str
    price: int | None
    category: Category | None
    category_words: str
    notes: str


Record = PatientRow | VisitRow | AppointmentRow | PaymentRow | PriceRow
