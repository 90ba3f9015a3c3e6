"""Slips as lines to read, and one of them with its way so far (AFT-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.feedback.models import Slip, SlipMove, SlipStage, SlipStep, Survey
from rapport.feedback.scores import Dimension
from rapport.lib import clock
from rapport.people.models import Standing
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import standing_of
from rapport.web.addresses import query_of
from rapport.web.contacts import ContactLine, phone_line
from rapport.web.feedback.lists import VIEWS
from rapport.web.sight import Sight
from rapport.web.tabs import Tab, branch_tabs

SHOWN = 50
_BESIDE = ("patient__branch", "patient__standing", "branch", "owner", "dentist", "survey")


@dataclass(frozen=True)
class Line:
    """One slip as this reader may read it; `late` says that the step that runs is overdue."""

    slip: Slip
    standing: Standing | None
    low: str
    said: str
    due: datetime | None
    late: bool


@dataclass(frozen=True)
class SlipsPage:
    views: Sequence[Tab]
    branches: Sequence[Tab]
    lines: Sequence[Line]
    next: str


def slips_page(user: User, view: str, branch: Branch | None, branches: list[Branch], page: int) -> SlipsPage:
    """Open ones by the day they are due, closed ones latest first; the same queries however many there are."""
    now = clock.now()
    seen = Slip.objects.visible_to(user)
    here = seen.filter(branch=branch) if branch else seen
    counts = here.aggregate(**{key: Count("pk", filter=made(user, now)) for key, _label, made in VIEWS})
    chosen = view if view in counts else "open"
    fits = next(made for key, _label, made in VIEWS if key == chosen)
    order = ("-closed_at", "-pk") if chosen == "closed" else (F("due_at").asc(nulls_last=True), "pk")
    rows = here.filter(fits(user, now)).select_related(*_BESIDE).order_by(*order)
    start = page * SHOWN
    found = list(rows[start : start + SHOWN + 1])

    def at(**other: object) -> str:
        said = {"view": chosen, "branch": branch.pk if branch else "", **other}
        return f"{reverse('web:slips')}?{query_of(said)}"

    return SlipsPage(
        [Tab(at(view=key), label, key == chosen, counts[key]) for key, label, _made in VIEWS],
        branch_tabs(branches, branch, lambda pk: at(branch=pk), with_all=True),
        [line_of(slip, user, now) for slip in found[:SHOWN]],
        at(page=page + 1) if len(found) > SHOWN else "",
    )


def line_of(slip: Slip, user: User, now: datetime) -> Line:
    words = slip.survey.words if slip.survey else ""
    return Line(
        slip,
        standing_of(slip.patient, user),
        low_words(slip.low),
        Sight.at(user, slip.branch_id).text(words),
        slip.branch.wall_clock(slip.due_at) if slip.due_at else None,
        slip.due_at is not None and slip.due_at < now,
    )


def low_words(low: dict[str, int]) -> str:
    """“waiting: 5 · price clarity: 6”, the lowest first."""
    by_points = sorted(low.items(), key=lambda item: (item[1], item[0]))
    return " · ".join(
        _("%(what)s: %(points)s") % {"what": Dimension(dimension).label, "points": points}
        for dimension, points in by_points
    )


@dataclass(frozen=True)
class Station:
    """A stop on the way of a slip: who has it there, and whether it was, is, or will be."""

    label: str
    who: str
    state: str


@dataclass(frozen=True)
class SlipPage:
    line: Line
    phone: ContactLine | None
    stations: Sequence[Station]
    steps: Sequence[tuple[SlipStep, datetime, str]]
    answers: Sequence[tuple[str, int]]
    asked: Survey | None
    may_deal: bool
    may_hand_over: bool
    may_ask: bool


def slip_page(slip: Slip, user: User) -> SlipPage:
    """One slip, loaded with what `Slip.objects.visible_to` gives, with everything done about it."""
    sight = Sight.at(user, slip.branch_id)
    steps = list(slip.steps.select_related("by"))
    handles = user.may_at(Right.HANDLE_FEEDBACK, slip.branch_id)
    leads = user.may_at(Right.MANAGE_CLINIC, slip.branch_id)
    with_dentist = slip.stage == SlipStage.DENTIST
    return SlipPage(
        line_of(slip, user, clock.now()),
        phone_line(slip.patient, Sight.of(user, slip.patient).contacts),
        _stations(slip),
        [(step, slip.branch.wall_clock(step.at), sight.text(step.words)) for step in steps],
        _answers(slip),
        slip.asked_again.open().first() if slip.stage == SlipStage.SERVICE else None,
        with_dentist and (leads or user.pk in (slip.owner_id, slip.dentist_id)),
        slip.closed_at is None and (handles or slip.owner_id == user.pk),
        slip.stage == SlipStage.SERVICE and handles,
    )


def load(user: User, pk: int) -> Slip | None:
    return Slip.objects.visible_to(user).select_related(*_BESIDE).filter(pk=pk).first()


def _answers(slip: Slip) -> list[tuple[str, int]]:
    if slip.survey is None:
        return []
    given = slip.survey.answers.exclude(points=None).order_by("pk").values_list("dimension", "points")
    return [(str(Dimension(dimension).label), points or 0) for dimension, points in given]


def _stations(slip: Slip) -> list[Station]:
    """Client, dentist, customer service, and the client's word again."""
    at = {SlipStage.DENTIST: 1, SlipStage.SERVICE: 2, SlipStage.CLOSED: 4}[SlipStage(slip.stage)]
    end = slip.get_closed_how_display() if slip.closed_how else ""
    second = _("%(points)s of 10") % {"points": slip.second_points} if slip.second_points else ""
    stops = (
        (_("The client"), _("%(points)s of 10") % {"points": slip.points}),
        (_("The dentist"), str(slip.dentist or (slip.owner if at == 1 else "") or "")),
        (_("Customer service"), str(slip.owner or "") if at == 2 else ""),
        (_("The client's word"), (second or end) if at == 4 else ""),
    )
    states = ["done" if place < at else "now" if place == at else "next" for place in range(len(stops))]
    return [Station(label, who, state) for (label, who), state in zip(stops, states, strict=True)]


def waiting_slips(user: User) -> QuerySet[Slip]:
    """Those that lie with `user`."""
    return Slip.objects.open().filter(owner=user)


# what the history of a slip says of a step
ICONS = {
    SlipMove.OPENED: "mood-sad",
    SlipMove.DEALT: "stethoscope",
    SlipMove.AGAIN: "mood-sad",
    SlipMove.CLOSED: "circle-check",
    SlipMove.CLIMBED: "arrow-up",
    SlipMove.HANDED: "users",
    SlipMove.UNDONE: "repeat",
}
