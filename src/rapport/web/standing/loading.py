"""How the pages on where somebody stands load the person."""

from django.http import Http404, HttpRequest

from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff


def person_for(request: HttpRequest, pk: int, right: Right) -> Patient:
    """The person, for who has `right` at their branch and may see there where people stand."""
    patient = patient_for(request, pk, right)
    if not may_at(patient, staff(request), Right.SEE_VALUE):
        raise Http404
    return patient
