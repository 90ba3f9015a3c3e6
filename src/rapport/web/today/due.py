"""What is due at the branch today: the reader's own first, of those what a client waits for a reply to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse

from rapport.lib import clock
from rapport.outreach.models import Answer, Task
from rapport.outreach.models.task import BY_ITSELF, REPLIES, TaskQuerySet
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.tasks.rows import BESIDE, Line, lines_of

_SHOWN = 6


@dataclass(frozen=True)
class Due:
    """`open` are due today or late, `mine` of them one's own; `done` were closed today by somebody.

    `unknown` people have written of whom nobody has said who they are, however long ago.
    """

    lines: Sequence[Line]
    open: int
    mine: int
    done: int
    unknown: int
    url: str
    all_url: str


def due_today(branch: Branch, user: User) -> Due:
    """Two queries, one more for who may say whose an answer is, and the words of the rules."""
    today = branch.today()
    tasks = Task.objects.visible_to(user).filter(branch=branch)
    waiting = tasks.waiting(clock.now()).filter(due_on__lte=today)
    mine = Q(owner=user)
    first = Case(
        When(mine & REPLIES, then=Value(0)),
        When(mine, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    shown = waiting.select_related(*BESIDE).order_by(first, "due_on", "pk")[:_SHOWN]
    counts = _counts(tasks, user, today, branch)
    asked = {"branch": branch.pk}
    url = reverse("web:tasks")
    return Due(
        lines_of(list(shown), user, reached=False),
        **counts,
        unknown=_unknown(user),
        url=f"{url}?{urlencode({'view': 'mine', **asked})}",
        all_url=f"{url}?{urlencode({'view': 'all', **asked})}",
    )


def _unknown(user: User) -> int:
    if not (user.may(Right.EDIT_PATIENTS) and user.may(Right.SEE_CONTACTS)):
        return 0
    waiting = Answer.objects.visible_to(user, Right.EDIT_PATIENTS).of_nobody()
    return waiting.values("account", "sender").distinct().count()


def _counts(tasks: TaskQuerySet, user: User, today: date, branch: Branch) -> dict[str, int]:
    now = clock.now()
    open_now = Q(closed_at=None, due_on__lte=today) & (Q(snoozed_until=None) | Q(snoozed_until__lte=now))
    begin = branch.moment(today)
    by_hand = Q(closed_at__gte=begin) & ~Q(closed_how__in=BY_ITSELF)
    # the closed ones of long ago are not read
    lately = tasks.filter(Q(closed_at=None) | Q(closed_at__gte=begin))
    return lately.aggregate(
        open=Count("pk", filter=open_now),
        mine=Count("pk", filter=open_now & Q(owner=user)),
        done=Count("pk", filter=by_hand),
    )
