"""The board of the 10th: everyone treated in a month, and how far asking them has come (AFT-2, AFT-3).

It counts visits: each stands in one figure, so that the figures add up to all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.care.models import Treatment, Visit
from rapport.feedback.models import Ending, NotAsked
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.feedback.scope import Scope

BRACES, TO_DO, COMING = "braces", "to_do", "coming"
# in which a visit can stand, in the order of the board
STATES: dict[str, object] = {
    TO_DO: gettext_lazy("to do"),
    Ending.ANSWERED.value: Ending.ANSWERED.label,
    Ending.SPOKEN.value: gettext_lazy("spoken with"),
    Ending.DECLINED.value: gettext_lazy("did not want to"),
    Ending.NOT_REACHED.value: gettext_lazy("not reached"),
    BRACES: gettext_lazy("with braces, asked in another month"),
    Ending.NOT_ASKED.value: Ending.NOT_ASKED.label,
    COMING: gettext_lazy("asked in the days to come"),
}
_REACHED = (Ending.ANSWERED.value, Ending.SPOKEN.value)
_TONES = {TO_DO: "warn", Ending.ANSWERED.value: "good", Ending.SPOKEN.value: "good"}
_SURVEY = "surveyed__survey"


@dataclass(frozen=True)
class Figure:
    """One state: how many visits of how many people, and the list of them."""

    state: str
    label: str
    visits: int
    people: int
    url: str
    current: bool
    tone: str


@dataclass
class CallerLine:
    """What one caller has reached of what is theirs, in people."""

    name: str
    url: str
    current: bool
    all: int = 0
    reached: int = 0
    to_do: int = 0
    others: int = 0

    @property
    def share(self) -> int:
        return round(100 * self.reached / self.all) if self.all else 0


@dataclass(frozen=True)
class Board:
    title: str
    people: int
    visits: int
    days_left: int
    figures: Sequence[Figure]
    not_asked: Sequence[tuple[str, int]]
    callers: Sequence[CallerLine]
    state: str = field(default="")


def visits_of(user: User, scope: Scope) -> QuerySet[Any]:
    """The visits with a treatment in the month of `scope`, each with its `state` and why it is not asked about.

    A dentist sees their own.
    """
    seen = Visit.objects.visible_to(user, Right.SEE_FEEDBACK)
    handled = user.branches_where(Right.HANDLE_FEEDBACK)
    if handled is not None:
        seen = seen.filter(Q(patient__branch__in=handled) | Q(dentist=user))
    here = [scope.branch] if scope.branch else list(scope.branches)
    of_month = seen.filter(branch__in=here, day__gte=scope.month, day__lt=scope.after)
    treated = of_month.filter(Exists(Treatment.objects.filter(visit=OuterRef("pk"))))
    late = scope.month < scope.first
    unasked = Value(Ending.NOT_ASKED.value if late else COMING)
    return treated.annotate(
        state=Case(
            When(**{f"{_SURVEY}__isnull": True}, then=unasked),
            When(~Q(**{f"{_SURVEY}__month": scope.month}), then=Value(BRACES)),
            When(**{f"{_SURVEY}__ended_at": None}, then=Value(TO_DO)),
            default=F(f"{_SURVEY}__ended_how"),
            output_field=CharField(),
        ),
        why=Case(
            When(**{f"{_SURVEY}__isnull": True}, then=Value(NotAsked.LONG_AGO.value if late else "")),
            default=F(f"{_SURVEY}__not_asked_why"),
            output_field=CharField(),
        ),
    )


def read_board(user: User, scope: Scope) -> Board:
    """Two queries at any size of the base."""
    visits = visits_of(user, scope)
    caller = {"caller": F(f"{_SURVEY}__caller"), "caller_name": F(f"{_SURVEY}__caller__name")}
    rows = list(
        visits.order_by()
        .values("state", "why", **caller)
        .annotate(visits=Count("pk"), people=Count("patient", distinct=True))
    )
    people: int = visits.order_by().aggregate(number=Count("patient", distinct=True))["number"]
    sums = {state: _sums(rows, state) for state in STATES}
    state = scope.state if scope.state in STATES else next((one for one in STATES if sums[one][0]), TO_DO)
    return Board(
        title=_title(people, sums),
        people=people,
        visits=sum(of_state[0] for of_state in sums.values()),
        days_left=(scope.until - scope.today).days,
        figures=[_figure(one, sums[one], scope, state) for one in STATES],
        not_asked=_reasons(rows),
        callers=_callers(rows, scope),
        state=state,
    )


def _sums(rows: Sequence[dict[str, object]], state: str) -> tuple[int, int]:
    of_state = [row for row in rows if row["state"] == state]
    return sum(int(str(row["visits"])) for row in of_state), sum(int(str(row["people"])) for row in of_state)


def _figure(state: str, sums: tuple[int, int], scope: Scope, current: str) -> Figure:
    visits, people = sums
    url = scope.url(state=state, caller="")
    return Figure(state, str(STATES[state]), visits, people, url, state == current, _TONES.get(state, ""))


def _title(people: int, sums: dict[str, tuple[int, int]]) -> str:
    """What the figures say, as a sentence."""
    if not people:
        return _("Nobody was treated in this month")
    reached, to_do = sum(sums[one][1] for one in _REACHED), sums[TO_DO][1]
    if not to_do and not sums[COMING][1]:
        return _("Everyone who can be asked has been asked: %(reached)s of %(people)s reached") % {
            "reached": reached, "people": people,
        }  # fmt: skip
    said = ngettext("%(to_do)s person is still to be asked", "%(to_do)s people are still to be asked", to_do)
    return said % {"to_do": to_do} + " · " + _("%(reached)s of %(people)s reached") % {
        "reached": reached, "people": people,
    }  # fmt: skip


def _reasons(rows: Sequence[dict[str, object]]) -> list[tuple[str, int]]:
    """Why some are not asked, in words, with their number."""
    found: dict[str, int] = {}
    for row in rows:
        if row["state"] == Ending.NOT_ASKED and row["why"]:
            found[str(row["why"])] = found.get(str(row["why"]), 0) + int(str(row["people"]))
    return [(str(NotAsked(why).label), number) for why, number in sorted(found.items(), key=lambda one: -one[1])]


def _callers(rows: Sequence[dict[str, object]], scope: Scope) -> list[CallerLine]:
    """Per caller, of those who are asked in this month; whom nobody is in turn for come last."""
    lines: dict[str, CallerLine] = {}
    for row in rows:
        state, people = str(row["state"]), int(str(row["people"]))
        if state in (BRACES, COMING, Ending.NOT_ASKED):
            continue
        key = str(row["caller"] or "")
        url = scope.url(caller=key, state=TO_DO)
        line = lines.setdefault(
            key, CallerLine(str(row["caller_name"] or _("nobody yet")), url, bool(key) and key == scope.caller)
        )
        line.all += people
        if state in _REACHED:
            line.reached += people
        elif state == TO_DO:
            line.to_do += people
        else:
            line.others += people
    return sorted(lines.values(), key=lambda line: (-line.to_do, line.name))
