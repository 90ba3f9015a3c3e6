"""Why people break off (PRO-6): the reasons with their shares, who they were, and who has fallen silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rapport.care.interruptions import ReasonCount, count_reasons, silent_courses
from rapport.care.models import Course, Interruption, InterruptionReason
from rapport.care.models.course import CourseQuerySet
from rapport.care.models.interruption import InterruptionQuerySet
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.insights.scope import Scope
from rapport.web.sight import Sight

SHOWN = 200


@dataclass(frozen=True)
class ReasonLine:
    """One reason: how many, what share in per cent, how many came again, and where the list of them is."""

    label: str
    people: int
    share: int
    came_again: int
    url: str


@dataclass(frozen=True)
class ReasonsPage:
    title: str
    lines: Sequence[ReasonLine]
    all: int
    silent: int


def reasons_page(user: User, scope: Scope) -> ReasonsPage:
    """Four queries at any size of the base."""
    counts = count_reasons(_interruptions(user, scope))
    whole = sum(count.people for count in counts)
    return ReasonsPage(
        title=_title(counts, whole),
        lines=[
            ReasonLine(
                capfirst(str(count.reason.label)),
                count.people,
                round(100 * count.people / whole),
                count.came_again,
                f"{reverse('web:insights_interrupted', args=[count.reason])}?{scope.query}",
            )
            for count in counts
        ],
        all=whole,
        silent=_silent(user, scope).count(),
    )


def _title(counts: Sequence[ReasonCount], whole: int) -> str:
    """What the figures say, as a sentence."""
    if not counts:
        return _("Nobody is known to have broken off")
    first, *others = counts
    said = {"reason": capfirst(str(first.reason.label)), "number": first.people, "all": whole}
    if others and others[0].people == first.people:
        return _("No reason stands out: the most frequent one has %(number)s of %(all)s") % said
    return _("%(reason)s is the most frequent reason: %(number)s of %(all)s") % said


def _interruptions(user: User, scope: Scope) -> InterruptionQuerySet:
    found = Interruption.objects.visible_to(user, Right.SEE_INSIGHTS).noticed_between(scope.start, scope.end)
    return found.filter(patient__branch=scope.branch) if scope.branch else found


def _silent(user: User, scope: Scope) -> CourseQuerySet:
    """Without those who have a time kept ahead."""
    found = silent_courses(scope.end).visible_to(user, Right.SEE_INSIGHTS)
    found = found.filter(patient__facts__next_appointment=None, patient__deceased=False)
    return found.filter(patient__branch=scope.branch) if scope.branch else found


@dataclass(frozen=True)
class PersonLine:
    """A person in a list, with what of it the reader may see: `words` and `strategy` are of the mouth."""

    patient: Patient
    url: str
    words: str
    strategy: str


def interrupted_people(
    user: User, scope: Scope, reason: InterruptionReason
) -> list[tuple[Interruption, PersonLine]]:
    """The latest of those who broke off for `reason`. Two queries."""
    found = _interruptions(user, scope).filter(reason=reason).with_return()
    rows = found.select_related("patient__branch", "course")[:SHOWN]
    return [(one, _person(one.patient, user, one.words, one.strategy)) for one in rows]


def silent_people(user: User, scope: Scope) -> list[tuple[Course, PersonLine]]:
    """Those who have been silent longest come last: whoever left yesterday is the easiest to win back."""
    silent = _silent(user, scope).order_by(F("last_day").desc(), "-pk")
    rows = silent.select_related("patient__branch", "dentist")[:SHOWN]
    return [(one, _person(one.patient, user, "", "")) for one in rows]


def _person(patient: Patient, user: User, words: str, strategy: str) -> PersonLine:
    sight = Sight.of(user, patient)
    page = "web:card_plans" if sight.care else "web:card"
    told = [sight.text(text) if sight.care else "" for text in (words, strategy)]
    return PersonLine(patient, reverse(page, args=[patient.pk]), *told)
