"""Of whom and of when an insight speaks: every page of the family has a branch and a time in its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.addresses import query_of
from rapport.web.tabs import Tab, branch_tabs

# the pages of the family: name of the URL, label
PAGES: tuple[tuple[str, Any], ...] = (
    ("web:insights_base", _("The base")),
    ("web:insights", _("Why people break off")),
    ("web:insights_costs", _("What clients cost")),
    ("web:insights_mailings", _("What offers brought")),
)

PERIODS: tuple[tuple[int, Any], ...] = ((3, _("3 months")), (12, _("12 months")), (36, _("3 years")))
_USUAL = 12


@dataclass(frozen=True)
class Scope:
    """`branch` None means all that the reader may see; `start` and `end` both count."""

    branch: Branch | None
    branches: Sequence[Branch]
    months: int
    end: date

    @property
    def start(self) -> date:
        return self.end - relativedelta(months=self.months)

    @property
    def at(self) -> list[Branch]:
        """The branches of which the page speaks."""
        return [self.branch] if self.branch else list(self.branches)

    @property
    def query(self) -> str:
        return self._with()

    def _with(self, **other: object) -> str:
        said = {"branch": self.branch.pk if self.branch else "", "months": self.months, **other}
        return query_of(said)

    def views(self, here: str) -> dict[str, list[Tab]]:
        """The pages of the family, the branches and the periods to choose from, as `c-views` takes them."""
        at = reverse(here)
        return {
            "pages": [Tab(f"{reverse(name)}?{self.query}", label, name == here) for name, label in PAGES],
            "branches": branch_tabs(
                self.branches, self.branch, lambda pk: f"{at}?{self._with(branch=pk)}", with_all=True
            ),
            "periods": [
                Tab(f"{at}?{self._with(months=months)}", label, months == self.months) for months, label in PERIODS
            ],
        }


def read_scope(request: HttpRequest) -> Scope:
    """The scope in the address; what is not understood or may not be seen counts as not said."""
    branches = list(Branch.objects.visible_to(staff(request), Right.SEE_INSIGHTS))
    asked = request.GET.get("branch", "")
    branch = next((one for one in branches if str(one.pk) == asked), None)
    months = next((n for n, _label in PERIODS if str(n) == request.GET.get("months", "")), _USUAL)
    today = (branch or branches[0]).today() if branches else clock.now().date()
    return Scope(branch, branches, months, today)
