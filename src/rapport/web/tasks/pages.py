"""The list of tasks, a page of it at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from rapport.outreach.models import Task, WorkList
from rapport.segmentation.models import WaitingForList
from rapport.staff.models import User
from rapport.web.tabs import Tab, branch_tabs
from rapport.web.tasks.forms import colleagues_at
from rapport.web.tasks.question import VIEWS, Question, after
from rapport.web.tasks.rows import BESIDE, Line, lines_of

A_PAGE = 50


@dataclass(frozen=True)
class TasksPage:
    """Everything `tasks/list.html` needs. `waiting` people come to the chosen list later."""

    question: Question
    lines: Sequence[Line]
    views: Sequence[Tab]
    lists: Sequence[Tab]
    branches: Sequence[Tab]
    next: str
    waiting: int
    put_off: int
    with_put_off: str
    without_put_off: str
    colleagues: Sequence[User]

    @property
    def everybodys(self) -> Tab | None:
        """Where there is something to do when the view that is shown is empty."""
        url = self.question.url(view="all")
        return next((one for one in self.views if one.url == url and one.count and not one.current), None)


def tasks_page(question: Question) -> TasksPage:
    """Ten queries or so, however many tasks there are."""
    wanted = after(question.tasks(), question.after).select_related(*BESIDE).order_by("due_on", "pk")
    found = list(wanted[: A_PAGE + 1])
    shown = found[:A_PAGE]
    last = shown[-1] if len(found) > A_PAGE else None
    return TasksPage(
        question,
        lines_of(shown, question.user),
        _views(question),
        _lists(question),
        branch_tabs(question.branches, question.branch, lambda pk: question.url(branch=pk), with_all=True),
        question.url(after=f"{last.due_on.isoformat()}_{last.pk}") if last else "",
        _waiting(question),
        _put_off(question),
        question.url(put_off="1"),
        question.url(put_off=""),
        list(colleagues_at([question.branch] if question.branch else question.branches)),
    )


def _views(question: Question) -> list[Tab]:
    asked = {f"n_{key}": question.condition(key) for key, _label, _made in VIEWS}
    counts = question.here().aggregate(
        **{name: Count("pk", filter=condition) if condition else Count("pk") for name, condition in asked.items()}
    )
    return [
        Tab(question.url(view=key), label, question.view == key, counts[f"n_{key}"])
        for key, label, _made in VIEWS
        if counts[f"n_{key}"] or key in ("mine", "all", question.view)
    ]


def _lists(question: Question) -> list[Tab]:
    of_view = question.here().filter(question.condition(question.view)).order_by()
    counts = dict(of_view.values_list("work_list").annotate(Count("pk")))
    lines = [Tab(question.url(list=""), _("All lists"), not question.work_list)]
    return lines + [
        Tab(question.url(list=one.value), one.label, question.work_list == one.value, counts.get(one.value, 0))
        for one in WorkList
        if counts.get(one.value) or question.work_list == one.value
    ]


def _waiting(question: Question) -> int:
    here = WaitingForList.objects.filter(branch__in=[question.branch] if question.branch else question.branches)
    if question.work_list:
        here = here.filter(work_list=question.work_list)
    return here.aggregate(people=Sum("people"))["people"] or 0


def _put_off(question: Question) -> int:
    rest = Task.objects.visible_to(question.user).open().filter(snoozed_until__isnull=False)
    mine = rest.filter(question.condition(question.view))
    mine = mine.filter(branch=question.branch) if question.branch else mine
    return mine.exclude(pk__in=question.here().values("pk")).count() if not question.put_off else 0
