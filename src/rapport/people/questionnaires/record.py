"""Where an answer has its place in the record: what stands there now, whether it says the same, how it is written.

The client's word never replaces silently what the desk wrote: an empty field is filled, others wait for the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation

from rapport.people import names
from rapport.people.contacts import read_contact
from rapport.people.models import ContactPoint, Patient, Source
from rapport.people.models.contact import ContactKind
from rapport.people.models.source import SourceKind


@dataclass(frozen=True)
class Place:
    """`stands` gives the answer that the record holds now ("" for none), `fields` what writing one comes to."""

    stands: Callable[[Patient], str]
    fields: Callable[[Patient, str], dict[str, Any]]


def _plain(name: str) -> Place:
    return Place(lambda patient: str(getattr(patient, name)), lambda _patient, value: {name: value})


def _name_fields(_patient: Patient, value: str) -> dict[str, Any]:
    parts = names.split(value)
    return {
        "full_name": value,
        "family_name": parts.family[:100],
        "given_name": parts.given[:100],
        "middle_name": parts.middle[:100],
    }


def _born(patient: Patient) -> str:
    return patient.birth_date.isoformat() if patient.birth_date else ""


def _source(patient: Patient, kind: str) -> dict[str, Any]:
    """The clinic's own first source of the kind, or one named after it in the language of the branch."""
    known = Source.objects.filter(kind=kind).order_by("pk").first()
    if known is None:
        with translation.override(patient.branch.language):
            name = str(SourceKind(kind).label)
        known, _made = Source.objects.get_or_create(name=name, defaults={"kind": kind})
    return {"source": known}


PLACES: dict[str, Place] = {
    "full_name": Place(lambda patient: patient.full_name, _name_fields),
    "birth_date": Place(_born, lambda _patient, value: {"birth_date": date.fromisoformat(value)}),
    "sex": _plain("sex"),
    "language": _plain("language"),
    "occupation": _plain("occupation"),
    "hobbies": _plain("hobbies"),
    "address": _plain("address"),
    "travel_minutes": Place(
        lambda patient: "" if patient.travel_minutes is None else str(patient.travel_minutes),
        lambda _patient, value: {"travel_minutes": int(value)},
    ),
    "source": Place(lambda patient: patient.source.kind if patient.source else "", _source),
    "referrer_words": Place(
        lambda patient: patient.referrer.full_name if patient.referrer else patient.referrer_words,
        # another name than that of the record it was tied to: which record is meant now, nobody knows yet
        lambda _patient, value: {"referrer_words": value, "referrer": None},
    ),
}
# one may have several of a kind: another number is put beside the known one, and replaces none
POINTS: dict[str, str] = {str(kind): str(kind) for kind in ContactKind}


@dataclass
class Writing:
    """What answers come to in a record: fields to be written and contact points to be added."""

    fields: dict[str, Any] = field(default_factory=dict)
    points: list[ContactPoint] = field(default_factory=list)

    def add(self, patient: Patient, key: str, value: str) -> None:
        if key in POINTS:
            self.points.append(read_contact(POINTS[key], value, patient.branch.region))
        else:
            self.fields |= PLACES[key].fields(patient, value)


def has_place(key: str) -> bool:
    return key in PLACES or key in POINTS


def stands(patient: Patient, key: str) -> str:
    """What the record says now, in the form of an answer; "" for nothing."""
    if key in POINTS:
        return ", ".join(str(one) for one in _points(patient, key))
    return PLACES[key].stands(patient)


def says_same(patient: Patient, key: str, value: str) -> bool:
    """Whether the record says what was answered, however it is written."""
    if key not in POINTS:
        return _folded(stands(patient, key)) == _folded(value)
    read = read_contact(POINTS[key], value, patient.branch.region)
    return any((one.value, one.extension) == (read.value, read.extension) for one in _points(patient, key))


def _points(patient: Patient, key: str) -> list[ContactPoint]:
    return [one for one in patient.contacts.all() if one.kind == POINTS[key]]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
