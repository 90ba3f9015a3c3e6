"""Of which branch and day the schedule speaks, and what its columns are: all of it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right

DENTISTS, CHAIRS = "dentist", "chair"
_YEARS = range(1990, 2200)


@dataclass(frozen=True)
class Scope:
    """`branch` None: the reader works at none. `day` is a day of the branch, `by` one of DENTISTS and CHAIRS."""

    branch: Branch | None
    branches: Sequence[Branch]
    today: date
    day: date
    by: str

    def url(self, **other: object) -> str:
        said = {
            "branch": self.branch.pk if self.branch and len(self.branches) > 1 else "",
            "day": "" if self.day == self.today else self.day,
            "by": "" if self.by == DENTISTS else self.by,
            **other,
        }
        asked = urlencode({key: value for key, value in said.items() if value})
        return reverse("web:schedule") + (f"?{asked}" if asked else "")

    @property
    def previous_url(self) -> str:
        return self.url(day=self.day - timedelta(days=1))

    @property
    def next_url(self) -> str:
        return self.url(day=self.day + timedelta(days=1))

    @property
    def today_url(self) -> str:
        return self.url(day="")

    def branch_views(self) -> list[dict[str, object]]:
        """The branches to choose from, as `c-views` takes them; none where there is one."""
        choices = self.branches if len(self.branches) > 1 else []
        return [
            {"url": self.url(branch=one.pk), "label": one, "current": one == self.branch, "count": None}
            for one in choices
        ]

    def column_views(self) -> list[dict[str, object]]:
        """By dentist or by chair, as `c-views` takes it."""
        names = {DENTISTS: _("By dentist"), CHAIRS: _("By chair")}
        return [
            {"url": self.url(by=by.removeprefix(DENTISTS)), "label": name, "current": by == self.by, "count": None}
            for by, name in names.items()
        ]


def read_scope(request: HttpRequest, user: User) -> Scope:
    """What is asked for. A branch that may not be seen, and what is no day, does not exist (404)."""
    branches = list(Branch.objects.visible_to(user, Right.SEE_SCHEDULE))
    branch = _branch(request.GET.get("branch", ""), branches)
    today = branch.today() if branch else clock.now().date()
    return Scope(
        branch=branch,
        branches=branches,
        today=today,
        day=_day(request.GET.get("day", "")) or today,
        by=CHAIRS if request.GET.get("by") == CHAIRS else DENTISTS,
    )


def _branch(asked: str, branches: Sequence[Branch]) -> Branch | None:
    if not asked:
        return next(iter(branches), None)
    found = next((one for one in branches if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _day(asked: str) -> date | None:
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    if day.year not in _YEARS:
        raise Http404
    return day
