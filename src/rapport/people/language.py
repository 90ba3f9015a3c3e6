"""In which of our languages somebody is spoken and written to (REC-1)."""

from rapport.people.models import Patient
from rapport.staff.models.branch import LANGUAGES

_SPOKEN = frozenset(code for code, _name in LANGUAGES)


def language_spoken(patient: Patient) -> str:
    """Their own, where it is one of ours, else that of their branch, which is to be loaded with them."""
    return patient.language if patient.language in _SPOKEN else patient.branch.language
