"""Complaints as lines to read, and one of them with its eight steps (CMP-1, CMP-2, CMP-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.feedback.complaints import may_be_asked_again, next_step, steps_done
from rapport.feedback.complaints.figures import Figures, figures
from rapport.feedback.models import EIGHT_STEPS, Complaint, ComplaintKind, ComplaintMove, ComplaintStep, Heard
from rapport.lib import clock
from rapport.lib.figures import show_amount
from rapport.people.models import Standing
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import standing_of
from rapport.web.complaints.asking import Asked
from rapport.web.contacts import ContactLine, phone_line
from rapport.web.feedback.lists import VIEWS
from rapport.web.sight import Sight
from rapport.web.tabs import Tab, branch_tabs

SHOWN = 50
BESIDE = ("patient__branch", "patient__standing", "branch", "owner", "raised_by", "visit")
# over how long the figures above the list are counted
_FIGURES = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One complaint as this reader may read it; `late` says that what comes next is overdue."""

    complaint: Complaint
    standing: Standing | None
    who: str
    said: str
    due: datetime
    late: bool
    next: str


@dataclass(frozen=True)
class ComplaintsPage:
    views: Sequence[Tab]
    branches: Sequence[Tab]
    kinds: Sequence[Tab]
    lines: Sequence[Line]
    figures: Figures
    next: str
    # what the file would be about; "" for who takes nothing out
    export: str


def complaints_page(asked: Asked, page: int) -> ComplaintsPage:
    """One page of the list, what else there is, and how the branch fares."""
    now = clock.now()
    counts = asked.narrowed.aggregate(
        **{key: Count("pk", filter=fits(asked.user, now)) for key, _label, fits in VIEWS}
    )
    rows = asked.rows(now).select_related(*BESIDE).prefetch_related("kind_rows", "steps")
    found = list(rows[page * SHOWN : (page + 1) * SHOWN + 1])

    def at(**other: object) -> str:
        return f"{reverse('web:complaints')}?{asked.query(**other)}"

    return ComplaintsPage(
        [Tab(at(view=key), label, key == asked.view, counts[key]) for key, label, _fits in VIEWS],
        branch_tabs(asked.branches, asked.branch, lambda pk: at(branch=pk), with_all=True),
        [
            Tab(at(kind=""), _("All kinds"), not asked.kind),
            *(Tab(at(kind=one), capfirst(one.label), one == asked.kind) for one in ComplaintKind),
        ],
        [line_of(one, asked.user, now) for one in found[:SHOWN]],
        figures(asked.here.filter(raised_at__gt=now - _FIGURES), now),
        at(page=page + 1) if len(found) > SHOWN else "",
        asked.query() if found and asked.user.may(Right.EXPORT_PATIENTS) else "",
    )


def line_of(complaint: Complaint, user: User, now: datetime) -> Line:
    step = next_step([one.move for one in complaint.steps.all()])
    sight = Sight.at(user, complaint.branch_id)
    return Line(
        complaint,
        standing_of(complaint.patient, user) if complaint.patient else None,
        who_of(complaint, sight),
        sight.text(complaint.words),
        complaint.branch.wall_clock(complaint.due_at),
        complaint.closed_at is None and complaint.due_at < now,
        str(step.label) if step else _("ask the client again"),
    )


def who_of(complaint: Complaint, sight: Sight) -> str:
    """Who complains, as far as anybody may know it."""
    if complaint.patient is not None:
        return complaint.patient.full_name
    if complaint.heard == Heard.STAFF:
        return str(complaint.raised_by or _("a colleague, without a name"))
    return sight.text(complaint.stranger) or _("somebody without a name")


@dataclass(frozen=True)
class Stop:
    """One of the eight steps on the way: `state` is done, skipped, now or next."""

    move: ComplaintMove
    state: str
    words: str
    step: ComplaintStep | None


@dataclass(frozen=True)
class ComplaintPage:
    sight: Sight
    line: Line
    stops: Sequence[Stop]
    history: Sequence[tuple[ComplaintStep, datetime, str]]
    next: ComplaintMove | None
    may_ask: bool
    redress: Sequence[tuple[str, str]]
    may_handle: bool
    attempts_left: int
    phone: ContactLine | None


def complaint_page(complaint: Complaint, user: User, *, attempts: int) -> ComplaintPage:
    """One complaint with everything said about it; `attempts` is how many tries the terms ask for."""
    sight = Sight.at(user, complaint.branch_id)
    steps = list(complaint.steps.select_related("by"))
    return ComplaintPage(
        sight,
        line_of(complaint, user, clock.now()),
        _stops(steps, sight, closed=complaint.closed_at is not None),
        [(step, complaint.branch.wall_clock(step.at), sight.text(step.words)) for step in steps],
        next_step([step.move for step in steps]),
        may_be_asked_again([step.move for step in steps]),
        [(given.words, _worth(given.amount, complaint, sight)) for given in complaint.redress.all()],
        user.may_at(Right.HANDLE_FEEDBACK, complaint.branch_id),
        max(attempts - complaint.attempts, 0),
        phone_line(complaint.patient, Sight.of(user, complaint.patient).contacts) if complaint.patient else None,
    )


def _worth(amount: int, complaint: Complaint, sight: Sight) -> str:
    if not amount or not sight.money:
        return ""
    return show_amount(amount, complaint.branch.currency, get_language() or "en")


def _stops(steps: Sequence[ComplaintStep], sight: Sight, *, closed: bool) -> list[Stop]:
    done = steps_done([step.move for step in steps])
    latest = {step.move: step for step in steps if step.move in EIGHT_STEPS}
    found = []
    for place, move in enumerate(EIGHT_STEPS):
        step = latest.get(move) if place < done else None
        state = "next" if closed or place > done else "now"
        if step is not None:
            state = "skipped" if step.skipped else "done"
        found.append(Stop(move, state, sight.text(step.words) if step else "", step))
    return found


def load(user: User, pk: int) -> Complaint | None:
    seen = Complaint.objects.visible_to(user).select_related(*BESIDE, "branch__feedback_terms")
    return seen.filter(pk=pk).prefetch_related("kind_rows", "steps", "about", "promises__owner").first()


def waiting_complaints(user: User) -> QuerySet[Complaint]:
    """Those that lie with `user`."""
    return Complaint.objects.open().filter(owner=user)
