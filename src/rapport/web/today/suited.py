"""Whom a free time of the day would suit: first those who wait for one, then those who are due anyway (CMP-7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import prefetch_related_objects

from rapport.appointments.models import Service, WaitingEntry
from rapport.appointments.waiting.listing import wish_of
from rapport.appointments.waiting.sweep import waiting_line
from rapport.lib import clock
from rapport.outreach.models import Task, WorkList
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.today.gaps import Gap

_DUE = (WorkList.RECALL, WorkList.PLAN)
# named beside one free time, of each kind
_SUITED = 3


def with_suited(gaps: Sequence[Gap], branch: Branch, user: User) -> list[Gap]:
    """Each with those who wait, for who books, and with those due, for who calls. Three queries, however many."""
    if gaps and user.may_at(Right.BOOK, branch.pk):
        gaps = _with_waiting(gaps, branch)
    if gaps and user.may_at(Right.MAKE_CALLS, branch.pk):
        gaps = _with_due(gaps, branch, user)
    return list(gaps)


def _with_waiting(gaps: Iterable[Gap], branch: Branch) -> list[Gap]:
    """In turn (BOO-2); a time may suit the same people as another."""
    line = waiting_line(branch)
    prefetch_related_objects(line, "service__given_by")
    found = []
    for gap in gaps:
        suited = [entry for entry in line if _suits(entry, gap)]
        found.append(replace(gap, waiting=suited[:_SUITED], all_waiting=len(suited)))
    return found


def _suits(entry: WaitingEntry, gap: Gap) -> bool:
    service, end = entry.service, gap.at + timedelta(minutes=gap.minutes)
    lasting = service.minutes + service.buffer_minutes
    return _gives(gap.dentist, service) and wish_of(entry).suits_within(gap.dentist, gap.at, end, lasting)


def _gives(dentist: int | None, service: Service) -> bool:
    """Where nobody is named for a service, everybody gives it."""
    giving = {one.pk for one in service.given_by.all()}
    return not giving or dentist in giving


def _with_due(gaps: Sequence[Gap], branch: Branch, user: User) -> list[Gap]:
    """Others for each, and nobody who is named as waiting."""
    named = {entry.patient_id for gap in gaps for entry in gap.waiting}
    due = Task.objects.visible_to(user).waiting(clock.now()).filter(branch=branch, work_list__in=_DUE)
    others = due.exclude(patient__in=named).order_by("due_on", "pk")
    names = others.values_list("patient_id", "patient__full_name")[: _SUITED * len(gaps) * 2]
    people = list(dict(list(names)).items())
    return [replace(gap, suits=people[n * _SUITED : (n + 1) * _SUITED]) for n, gap in enumerate(gaps)]
