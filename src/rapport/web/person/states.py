"""The form of a person as a `State` of people.versions, to tell and to join what two people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core import signing
from django.forms import BoundField

from rapport.people.models import Patient
from rapport.people.versions import Group, State
from rapport.staff.models import User
from rapport.web.person.contact_rows import ContactForm, row_of, rows_of
from rapport.web.person.forms import PersonForm

_SALT = "rapport.person.before"


def state_of(patient: Patient, user: User) -> State:
    """What the form says of the record as it now is."""
    form = PersonForm(instance=patient, user=user)
    rows = rows_of(patient.contacts.order_by("pk"), patient.branch.region)
    return grouped({field.html_name: _text(field.value()) for field in _inputs(form, rows)})


def state_sent(data: Mapping[str, Any], form: PersonForm, rows: Iterable[ContactForm]) -> State:
    """What was typed into the form."""
    sent = {field.html_name: data.get(field.html_name, "") for field in _inputs(form, rows)}
    return grouped({name: _text(value) for name, value in sent.items()})


def _inputs(form: PersonForm, rows: Iterable[ContactForm]) -> Iterable[BoundField]:
    yield from form
    for row in rows:
        yield from row


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\x00", "").strip()


def grouped(inputs: Mapping[str, str]) -> dict[str, Group]:
    """Inputs by what belongs together; what is empty is left out, a row without its value altogether."""
    groups: dict[str, dict[str, str]] = {}
    for name, text in inputs.items():
        if text:
            groups.setdefault(row_of(name) or name, {})[name] = text
    return {name: group for name, group in groups.items() if row_of(name) != name or _says_something(name, group)}


def _says_something(row: str, group: Group) -> bool:
    return f"{row}-value" in group or f"{row}-label" in group


def inputs_of(state: State) -> dict[str, str]:
    """The inputs of all groups, as a form takes them."""
    return {name: text for group in state.values() for name, text in group.items()}


def sealed(patient: Patient, state: State) -> str:
    """`state` to be kept in the page and believed when it comes back with what was typed."""
    return signing.dumps({name: dict(group) for name, group in state.items()}, salt=_salt(patient), compress=True)


def unsealed(patient: Patient, text: str) -> State | None:
    """What `sealed` kept; None for anything else."""
    try:
        found: State = signing.loads(text, salt=_salt(patient))
    except signing.BadSignature:
        return None
    return found


def _salt(patient: Patient) -> str:
    return f"{_SALT}.{patient.pk}"
