"""Why they stay away and why regulars stay, as they said it themselves (CAM-4, CAM-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rapport.lib import clock
from rapport.outreach.models import Call, StayAway
from rapport.outreach.models.call import CallQuerySet
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.sight import Sight

DAYS, SHOWN = 365, 40


@dataclass(frozen=True)
class ReasonLine:
    """One reason: how many gave it, the share in per cent, where the list of them is ("" for who may not look)."""

    label: str
    people: int
    share: int
    url: str


@dataclass(frozen=True)
class ReasonsPage:
    """`title` and `regular_title` say the finding; `praise` is what regulars said, the latest first, as far as the
    reader may read what was said on the phone: that is for those who see care (REC-12). `praised` counts all."""

    title: str
    lines: Sequence[ReasonLine]
    asked: int
    regular_title: str
    praise: Sequence[tuple[Call, str]]
    praised: int
    praise_url: str


@require_GET
def reasons(request: HttpRequest) -> HttpResponse:
    """The year until today."""
    return render(request, "calls/reasons.html", {"page": reasons_page(staff(request)), "days": DAYS})


def reasons_page(user: User) -> ReasonsPage:
    """Of everybody the last word. Three queries."""
    since = clock.now() - timedelta(days=DAYS)
    calls = Call.objects.visible_to(user, Right.SEE_INSIGHTS).filter(begun_at__gte=since)
    lines = _lines(calls, user, since.date().isoformat())
    asked = sum(line.people for line in lines)
    praised = calls.exclude(chooses_us="").order_by("-pk")
    number = praised.values("patient").distinct().order_by().count()
    return ReasonsPage(
        title=_title(lines, asked),
        lines=lines,
        asked=asked,
        regular_title=_regular_title(number),
        praise=[
            (call, Sight.of(user, call.patient).text(call.chooses_us))
            for call in praised.visible_to(user, Right.SEE_CARE).select_related("patient__branch")[:SHOWN]
        ],
        praised=number,
        praise_url=_log(user, stays="on", since=since.date().isoformat()),
    )


def _lines(calls: CallQuerySet, user: User, since: str) -> list[ReasonLine]:
    counted = calls.exclude(stays_away="").order_by().values("stays_away")
    rows = list(counted.annotate(people=Count("patient", distinct=True)).order_by("-people", "stays_away"))
    whole = sum(row["people"] for row in rows)
    return [
        ReasonLine(
            capfirst(str(StayAway(row["stays_away"]).label)),
            row["people"],
            round(100 * row["people"] / whole),
            _log(user, away=row["stays_away"], since=since),
        )
        for row in rows
    ]


def _log(user: User, **asked: str) -> str:
    """Where the list of them is; "" for who does not see the log."""
    return f"{reverse('web:call_log')}?{urlencode(asked)}" if user.may(Right.MAKE_CALLS) else ""


def _title(lines: Sequence[ReasonLine], asked: int) -> str:
    if not lines:
        return _("Nobody has been asked yet why they stay away")
    first, *others = lines
    said = {"reason": first.label, "number": first.people, "all": asked}
    if others and others[0].people == first.people:
        return _("No reason stands out: the most frequent one has %(number)s of %(all)s") % said
    return _("%(reason)s: the most frequent reason to stay away, %(number)s of %(all)s") % said


def _regular_title(number: int) -> str:
    if not number:
        return _("No regular client has been asked yet why they choose the clinic")
    return _("Why regulars choose the clinic, in the words of %(number)s of them") % {"number": number}
