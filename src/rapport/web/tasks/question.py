"""What a list of tasks is asked: everything stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models import Task, WorkList
from rapport.outreach.models.task import TaskQuerySet
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.addresses import query_of

# whose tasks, and how they stand: key, label, condition
VIEWS: tuple[tuple[str, Any, Callable[[User, date], Q]], ...] = (
    ("mine", _("Mine"), lambda user, day: Q(owner=user)),
    ("all", _("Everybody's"), lambda user, day: Q()),
    ("nobody", _("Nobody's"), lambda user, day: Q(owner=None)),
    ("late", _("Overdue"), lambda user, day: Q(due_on__lt=day)),
    ("up", _("Came up"), lambda user, day: Q(climbed__gte=1)),
)


@dataclass(frozen=True)
class Question:
    """One look at the tasks: whose, of which list, at which branch, from which place on, put off ones or not."""

    user: User
    view: str
    work_list: str
    branch: Branch | None
    branches: list[Branch]
    put_off: bool
    after: tuple[date, int] | None

    @property
    def day(self) -> date:
        """The day by which tasks are late: of the chosen branch, else of the earliest clock among them."""
        zones = [self.branch] if self.branch else self.branches
        return min((branch.today() for branch in zones), default=clock.now().date())

    def here(self) -> TaskQuerySet:
        """The open tasks of the branches looked at."""
        tasks = Task.objects.visible_to(self.user).open()
        now = clock.now()
        rests = Q(snoozed_until__gt=now)
        tasks = tasks.filter(rests) if self.put_off else tasks.exclude(rests)
        return tasks.filter(branch=self.branch) if self.branch else tasks

    def condition(self, view: str) -> Q:
        return next(made for key, _label, made in VIEWS if key == view)(self.user, self.day)

    def tasks(self) -> TaskQuerySet:
        found = self.here().filter(self.condition(self.view))
        return found.filter(work_list=self.work_list) if self.work_list else found

    def url(self, **changed: object) -> str:
        state: dict[str, object] = {
            "view": self.view,
            "list": self.work_list,
            "branch": self.branch.pk if self.branch else "",
            "put_off": "1" if self.put_off else "",
        } | changed
        kept = query_of(state)
        return f"{reverse('web:tasks')}?{kept}" if kept else reverse("web:tasks")


def read_question(user: User, asked: Mapping[str, str]) -> Question:
    """What the address asks; what cannot be understood counts as not asked. Who has tasks sees them first."""
    branches = list(Branch.objects.visible_to(user, Right.SEE_PATIENTS))
    view, work_list = asked.get("view", ""), asked.get("list", "")
    if view not in {key for key, _label, _made in VIEWS}:
        own = Task.objects.waiting(clock.now()).filter(owner=user)
        view = "mine" if own.exists() else "all"
    return Question(
        user=user,
        view=view,
        work_list=work_list if work_list in WorkList.values else "",
        branch=next((one for one in branches if str(one.pk) == asked.get("branch", "")), None),
        branches=branches,
        put_off=asked.get("put_off") == "1",
        after=_place(asked.get("after", "")),
    )


def _place(text: str) -> tuple[date, int] | None:
    day, _sign, pk = text.partition("_")
    try:
        return date.fromisoformat(day), min(int(pk), 2**62)
    except ValueError:
        return None


def after(tasks: TaskQuerySet, place: tuple[date, int] | None) -> TaskQuerySet:
    """Those that come behind `place`, by the day they are due."""
    if place is None:
        return tasks
    day, pk = place
    return tasks.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
