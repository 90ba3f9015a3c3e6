"""The first hour: what the clinic's files say about its clients, each line a list one click away."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from rapport.lib.figures import show_amount
from rapport.people.models import Patient
from rapport.people.models.patient import PatientQuerySet
from rapport.segmentation.asking import rights_told
from rapport.segmentation.first_hour import FINDINGS, FirstHour, Money, first_hour, money_of
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.tabs import branch_tabs


@dataclass(frozen=True)
class Line:
    """One finding: how many, out of how many, and where the list is."""

    key: str
    label: Any
    number: int
    share: int
    url: str
    tone: str


# what each group of findings is about, its findings, and the tone of their bars
GROUPS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (_("Who is here"), "", ("people", "living", "deceased")),
    (
        _("Who has not been seen"),
        "warn",
        ("not_seen_6m", "not_seen_12m", "not_seen_24m", "not_seen_36m", "never_seen"),
    ),
    (_("What is left open"), "info", ("unfinished_plans", "no_shows_2plus", "birthdays_7d")),
    (_("What the record lacks"), "bad", ("no_consent", "no_phone", "likely_duplicates")),
)


def _may_ask(user: User, key: str) -> bool:
    return all(user.may(right) for right in rights_told(FINDINGS[key].tells))


def _number(key: str, figures: FirstHour, people: PatientQuerySet, user: User) -> int:
    """How many; of those alone of whom `user` may know what the finding tells (REC-12)."""
    if not FINDINGS[key].tells:
        return figures.people[key]
    for right in rights_told(FINDINGS[key].tells):
        people = people.visible_to(user, right)
    return people.filter(FINDINGS[key].people(figures.day)).count()


def _line(
    figures: FirstHour, people: PatientQuerySet, user: User, branch: Branch | None, key: str, tone: str
) -> Line:
    number = _number(key, figures, people, user)
    share = min(100, round(100 * number / (figures.people["living"] or 1)))
    kept = {"found": key} | ({"branch": branch.pk} if branch else {})
    return Line(key, FINDINGS[key].label, number, share, f"{reverse('web:patients')}?{urlencode(kept)}", tone)


def _money(people: PatientQuerySet, user: User) -> list[tuple[str, Money, int]]:
    """In words, in figures, and the per cent that the top fifth brought; a line a currency."""
    shown = people.filter(pk__in=Patient.objects.visible_to(user, Right.SEE_MONEY).values("pk"))
    return [
        (show_amount(one.total, one.currency, get_language() or "en"), one, round(100 * (one.top_20_share or 0)))
        for one in money_of(shown)
    ]


def _found(people: PatientQuerySet, day: date, user: User, branch: Branch | None) -> dict[str, object]:
    """The figures over `people`, in the groups in which they are shown."""
    figures = first_hour(people, day)
    line = partial(_line, figures, people, user, branch)
    return {
        "day": day,
        "figures": figures,
        "groups": [
            (label, [line(key, tone) for key in keys if _may_ask(user, key)]) for label, tone, keys in GROUPS
        ],
        "money": _money(people, user),
        "brings": line("brings_80", "good"),
        "told_twice": line("told_twice", "bad"),
    }


@require_GET
def first_hour_page(request: HttpRequest) -> HttpResponse:
    """Figures over the people the reader may see, at one branch or at all of theirs."""
    user = staff(request)
    branches = list(Branch.objects.visible_to(user, Right.SEE_PATIENTS))
    asked = request.GET.get("branch", "")
    branch = next((b for b in branches if str(b.pk) == asked), None)
    people = Patient.objects.visible_to(user)
    if branch:
        people = people.filter(branch=branch)
    day = (branch or branches[0]).today() if branches else None
    if day is None or not people.exists():
        return render(request, "first_hour/nothing.html", {"may_import": user.may(Right.IMPORT)})
    context = {
        **_found(people, day, user, branch),
        "branches": branch_tabs(branches, branch, lambda pk: f"?branch={pk}" if pk else "?", with_all=True),
    }
    return render(request, "first_hour/first_hour.html", context)
