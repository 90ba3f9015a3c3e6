"""The figures beside the tabs of care. They cost no query: the facts of the person have them."""

from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User


def count_open(patient: Patient, user: User) -> int:
    """Open findings and unfinished plans."""
    facts = _facts(patient)
    return facts.open_findings + facts.unfinished_plans


def count_visits(patient: Patient, user: User) -> int:
    return _facts(patient).visits


def _facts(patient: Patient) -> PatientFacts:
    return getattr(patient, "facts", None) or PatientFacts(patient=patient)
