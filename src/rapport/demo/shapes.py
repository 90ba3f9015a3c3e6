"""The demo clinic as plain data, in the words of the models but free of them: who writes it down decides how.

Money is in minor units of the branch's currency, days are calendar days at the branch, moments carry its zone.
People are named by `key`, staff by user name, branches by key; categories, states and purposes by the codes of
the models.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(slots=True)
class DemoBranch:
    key: str
    name: str
    address: str
    time_zone: str
    region: str
    currency: str
    language: str
    opens_at: time
    closes_at: time
    open_days: str
    phone: str


@dataclass(slots=True)
class DemoStaff:
    username: str
    full_name: str
    language: str
    roles: dict[str, str]  # branch key → role


@dataclass(slots=True)
class DemoPrice:
    branch: str
    code: str
    name: str
    category: str
    price: int


@dataclass(slots=True)
class DemoSource:
    name: str
    kind: str


@dataclass(slots=True)
class DemoContact:
    kind: str
    value: str
    label: str = ""
    preferred: bool = False
    do_not_use: bool = False


@dataclass(slots=True)
class DemoConsent:
    purpose: str
    given_on: date
    how: str
    given_by: str = ""  # key of the guardian, "" for the person
    withdrawn_on: date | None = None


@dataclass(slots=True)
class DemoTreatment:
    category: str
    code: str
    name: str
    teeth: str
    quantity: int
    amount: int


@dataclass(slots=True)
class DemoPayment:
    day: date
    amount: int  # below zero: money given back
    method: str
    remark: str = ""


@dataclass(slots=True)
class DemoVisit:
    branch: str
    day: date
    started_at: datetime
    dentist: str
    complaint: str
    resolution: str
    waiting_minutes: int
    treatments: list[DemoTreatment]
    payments: list[DemoPayment] = field(default_factory=list)
    remark: str = ""

    @property
    def amount(self) -> int:
        return sum(treatment.amount for treatment in self.treatments)


@dataclass(slots=True)
class DemoAppointment:
    branch: str
    starts_at: datetime
    ends_at: datetime
    dentist: str
    chair: str
    service: str
    category: str
    state: str
    booked_on: date
    booked: int  # place in tables.bookings.BOOKED
    arrived_at: datetime | None = None
    in_chair_at: datetime | None = None
    visit: DemoVisit | None = None
    remark: str = ""


@dataclass(slots=True)
class DemoPlan:
    branch: str
    dentist: str
    title: str
    teeth: str
    category: str
    amount: int
    state: str
    presented_on: date
    thinking_until: date | None = None


@dataclass(slots=True)
class DemoNote:
    at: datetime
    by: str
    text: str


@dataclass(slots=True)
class DemoHousehold:
    key: str
    name: str


@dataclass(slots=True)
class DemoPerson:
    key: str
    branch: str
    family_name: str
    given_name: str
    middle_name: str
    full_name: str
    sex: str
    birth_date: date | None
    language: str
    registered_on: date
    file_number: str = ""
    occupation: str = ""
    hobbies: str = ""
    address: str = ""
    travel_minutes: int | None = None
    influence: str = ""
    influence_note: str = ""
    source: str = ""
    referrer: str = ""  # key
    referrer_words: str = ""
    household: str = ""  # key
    guardian: str = ""  # key
    remark: str = ""
    deceased: bool = False
    died_on: date | None = None
    story: str = ""  # which of the named stories, "" for the crowd
    tags: list[str] = field(default_factory=list)  # codes of the built-in ones, else names
    contacts: list[DemoContact] = field(default_factory=list)
    consents: list[DemoConsent] = field(default_factory=list)
    visits: list[DemoVisit] = field(default_factory=list)
    appointments: list[DemoAppointment] = field(default_factory=list)
    plans: list[DemoPlan] = field(default_factory=list)
    notes: list[DemoNote] = field(default_factory=list)

    @property
    def spent(self) -> int:
        return sum(visit.amount for visit in self.visits)

    def age_on(self, day: date) -> int:
        born = self.birth_date or day
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(slots=True)
class DemoClinic:
    """Everything. `people` are ordered so that guardians and referrers come before those who name them."""

    name: str
    today: date
    branches: list[DemoBranch]
    staff: list[DemoStaff]
    prices: list[DemoPrice]
    sources: list[DemoSource]
    tags: list[str]
    households: list[DemoHousehold]
    people: list[DemoPerson]
