"""After all people are in: who referred them and who guards them, as far as the words of the file tell it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from rapport.importing.deciding.batch import next_lines
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Line
from rapport.importing.deciding.parsing import parse
from rapport.importing.deciding.person import Person
from rapport.importing.deciding.persons import Persons
from rapport.importing.holding import turn
from rapport.importing.models import ImportRow, ImportState
from rapport.importing.recognising import Kind
from rapport.importing.rows import PatientRow, Who
from rapport.importing.staging import mapping_of, sheets_in_order
from rapport.importing.writing.ledger import Ledger
from rapport.people.actions import touch
from rapport.people.circles import in_a_circle
from rapport.people.models import Patient

ROWS_AT_ONCE = 500
_FIELDS = frozenset({"referrer", "guardian", "guardian_phone"})


def link_next_batch(import_id: int, claim: uuid.UUID) -> bool:
    """Link the people of the next rows; False when all are done. Raises Lost."""
    with turn(import_id, claim, ImportState.APPLYING) as imported:
        for sheet in sheets_in_order(imported, [Kind.PATIENTS]):
            if not _FIELDS & mapping_of(sheet).by_field.keys():
                continue
            clinic = Clinic(imported, sheet, preview=False)
            lines = next_lines(clinic, sheet.finished_to, ROWS_AT_ONCE)
            if lines:
                _link(clinic, [line for line in lines if line.outcome in ("new", "changed")])
                sheet.finished_to = lines[-1].line
                sheet.save(update_fields=["finished_to"])
                return True
        return False


def _link(clinic: Clinic, lines: Sequence[Line]) -> None:
    rows = {}
    for line in lines:
        record = parse(clinic, clinic.sheet, line.cells, line.merged).record
        if isinstance(record, PatientRow) and (record.referrer or record.guardian):
            rows[line.id] = record
    persons = Persons(clinic)
    wanted = [who for record in rows.values() for who in (record.referrer, record.guardian) if who]
    persons.load(wanted, by_name=True)
    became = dict(ImportRow.objects.filter(pk__in=rows, became="patient").values_list("pk", "became_id"))
    patients = Patient.objects.in_bulk([pk for pk in became.values() if pk is not None])
    ledger = Ledger(clinic)
    brought = _brought_by(persons, rows.values())
    for line_id, record in rows.items():
        patient = patients.get(became.get(line_id) or 0)
        if patient is not None:
            _link_one(persons, patient, record, line_id, ledger, brought)
    Patient.objects.bulk_update(
        list(patients.values()), ["referrer", "referrer_words", "guardian", "remark"], batch_size=100
    )
    touch(patients)
    ledger.flush()


def _brought_by(persons: Persons, rows: Iterable[PatientRow]) -> dict[int, int]:
    """By whom those were brought whom the rows name as referrers, and those further up; a query for each step."""
    found = [persons.find(row.referrer, by_name=True) for row in rows if row.referrer]
    asked, known = {one.patient.pk for one in found if isinstance(one, Person)}, dict[int, int]()
    while asked:
        above = Patient.objects.filter(pk__in=asked, referrer__isnull=False)
        known |= (step := dict(above.values_list("pk", "referrer_id")))
        asked = set(step.values()) - known.keys()
    return known


def _link_one(
    persons: Persons, patient: Patient, record: PatientRow, line: int, ledger: Ledger, brought: dict[int, int]
) -> None:
    """Who came through somebody did not bring them: such words stay words. `brought` learns who is linked."""
    fields: dict[str, tuple[object, object]] = {}
    referrer = _one(persons, record.referrer, patient)
    if (
        referrer is not None
        and patient.referrer_id is None
        and not in_a_circle(patient.pk, referrer.patient.pk, brought.get)
    ):
        brought[patient.pk] = referrer.patient.pk
        fields["referrer_id"] = (None, referrer.patient.pk)
        fields["referrer_words"] = (patient.referrer_words, "")
    guardian = _one(persons, record.guardian, patient)
    if guardian is not None and patient.guardian_id is None:
        fields["guardian_id"] = (None, guardian.patient.pk)
    elif guardian is None and patient.guardian_id is None and record.guardian_words not in patient.remark:
        fields["remark"] = (patient.remark, f"{patient.remark}\n{record.guardian_words}".strip())
    for name, (_before, after) in fields.items():
        setattr(patient, name, after)
    ledger.changed(line, patient, fields)


def _one(persons: Persons, who: Who | None, patient: Patient) -> Person | None:
    found = persons.find(who, by_name=True) if who else None
    return found if isinstance(found, Person) and found.patient.pk != patient.pk else None
