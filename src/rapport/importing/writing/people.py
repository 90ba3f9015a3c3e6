"""Writes new and corrected people with all that hangs on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Line
from rapport.importing.deciding.people import Correction, Plan, Registration
from rapport.importing.models import Outcome
from rapport.importing.writing.digest import beside_person
from rapport.importing.writing.ledger import Ledger
from rapport.people import names
from rapport.people.actions import NewPatient, index_patients, register_patients, set_name_keys, touch
from rapport.people.models import Consent, ContactPoint, Household, Patient, PatientTag, Source, Tag
from rapport.people.models.source import SourceKind
from rapport.people.names import NAME_KEYS

_FOUND_BY = frozenset({"full_name", "family_name", "given_name", "middle_name", "file_number"})
_REFERRED = ("推荐", "介绍", "рекоменд", "знаком", "referr", "friend", "recommend", "友")


def write_people(clinic: Clinic, lines: Sequence[Line], ledger: Ledger) -> None:
    """Write what a batch of rows about people says."""
    new = [line for line in lines if line.verdict and line.verdict.outcome == Outcome.NEW]
    register(clinic, [(line.id, line.verdict.plan) for line in new if line.verdict], ledger)
    changed = [
        (line.id, line.verdict.plan)
        for line in lines
        if line.verdict and line.verdict.outcome == Outcome.CHANGED and isinstance(line.verdict.plan, Correction)
    ]
    _correct(clinic, changed, ledger)
    for line in lines:
        if line.verdict and isinstance(line.verdict.plan, Plan):
            line.verdict.became_id = line.verdict.plan.person.patient.pk


def register(clinic: Clinic, newcomers: Sequence[tuple[int, Registration]], ledger: Ledger) -> None:
    """Write down new people; each comes with the id of the row that brought them."""
    tags = _resolve_words(clinic, newcomers, ledger)
    register_patients(
        [
            NewPatient(plan.person.patient, plan.contacts, [tags[tag] for tag in plan.tags], plan.consents)
            for _line, plan in newcomers
        ],
        by=clinic.imported.by,
    )
    for line, plan in newcomers:
        own = beside_person(plan.contacts, (tags[tag].pk for tag in plan.tags), plan.consents)
        ledger.created(line, plan.person.patient, own)


def _correct(clinic: Clinic, plans: Sequence[tuple[int, Correction]], ledger: Ledger) -> None:
    """Write what rows change about known people."""
    if not plans:
        return
    tags = _resolve_words(clinic, plans, ledger)
    people = {plan.person.patient.pk: plan.person.patient for _line, plan in plans}
    fields = {name for _line, plan in plans for name in plan.fields}
    if fields & _FOUND_BY:
        for patient in people.values():
            set_name_keys(patient)
        fields.update(NAME_KEYS)
    if fields:
        Patient.objects.bulk_update(list(people.values()), sorted(_attributes(fields)), batch_size=100)
    for line, plan in plans:
        ledger.changed(line, plan.person.patient, plan.fields)
        _add(clinic, line, plan, tags, ledger)
    found_anew = [plan.person.patient for _line, plan in plans if plan.contacts or plan.fields.keys() & _FOUND_BY]
    index_patients(list({patient.pk: patient for patient in found_anew}.values()))
    touch(people)


def _attributes(names_: Iterable[str]) -> set[str]:
    return {name.removesuffix("_id") if name in ("source_id", "household_id") else name for name in names_}


def _add(clinic: Clinic, line: int, plan: Correction, tags: dict[str, Tag], ledger: Ledger) -> None:
    patient = plan.person.patient
    for contact in plan.contacts:
        contact.patient = patient
    tagged = [PatientTag(patient=patient, tag=tags[tag], by=clinic.imported.by) for tag in plan.tags]
    for consent in plan.consents:
        consent.patient, consent.recorded_by = patient, clinic.imported.by
    added = (
        *ContactPoint.objects.bulk_create(plan.contacts),
        *PatientTag.objects.bulk_create(tagged),
        *Consent.objects.bulk_create(plan.consents),
    )
    for record in added:
        ledger.created(line, record)


def _resolve_words(clinic: Clinic, plans: Sequence[tuple[int, Plan]], ledger: Ledger) -> dict[str, Tag]:
    """Turn the words for sources and households into records, made where missing; gives the tags by name."""
    sources = _sources({plan.source for _line, plan in plans if plan.source}, ledger)
    households = _households(clinic, {plan.household for _line, plan in plans if plan.household}, ledger)
    for _line, plan in plans:
        patient = plan.person.patient
        for name, found in (
            ("source_id", sources.get(plan.source)),
            ("household_id", households.get(plan.household)),
        ):
            if found is not None and getattr(patient, name) != found:
                plan.fields[name] = (getattr(patient, name), found)
                setattr(patient, name, found)
    return _tags({tag for _line, plan in plans for tag in plan.tags}, ledger)


def _sources(wanted: Collection[str], ledger: Ledger) -> dict[str, int]:
    known = dict(Source.objects.filter(name__in=wanted).values_list("name", "pk"))
    missing = [Source(name=name, kind=_source_kind(name)) for name in sorted(set(wanted) - set(known))]
    for source in Source.objects.bulk_create(missing):
        ledger.created(None, source)
        known[source.name] = source.pk
    return known


def _source_kind(name: str) -> str:
    words = names.fold(name)
    return str(SourceKind.REFERRAL if any(word in words for word in _REFERRED) else SourceKind.OTHER)


def _households(clinic: Clinic, wanted: Collection[str], ledger: Ledger) -> dict[str, int]:
    here = Household.objects.filter(name__in=wanted, members__branch=clinic.branch)
    known = dict(here.order_by("-pk").values_list("name", "pk"))
    missing = [Household(name=name) for name in sorted(set(wanted) - set(known))]
    for household in Household.objects.bulk_create(missing):
        ledger.created(None, household)
        known[household.name] = household.pk
    return known


def _tags(wanted: Collection[str], ledger: Ledger) -> dict[str, Tag]:
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=wanted)}
    for tag in Tag.objects.bulk_create([Tag(name=name) for name in sorted(set(wanted) - set(known))]):
        ledger.created(None, tag)
        known[tag.name] = tag
    return known
