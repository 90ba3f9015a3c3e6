"""Which complaints a list is about, as its address says: of a branch, a person, a kind, and of which view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from rapport.feedback.models import Complaint, ComplaintKind
from rapport.feedback.models.complaint import ComplaintQuerySet
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.addresses import query_of
from rapport.web.feedback.lists import VIEWS
from rapport.web.ids import id_of

_KEYS = [key for key, _label, _fits in VIEWS]


@dataclass(frozen=True)
class Asked:
    """`branch` is None for all of `branches`; `patient` is 0 and `kind` "" where nobody chose."""

    user: User
    branches: Sequence[Branch]
    branch: Branch | None
    patient: int
    kind: str
    view: str

    @property
    def here(self) -> ComplaintQuerySet:
        """All of the branch that the reader sees."""
        seen = Complaint.objects.visible_to(self.user)
        return seen.filter(branch=self.branch) if self.branch else seen

    @property
    def narrowed(self) -> ComplaintQuerySet:
        """Those of the person and the kind, in every view."""
        found = self.here.filter(patient=self.patient) if self.patient else self.here
        return found.of_kind(self.kind) if self.kind else found

    def rows(self, now: datetime) -> ComplaintQuerySet:
        """Those of the view: by what is due first, so that the overdue stand on top; closed ones latest first."""
        fits = next(fits for key, _label, fits in VIEWS if key == self.view)
        order = ("-closed_at", "-pk") if self.view == "closed" else ("due_at", "pk")
        return self.narrowed.filter(fits(self.user, now)).order_by(*order)

    @property
    def chosen(self) -> list[str]:
        """The same in words."""
        view = next(label for key, label, _fits in VIEWS if key == self.view)
        kind = ComplaintKind(self.kind).label if self.kind else ""
        return [str(one) for one in (view, self.branch, kind) if one]

    def query(self, **other: object) -> str:
        """For an address: this list, but for `other`."""
        branch = self.branch.pk if self.branch else ""
        told = {"view": self.view, "branch": branch, "patient": self.patient, "kind": self.kind, **other}
        return query_of(told)


def read_asked(request: HttpRequest) -> Asked:
    """What the address asks for; what it cannot mean counts as not said."""
    user, said = staff(request), request.GET
    branches = list(Branch.objects.visible_to(user, Right.SEE_FEEDBACK))
    return Asked(
        user,
        branches,
        next((one for one in branches if str(one.pk) == said.get("branch")), None),
        id_of(said.get("patient", "")),
        said["kind"] if said.get("kind") in ComplaintKind.values else "",
        said["view"] if said.get("view") in _KEYS else "open",
    )
