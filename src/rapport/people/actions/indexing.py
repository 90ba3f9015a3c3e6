"""Under what a person is found (REC-1): written anew whenever the record or its contact points change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from django.db import transaction

from rapport.lib.bulk import insert_many
from rapport.people import names
from rapport.people.models import ContactPoint, FormerNumber, NameWord, Patient, SearchTerm
from rapport.people.models.contact import ContactKind

NUMBER = "number"  # beside the kinds of contact points: a file number of before a merge
COLUMNS = ("patient_id", "branch_id", "sort_key", "signs", "term")
_BY_TERM = itemgetter(COLUMNS.index("term"), COLUMNS.index("sort_key"))


@transaction.atomic
def index_patients(patients: Sequence[Patient]) -> None:
    """Make `patients` findable by what their records say now; the terms of before are taken away."""
    ids = [patient.pk for patient in patients]
    SearchTerm.objects.filter(patient__in=ids).delete()
    reached: dict[int, list[tuple[str, str]]] = {pk: [] for pk in ids}
    for pk, kind, value in ContactPoint.objects.filter(patient__in=ids).values_list("patient_id", "kind", "value"):
        reached[pk].append((kind, value))
    for pk, number in FormerNumber.objects.filter(patient__in=ids).values_list("patient_id", "number"):
        reached[pk].append((NUMBER, number))
    _write(patients, reached)


def index_newcomers(newcomers: Sequence[tuple[Patient, Sequence[ContactPoint]]]) -> None:
    """Make people findable just written down, who have these contact points and nothing else."""
    reached = {patient.pk: [(c.kind, c.value) for c in contacts] for patient, contacts in newcomers}
    _write([patient for patient, _contacts in newcomers], reached)


def _write(patients: Sequence[Patient], reached: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    rows = (row for patient in patients for row in _rows(patient, terms_of(patient, reached[patient.pk])))
    # in the order of the index, so that each of its pages is written once
    insert_many(SearchTerm, COLUMNS, sorted(rows, key=_BY_TERM))
    words = {word for patient in patients for word in names.name_words(*_names(patient))}
    NameWord.objects.bulk_create((NameWord(word=word) for word in sorted(words)), ignore_conflicts=True)


def _rows(patient: Patient, terms: set[str]) -> Iterator[tuple[int, int, str, str, str]]:
    signs = names.first_signs(terms)
    return ((patient.pk, patient.branch_id, patient.sort_key, signs, term) for term in terms)


def terms_of(patient: Patient, reached_by: Iterable[tuple[str, str]]) -> set[str]:
    """Every term of a record that is also reached by these contact points and former numbers, each a kind and a
    value."""
    read = {NUMBER: names.number_terms, ContactKind.PHONE: names.phone_terms}
    terms = names.search_terms(*_names(patient)) | names.number_terms(patient.file_number)
    return terms.union(*(read.get(kind, names.handle_terms)(value) for kind, value in reached_by))


def _names(patient: Patient) -> tuple[str, str, str, str]:
    return patient.full_name, patient.family_name, patient.given_name, patient.middle_name
