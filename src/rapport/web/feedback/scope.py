"""Of which month and branch the board speaks, and which list lies open: all of it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format

from rapport.feedback.asking.rules import first_month, month_after, month_of
from rapport.feedback.models import Terms
from rapport.lib import clock
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.addresses import query_of
from rapport.web.ids import id_of
from rapport.web.tabs import Tab, branch_tabs

_MONTH = relativedelta(months=1)


@dataclass(frozen=True)
class Scope:
    """`branch` None means all that the reader may see; `state` and `caller` are the list that lies open."""

    branch: Branch | None
    branches: Sequence[Branch]
    today: date
    month: date
    state: str
    caller: str

    @property
    def after(self) -> date:
        """The day after the last one of the month."""
        return month_after(self.month)

    @property
    def until(self) -> date:
        """The last day on which everyone should have been asked (AFT-2)."""
        terms = Terms.of(self.branch or self.branches[0]) if self.branches else Terms()
        return self.after + relativedelta(days=terms.asked_before - 2)

    @property
    def first(self) -> date:
        """Of visits before that day nobody is asked."""
        return first_month(self.today)

    def url(self, **other: object) -> str:
        said = {
            "month": f"{self.month:%Y-%m}",
            "branch": self.branch.pk if self.branch else "",
            "state": self.state,
            "caller": self.caller,
            **other,
        }
        return f"{reverse('web:feedback')}?{query_of(said)}"

    def branch_views(self) -> list[Tab]:
        """The branches to choose from, as `c-views` takes them; none where there is one."""
        return branch_tabs(self.branches, self.branch, lambda pk: self.url(branch=pk, caller=""), with_all=True)

    def months(self) -> list[Tab]:
        """This month and the three before it, and the one that is shown."""
        months = {month_of(self.today) - back * _MONTH for back in range(4)} | {self.month}
        return [
            Tab(
                self.url(month=f"{month:%Y-%m}", caller=""),
                date_format(month, "YEAR_MONTH_FORMAT"),
                month == self.month,
            )
            for month in sorted(months)
        ]


def read_scope(request: HttpRequest, user: User) -> Scope:
    """What is asked for; what is not understood or may not be seen counts as not said."""
    branches = list(Branch.objects.visible_to(user, Right.SEE_FEEDBACK).select_related("feedback_terms"))
    asked = request.GET.get("branch", "")
    branch = next((one for one in branches if str(one.pk) == asked), None)
    today = (branch or branches[0]).today() if branches else clock.now().date()
    caller = request.GET.get("caller", "")
    return Scope(
        branch=branch,
        branches=branches,
        today=today,
        month=_month(request.GET.get("month", "")) or first_month(today),
        state=request.GET.get("state", ""),
        caller=caller if id_of(caller) else "",
    )


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if 1990 <= month.year <= 2200 else None
