"""Of which branch and days the schedule speaks, and what its columns are: all of it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.addresses import query_of
from rapport.web.htmx import wants_part
from rapport.web.ids import id_of
from rapport.web.schedule.dentists import known_dentists
from rapport.web.tabs import Tab, branch_tabs

DENTISTS, CHAIRS = "dentist", "chair"
YEARS = range(1990, 2200)


@dataclass(frozen=True)
class Scope:
    """`branch` None: the reader works at none. `day` is a day of the branch, `by` one of DENTISTS and CHAIRS.

    With `whose` it is the week of that dentist, a column a day.
    """

    branch: Branch | None
    branches: Sequence[Branch]
    today: date
    day: date
    by: str
    whose: User | None

    @property
    def first(self) -> date:
        return self.day - timedelta(days=self.day.weekday()) if self.whose else self.day

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6) if self.whose else self.day

    def url(self, name: str = "web:schedule", **other: object) -> str:
        said = {
            "branch": self.branch.pk if self.branch and len(self.branches) > 1 else "",
            "day": "" if self.day == self.today else self.day,
            "by": "" if self.by == DENTISTS else self.by,
            "whose": self.whose.pk if self.whose else "",
            **other,
        }
        asked = query_of(said)
        return reverse(name) + (f"?{asked}" if asked else "")

    @property
    def previous_url(self) -> str:
        return self.url(day=self.first - timedelta(days=7 if self.whose else 1))

    @property
    def next_url(self) -> str:
        return self.url(day=self.last + timedelta(days=1))

    @property
    def today_url(self) -> str:
        return self.url(day="")

    @property
    def whole_url(self) -> str:
        """From the week of one dentist back to the day of all."""
        return self.url(whose="")

    @property
    def booking_url(self) -> str:
        return self.url("web:schedule_new", by="", dentist=self.whose.pk if self.whose else "", whose="")

    def week_url(self, dentist: object) -> str:
        return self.url(whose=dentist, by="")

    def branch_views(self) -> list[Tab]:
        """The branches to choose from, as `c-views` takes them; none where there is one."""
        return branch_tabs(self.branches, self.branch, lambda pk: self.url(branch=pk, whose=""))

    def column_views(self) -> list[Tab]:
        """By dentist or by chair, as `c-views` takes it; none for a week."""
        names = {} if self.whose else {DENTISTS: _("By dentist"), CHAIRS: _("By chair")}
        return [Tab(self.url(by=by.removeprefix(DENTISTS)), name, by == self.by) for by, name in names.items()]


def read_scope(request: HttpRequest, user: User) -> Scope:
    """What is asked for. A branch that may not be seen, a dentist whom nobody knows there, and what is no day do
    not exist (404)."""
    branches = list(Branch.objects.visible_to(user, Right.SEE_SCHEDULE))
    branch = _branch(request.GET.get("branch", ""), branches)
    today = branch.today() if branch else clock.now().date()
    return Scope(
        branch=branch,
        branches=branches,
        today=today,
        day=_day(request, today),
        by=CHAIRS if request.GET.get("by") == CHAIRS else DENTISTS,
        whose=_dentist(request.GET.get("whose", ""), branch),
    )


def _branch(asked: str, branches: Sequence[Branch]) -> Branch | None:
    if not asked:
        return next(iter(branches), None)
    found = next((one for one in branches if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _dentist(asked: str, branch: Branch | None) -> User | None:
    if not asked:
        return None
    found = known_dentists(branch).filter(pk=id_of(asked)).first() if branch else None
    if found is None:
        raise Http404
    return found


def _day(request: HttpRequest, today: date) -> date:
    asked = request.GET.get("day", "")
    day = day_said(asked) if asked else today
    # a part of a page is asked for while somebody is still writing the year
    if day is None and not wants_part(request):
        raise Http404
    return day or today


def day_said(text: str) -> date | None:
    """The day that `text` says; None where it says none, or one that no clinic lives to see."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
