"""What a sheet can hold, and which fields each kind of sheet has."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a file or sheet holds."""

    PATIENTS = "patients"
    VISITS = "visits"
    APPOINTMENTS = "appointments"
    PAYMENTS = "payments"
    PRICES = "prices"


@dataclass(frozen=True)
class Field:
    """One thing a column can hold. `weight` is how much its heading speaks for its kind of sheet."""

    name: str
    label: "str | Promise"
    weight: float
    repeatable: bool = False


LABELS: dict[str, "str | Promise"] = {
    "file_number": _("Patient number"),
    "full_name": _("Full name"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "middle_name": _("Middle name"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    "death_date": _("Date of death"),
    "deceased": _("Deceased"),
    "phones": _("Phone"),
    "emails": _("E-mail"),
    "wechat": _("WeChat"),
    "telegram": _("Telegram"),
    "address": _("Address"),
    "occupation": _("Occupation"),
    "language": _("Language"),
    "source": _("Source"),
    "referrer": _("Referred by"),
    "household": _("Household"),
    "guardian": _("Guardian"),
    "guardian_phone": _("Guardian's phone"),
    "tags": _("Tags"),
    "notes": _("Notes"),
    "registered_on": _("Registered on"),
    "consent": _("Consent"),
    "consent_on": _("Date of consent"),
    "branch": _("Branch"),
    "external_id": _("Number of the record"),
    "date": _("Date"),
    "time": _("Time"),
    "dentist": _("Dentist"),
    "complaint": _("Complaint"),
    "teeth": _("Teeth"),
    "treatment_code": _("Treatment code"),
    "treatment_name": _("Treatment"),
    "category": _("Category"),
    "quantity": _("Quantity"),
    "amount": _("Amount"),
    "paid": _("Paid"),
    "discount": _("Discount"),
    "waiting_minutes": _("Waiting time"),
    "duration": _("Duration"),
    "end": _("Planned end"),
    "chair": _("Chair"),
    "service": _("Service"),
    "status": _("Status"),
    "attended": _("Came (yes or no)"),
    "no_show": _("Did not come (yes or no)"),
    "booked_on": _("Booked on"),
    "checked_in": _("Checked in"),
    "started": _("Started"),
    "ended": _("Ended"),
    "method": _("Payment method"),
    "refund": _("Refund"),
    "code": _("Code"),
    "name": _("Name of the treatment"),
    "price": _("Price"),
}
_REPEATABLE = frozenset({"phones", "emails", "address", "tags", "notes", "teeth", "guardian_phone"})

_WHO = {
    "file_number": 0.5,
    "full_name": 0.7,
    "family_name": 0.5,
    "given_name": 0.5,
    "middle_name": 0.3,
    "phones": 0.4,
    "birth_date": 0.2,
}
_WEIGHTS: dict[Kind, dict[str, float]] = {
    Kind.PATIENTS: {
        **{
            "file_number": 1.0,
            "full_name": 1.2,
            "family_name": 1.0,
            "given_name": 1.0,
            "middle_name": 0.8,
            "sex": 1.5,
            "birth_date": 2.0,
        },
        **{
            "death_date": 2.0,
            "deceased": 1.5,
            "phones": 1.2,
            "emails": 1.5,
            "wechat": 1.5,
            "telegram": 1.5,
            "address": 1.5,
            "occupation": 1.5,
        },
        **{
            "language": 1.0,
            "source": 1.2,
            "referrer": 1.5,
            "household": 1.5,
            "guardian": 1.5,
            "guardian_phone": 1.0,
            "tags": 1.0,
            "notes": 0.3,
        },
        **{"registered_on": 2.0, "consent": 1.5, "consent_on": 1.5, "branch": 0.2},
    },
    Kind.VISITS: {
        **_WHO,
        **{
            "external_id": 0.8,
            "date": 1.2,
            "time": 0.2,
            "dentist": 1.0,
            "complaint": 2.0,
            "teeth": 2.0,
            "treatment_code": 1.8,
        },
        **{
            "treatment_name": 2.2,
            "category": 0.8,
            "quantity": 1.5,
            "amount": 1.2,
            "paid": 1.2,
            "discount": 1.0,
            "method": 1.6,
            "waiting_minutes": 0.8,
        },
        **{"notes": 0.3, "branch": 0.2},
    },
    Kind.APPOINTMENTS: {
        **_WHO,
        **{
            "external_id": 0.8,
            "date": 1.2,
            "time": 1.2,
            "duration": 1.5,
            "end": 1.2,
            "dentist": 1.0,
            "chair": 1.8,
            "service": 1.2,
        },
        **{
            "status": 2.5,
            "attended": 2.0,
            "no_show": 2.0,
            "booked_on": 1.5,
            "checked_in": 1.5,
            "started": 1.2,
            "ended": 1.2,
            "waiting_minutes": 0.8,
            "notes": 0.3,
            "branch": 0.2,
        },
    },
    Kind.PAYMENTS: {
        **_WHO,
        **{
            "external_id": 1.0,
            "date": 1.4,
            "amount": 2.0,
            "method": 3.0,
            "refund": 1.8,
            "notes": 0.4,
            "branch": 0.2,
        },
    },
    Kind.PRICES: {"code": 1.5, "name": 1.8, "price": 2.5, "category": 1.0, "notes": 0.2},
}

FIELDS: dict[Kind, tuple[Field, ...]] = {
    kind: tuple(Field(name, LABELS[name], weight, name in _REPEATABLE) for name, weight in weights.items())
    for kind, weights in _WEIGHTS.items()
}
"""The fields of each kind, in the order in which a person is asked for them."""

KIND_LABELS: dict[Kind, "str | Promise"] = {
    Kind.PATIENTS: _("Patients"),
    Kind.VISITS: _("Visits and treatments"),
    Kind.APPOINTMENTS: _("Appointments"),
    Kind.PAYMENTS: _("Payments"),
    Kind.PRICES: _("Price list"),
}

_NAMES = frozenset({"full_name", "family_name", "given_name"})
_PERSON = _NAMES | {"file_number", "phones"}
REQUIRED: dict[Kind, tuple[frozenset[str], ...]] = {
    Kind.PATIENTS: (_NAMES,),
    Kind.VISITS: (_PERSON, frozenset({"date"})),
    Kind.APPOINTMENTS: (_PERSON, frozenset({"date"})),
    Kind.PAYMENTS: (_PERSON, frozenset({"date"}), frozenset({"amount"})),
    Kind.PRICES: (frozenset({"name"}), frozenset({"price", "category", "code"})),
}
"""Of each set a sheet of that kind has at least one field; without them nothing can be taken from it."""


_BY_NAME = {kind: {one.name: one for one in fields} for kind, fields in FIELDS.items()}


def field(kind: Kind, name: str) -> Field:
    """The field of that name. Raises KeyError where the kind has none."""
    return _BY_NAME[kind][name]
