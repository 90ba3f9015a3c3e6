"""The rules as the editor sends them, and what is to be read on a page."""

from __future__ import annotations

import re

from dateutil.relativedelta import relativedelta
from django.urls import reverse

from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Treatment, Visit
from rapport.people.models import HeldMove, Patient, Standing, StandingChange
from rapport.segmentation.models import PolicyVersion

# the lifecycle as it comes with the product, as the editor sends it
RULES = {
    "edition": "",
    "remark": "",
    "applies": "visits >= 1",
    "grade": ["left", "active", "due", "sleeping"],
    "when-left": "deceased or left",
    "when-active": "next_visit is known or last_visit within 6 months",
    "when-due": "last_visit within 12 months",
    "jump_waits": "on",
    "jump": "2",
    "by_hand_days": "365",
}
STRICTER = RULES | {"when-active": "next_visit is known or last_visit within 3 months", "remark": "A quarter"}
HTMX = {"HX-Request": "true"}


def url(name: str, scheme: str = "lifecycle", *more: object) -> str:
    return reverse(f"web:{name}", args=[scheme, *more])


def came(patient: Patient, *, months_ago: int) -> Patient:
    day = patient.branch.today() - relativedelta(months=months_ago)
    visit = Visit(patient=patient, branch=patient.branch, day=day)
    write_visit(NewVisit(visit, [Treatment(name="洁牙", amount=30_000)]))
    return patient


def page(answer: object) -> str:
    """What is to be read on a page, with the blanks between it made one."""
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", words)


def everything_that_counts() -> tuple[object, ...]:
    return (
        list(Standing.objects.order_by("pk").values()),
        list(StandingChange.objects.values()),
        list(PolicyVersion.objects.values()),
        list(HeldMove.objects.values()),
    )
