"""People of the demo clinic who were written down twice (REC-10), as it happens at a desk: called once before they
came, or came back with another number. One of each branch is merged already, and one pair is told apart."""

from __future__ import annotations

from rapport.demo.timetable import by_day
from rapport.lib import clock
from rapport.people.actions import NewPatient, register_patients, write_note
from rapport.people.duplicates import find_duplicates
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.telling_apart import tell_apart
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.contact import ContactKind
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role

_OF_EACH_BRANCH = 5
_NOTES = {"zh": "微信咨询过种植，想先了解价格", "ru": "Звонила, спрашивала о цене чистки"}
_ADDRESSES = {"zh": "滨江区江南大道288号", "ru": "ул. Абая, 52"}


def write_second_records() -> None:
    """Write some people down once more, find them, merge one and tell one apart."""
    for branch in Branch.objects.order_by("pk"):
        desk = User.objects.filter(roles__role=Role.ADMINISTRATOR, roles__branch=branch).earliest("pk")
        pairs = [(first, _again(place, first, desk)) for place, first in enumerate(_known(branch))]
        find_duplicates()
        merge_patients(pairs[0][0].pk, pairs[0][1].pk, picks={}, by=desk)
        tell_apart(*pairs[1], by=desk)


def _known(branch: Branch) -> list[Patient]:
    """Grown-up regulars with a phone, who live alone."""
    alone = Patient.objects.living().filter(branch=branch, household=None, guardian=None, wards=None)
    phone = alone.filter(contacts__kind=ContactKind.PHONE, contacts__valid=True, birth_date__year__lt=2000)
    return list(phone.exclude(visits=None).distinct().order_by("pk")[10 : 10 + 7 * _OF_EACH_BRANCH : 7])


def _again(place: int, first: Patient, desk: User) -> Patient:
    """The second record: in turn somebody who only called, and somebody who came with another number."""
    own = Patient(branch=first.branch, sex=first.sex, registered_on=first.branch.today())
    contacts = [ContactPoint(kind=ContactKind.PHONE, value=first.contacts.filter(kind=ContactKind.PHONE)[0].value)]
    spoken = first.branch.language[:2]
    if place % 2:
        own.full_name = first.full_name
        own.family_name, own.given_name = first.family_name, first.given_name
    else:
        own.full_name, own.family_name, own.given_name = first.full_name, first.family_name, first.given_name
        own.middle_name, own.birth_date = first.middle_name, first.birth_date
        own.file_number, own.address = f"W-{first.pk:04}", _ADDRESSES.get(spoken, "")
        contacts = []
    [second] = register_patients([NewPatient(own, contacts)], by=desk)
    said = _NOTES.get(spoken, "Asked for the price of a cleaning")
    write_note(second, said, by=desk, at=by_day(first.branch, clock.now()))
    return second
