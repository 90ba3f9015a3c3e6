"""The report of feedback: shares of the bands, who answered, slips, complaints (AFT-4, CMP-5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.care.models import Category
from rapport.feedback.complaints.figures import Figures, figures
from rapport.feedback.models import Complaint, ComplaintKind, KindOfComplaint, Slip, Survey
from rapport.feedback.report import (
    Response,
    Shares,
    Slips,
    in_the_time,
    response,
    shares,
    slips_in_the_time,
    slips_of,
)
from rapport.feedback.scores import UNHAPPY, Band, Dimension
from rapport.lib import clock
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.addresses import query_of
from rapport.web.tabs import Tab, branch_tabs

PERIODS: tuple[tuple[int, Any], ...] = (
    (1, gettext_lazy("1 month")),
    (3, gettext_lazy("3 months")),
    (12, gettext_lazy("12 months")),
)
# as an address says that no dimension is meant
ALL = "all"
_TABLES: tuple[tuple[str, Any], ...] = (
    ("dimension", gettext_lazy("By what was asked")),
    ("dentist", gettext_lazy("By dentist")),
    ("category", gettext_lazy("By what was done")),
    ("month", gettext_lazy("By month")),
    ("branch", gettext_lazy("By branch")),
)


@dataclass(frozen=True)
class Question:
    """Of what the report speaks: branch None means all that the reader may see, dimension "" all that was asked.

    The visit as a whole is what everybody is asked, so that each who answered counts once.
    """

    branch: Branch | None
    branches: Sequence[Branch]
    months: int
    dimension: str

    @property
    def end(self) -> date:
        return (self.branch or self.branches[0]).today() if self.branches else clock.now().date()

    @property
    def start(self) -> date:
        return self.end - relativedelta(months=self.months) + timedelta(days=1)

    def url(self, **other: object) -> str:
        said = {
            "branch": self.branch.pk if self.branch else "",
            "months": self.months,
            "dimension": self.dimension or ALL,
            **other,
        }
        return f"?{query_of(said)}"

    def choices(self) -> dict[str, list[Tab]]:
        """What else may be asked, each as a link; branches where there are several."""
        return {
            "branches": branch_tabs(self.branches, self.branch, lambda pk: self.url(branch=pk), with_all=True),
            "periods": [Tab(self.url(months=n), label, n == self.months) for n, label in PERIODS],
            "dimensions": [
                *(Tab(self.url(dimension=one), capfirst(one.label), one == self.dimension) for one in Dimension),
                Tab(self.url(dimension=ALL), _("All that was asked"), not self.dimension),
            ],
        }


@dataclass(frozen=True)
class Line:
    """One row of a table: what it is about, how many answers, and (band, count, per cent) of each band."""

    label: str
    answers: int
    bands: Sequence[tuple[Band, int, int]]

    @property
    def rects(self) -> list[tuple[int, int, Band]]:
        """Where each band begins in a bar of 100, how long it is there, and which it is."""
        begins = accumulate((share for _band, _count, share in self.bands), initial=0)
        return [(begin, share, band) for begin, (band, _count, share) in zip(begins, self.bands, strict=False)]


@dataclass(frozen=True)
class Table:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class ReportPage:
    title: str
    tables: Sequence[Table]
    response: Response
    slips: Slips
    complaints: Figures | None
    kinds: Sequence[tuple[str, int]]


def report_page(user: User, asked: Question) -> ReportPage:
    """A dozen queries, however much was answered. A dentist reads what was said of their own patients."""
    surveys, slips = Survey.objects.visible_to(user), Slip.objects.visible_to(user)
    complaints = Complaint.objects.visible_to(user)
    if asked.branch:
        surveys, slips = surveys.filter(branch=asked.branch), slips.filter(branch=asked.branch)
        complaints = complaints.filter(branch=asked.branch)
    branch = asked.branch or asked.branches[0]
    start, end = branch.moment(asked.start), branch.moment(asked.end + timedelta(days=1))
    answered = in_the_time(surveys, asked.start, asked.end)
    found = {by: shares(answered, by, "" if by == "dimension" else asked.dimension) for by, _words in _TABLES}
    tables = [Table(str(title), _lines(by, found[by])) for by, title in _TABLES]
    raised = complaints.filter(raised_at__gte=start, raised_at__lt=end)
    handles = user.may(Right.HANDLE_FEEDBACK)
    return ReportPage(
        _title(found["dimension"]),
        [table for table in tables if table.lines],
        response(surveys.filter(opened_at__gte=start, opened_at__lt=end)),
        slips_of(slips_in_the_time(slips, start, end), clock.now()),
        figures(raised, clock.now()) if handles else None,
        _kinds(raised) if handles else [],
    )


def _title(answers: Sequence[Shares]) -> str:
    """What the figures say, as a sentence: what most were not content with. A share would say more of what few
    were asked, and who tapped on it had something to say of it."""
    if not answers:
        return _("Nobody has answered in this time")
    unhappy = [one for one in answers if _unhappy(one)]
    if not unhappy:
        return _("Everybody who answered was satisfied with everything")
    # what can be mended says more than the visit as a whole
    worst = max(unhappy, key=lambda one: (one.key != Dimension.OVERALL, _unhappy(one)))
    said = ngettext(
        "Least satisfied: %(what)s, fair or worse in %(number)s of %(answers)s answer",
        "Least satisfied: %(what)s, fair or worse in %(number)s of %(answers)s answers",
        worst.answers,
    )
    what = str(Dimension(worst.key).label).lower()
    return said % {"what": what, "number": _unhappy(worst), "answers": worst.answers}


def _unhappy(one: Shares) -> int:
    return sum(one.counts[band] for band in UNHAPPY)


def _lines(by: str, found: Sequence[Shares]) -> list[Line]:
    names = _NAMES[by]([one.key for one in found])
    return [
        Line(
            names.get(one.key) or _("not known"),
            one.answers,
            [(band, one.counts[band], one.percent[band]) for band in Band],
        )
        for one in found
    ]


_NAMES: dict[str, Callable[[Sequence[Any]], dict[Any, str]]] = {
    "dimension": lambda keys: {key: capfirst(str(Dimension(key).label)) for key in keys},
    "dentist": lambda keys: {user.pk: str(user) for user in User.objects.filter(pk__in=[k for k in keys if k])},
    "branch": lambda keys: {branch.pk: str(branch) for branch in Branch.objects.filter(pk__in=keys)},
    "category": lambda keys: {
        one.code: capfirst(str(one)) for one in Category.objects.filter(code__in=[k for k in keys if k])
    },
    "month": lambda keys: {key: capfirst(date_format(key, "YEAR_MONTH_FORMAT")) for key in keys},
}


def _kinds(raised: Any) -> list[tuple[str, int]]:
    """What is complained of, the most frequent first."""
    rows = KindOfComplaint.objects.filter(complaint__in=raised).values_list("kind").annotate(times=Count("pk"))
    return [(capfirst(str(ComplaintKind(kind).label)), times) for kind, times in rows.order_by("-times", "kind")]
