"""Somebody who books for the first time becomes a prospect (BOO-1, PRO-7), with what they agreed to (REC-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from rapport.lib.refusal import Refused
from rapport.people import names
from rapport.people.actions import Giver, NewPatient, give_consent, put_guardian, register_patient
from rapport.people.actions.consent_texts import text_in_force
from rapport.people.guardianship import needs_guardian
from rapport.people.models import ContactPoint, Patient, Source
from rapport.people.models.consent import Way
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind
from rapport.people.models.signing import Relation
from rapport.people.models.source import SourceKind
from rapport.staff.models import Branch

# what is asked on the page, each apart; without the first nobody is written down
ASKED = (Purpose.PROCESSING, Purpose.CARE, Purpose.MARKETING)
_PARENTS = frozenset({Relation.MOTHER, Relation.FATHER, Relation.GRANDPARENT, Relation.GUARDIAN})


@dataclass(frozen=True)
class Newcomer:
    """Who comes, as they wrote it. `phone` is of who books (E.164); `booker` and `relation` only where that is
    somebody else. `agreed`: the purposes they agreed to."""

    name: str
    phone: str
    language: str
    birth_date: date | None = None
    booker: str = ""
    relation: str = ""
    agreed: Sequence[str] = ()


def write_down(newcomer: Newcomer, branch: Branch) -> Patient:
    """The new record of who comes, and of the parent who books for a child. Always a new one: whether they are
    known already is for the desk to see among the likely duplicates. Inside the caller's transaction.

    Raises Refused: processing_needed, child_alone.
    """
    if Purpose.PROCESSING not in newcomer.agreed:
        raise Refused("processing_needed", _("Without this consent we may not write you down. Call us instead."))
    patient = _record(newcomer.name, newcomer, branch, newcomer.birth_date)
    child = needs_guardian(patient, branch.today())
    if child and not newcomer.booker:
        raise Refused("child_alone", _("A parent books for a child: choose “for somebody else”."))
    guarded = child and newcomer.relation in _PARENTS
    point = ContactPoint(kind=ContactKind.PHONE, value=newcomer.phone)
    register_patient(NewPatient(patient, () if guarded else (point,)), by=None)
    if guarded:
        parent = _record(newcomer.booker, newcomer, branch, None)
        register_patient(NewPatient(parent, (point,)), by=None)
        put_guardian(patient, parent, by=None)
    giver = Giver(newcomer.booker, newcomer.relation, parent if guarded else None) if newcomer.booker else None
    for purpose in (one for one in ASKED if one in newcomer.agreed):
        text = text_in_force(branch, purpose, newcomer.language)
        give_consent(patient, purpose, by=None, how=Way.LINK, text=text, giver=giver)
    return patient


def _record(name: str, newcomer: Newcomer, branch: Branch, born: date | None) -> Patient:
    parts = names.split(name)
    return Patient(
        branch=branch,
        full_name=name,
        family_name=parts.family,
        given_name=parts.given,
        middle_name=parts.middle,
        birth_date=born,
        language=newcomer.language,
        source=_source(branch),
        registered_on=branch.today(),
    )


def _source(branch: Branch) -> Source:
    with translation.override(branch.language):
        name = _("Online booking")
    return Source.objects.get_or_create(name=name, defaults={"kind": SourceKind.ONLINE})[0]
