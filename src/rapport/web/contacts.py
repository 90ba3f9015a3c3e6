"""A contact point as one reader may see it: whole, or masked (REC-12). Pages take what is made here, so that no
template ever holds more than its reader may know."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.lib.figures import show_phone
from rapport.lib.masking import mask_email, mask_handle, mask_phone
from rapport.people.guardianship import who_is_addressed
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.contact import ContactKind

_SCHEMES = {ContactKind.PHONE: "tel", ContactKind.EMAIL: "mailto"}
# what `phone_line` reads of each person of a list
PHONES = ("contacts", "guardian__contacts", "guardian__branch")


@dataclass(frozen=True)
class ContactLine:
    """A way to reach the person, as this reader may see it, and where a click on it leads (a phone or a mailbox
    that works and may be seen whole)."""

    point: ContactPoint
    shown: str
    url: str


def contact_lines(patient: Patient, whole: bool) -> list[ContactLine]:
    """The best way first; what is not to be used stands last."""
    points = sorted(patient.contacts.all(), key=lambda one: (one.do_not_use, not one.preferred, one.kind, one.pk))
    return [_line(point, whole) for point in points]


def phone_line(patient: Patient, whole: bool) -> ContactLine | None:
    """The number to call about `patient`, for a child that of who speaks for them; None where there is none."""
    whom = who_is_addressed(patient, patient.branch.today()).person
    for line in contact_lines(whom, whole) if whom else ():
        if line.point.kind == ContactKind.PHONE and line.point.valid and not line.point.do_not_use:
            return line
    return None


def _line(point: ContactPoint, whole: bool) -> ContactLine:
    shown = show_contact(point.kind, point.value, point.extension, valid=point.valid, whole=whole)
    scheme = _SCHEMES.get(ContactKind(point.kind))
    reachable = scheme and whole and point.valid and not point.do_not_use
    return ContactLine(point, shown, f"{scheme}:{point.value}" if reachable else "")


def show_contact(kind: str, value: str, extension: str = "", *, valid: bool = True, whole: bool) -> str:
    """`value` for the eyes of somebody who may read it `whole` or not."""
    if not whole:
        return _masked(kind, value)
    shown = show_phone(value) if kind == ContactKind.PHONE and valid else value
    return f"{shown} ({extension})" if extension else shown


def _masked(kind: str, value: str) -> str:
    if kind == ContactKind.PHONE:
        return mask_phone(value)
    return mask_email(value) if kind == ContactKind.EMAIL else mask_handle(value)
