"""Who sees to a complaint, and who hears of it (CMP-2, CMP-3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from rapport.feedback.models import Complaint, Heard, Severity
from rapport.outreach.turns import who_owns
from rapport.people.actions import write_note
from rapport.people.models import Note, Patient, Steward
from rapport.staff.models import RoleAssignment, User
from rapport.staff.roles import Right, Role


def owner_of(
    branch_id: int, *, severity: int, heard: str, patient: Patient | None = None, about: Sequence[User] = ()
) -> User | None:
    """Who sees to it: the owner of the clinic to a crisis and to what a colleague says; whoever leads the branch
    to what is grave; else the client's steward or customer service. One whom it is about where nobody else is.
    """
    named = {user.pk for user in about}
    candidates = list(_candidates(branch_id, severity, heard, patient))
    return next((user for user in candidates if user.pk not in named), next(iter(candidates), None))


def _candidates(branch_id: int, severity: int, heard: str, patient: Patient | None) -> Iterator[User]:
    staff = _staff(branch_id)
    roles = [Role.OWNER, Role.ADMINISTRATOR]
    if heard != Heard.STAFF and severity < Severity.CRISIS:
        roles.reverse()
        if severity < Severity.GRAVE:
            if patient is not None:
                yield from _stewards(patient, branch_id)
            roles.insert(0, Role.CUSTOMER_SERVICE)
    for role in roles:
        yield from (one.user for one in staff if one.role == role)


def _stewards(patient: Patient, branch_id: int) -> list[User]:
    held = Steward.objects.current().filter(patient=patient, user__is_active=True).select_related("user")
    users = [one.user for one in held.order_by("since", "pk")]
    return [user for user in users if user.may_at(Right.HANDLE_FEEDBACK, branch_id)]


def _staff(branch_id: int) -> list[RoleAssignment]:
    """Who works at the branch, those with the fewest open complaints first."""
    here = RoleAssignment.objects.filter(Q(branch=branch_id) | Q(branch=None), user__is_active=True)
    open_now = Complaint.objects.open().exclude(owner=None)
    load = dict(open_now.values_list("owner").annotate(number=Count("pk")))
    return sorted(here.select_related("user"), key=lambda one: (load.get(one.user_id, 0), one.pk))


def who_hears(complaint: Complaint) -> set[User]:
    """The client's stewards and the owners of the clinic (CMP-3)."""
    stewards = Steward.objects.current().filter(patient=complaint.patient_id, user__is_active=True)
    return {*who_owns(complaint.branch_id), *(one.user for one in stewards.select_related("user"))}


def tell(complaint: Complaint, words: str, to: Iterable[User], *, by: User | None) -> Note | None:
    """A note on the card that waits for `to`: that there is a complaint, and not what it says. None where nobody
    on file complains: then the page of complaints tells."""
    if complaint.patient is None:
        return None
    waits_for = [user for user in to if user.may_at(Right.SEE_PATIENTS, complaint.patient.branch_id)]
    return write_note(complaint.patient, words, by=by, told=waits_for)


def news_of(complaint: Complaint) -> str:
    """What the note says, in the language of the branch."""
    with translation.override(complaint.branch.language):
        return _("A complaint is open (%(severity)s). %(owner)s sees to it; offers rest meanwhile.") % {
            "severity": complaint.get_severity_display(),
            "owner": complaint.owner or _("Nobody yet"),
        }
