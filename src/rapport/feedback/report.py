"""What surveys and slips come to: shares of the four bands, who answered, how slips were closed (AFT-4, AFT-5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from rapport.feedback.models import Ending, Occasion, SlipEnd, SurveyAnswer
from rapport.feedback.models.slip import SlipQuerySet
from rapport.feedback.models.survey import SurveyQuerySet
from rapport.feedback.scores import Band, Dimension

# the points of each band
_POINTS = {
    Band.DELIGHTED: Q(points=10),
    Band.SATISFIED: Q(points__in=(8, 9)),
    Band.FAIR: Q(points__in=(6, 7)),
    Band.DISSATISFIED: Q(points__lt=6),
}
# by what shares are told: the value of an answer to group by
BY: dict[str, Any] = {
    "dimension": F("dimension"),
    "dentist": F("survey__dentist_id"),
    "branch": F("survey__branch_id"),
    "category": F("survey__category_id"),
    "month": TruncMonth("survey__answered_on"),
}


@dataclass(frozen=True)
class Shares:
    """Of `key` (a dimension, a dentist …): how many answers fall into each band."""

    key: Any
    counts: dict[Band, int]

    @property
    def answers(self) -> int:
        return sum(self.counts.values())

    @property
    def percent(self) -> dict[Band, int]:
        """Whole per cent of each band, which together make 100: what rounding leaves goes to the largest rests."""
        if not self.answers:
            return dict.fromkeys(self.counts, 0)
        exact = {band: 100 * number / self.answers for band, number in self.counts.items()}
        whole = {band: int(share) for band, share in exact.items()}
        by_rest = sorted(exact, key=lambda band: (whole[band] - exact[band], list(Band).index(band)))
        for band in by_rest[: 100 - sum(whole.values())]:
            whole[band] += 1
        return whole


@dataclass(frozen=True)
class Response:
    """Of those who were asked in a time: how many answered, and what became of the others."""

    asked: int
    answered: int
    spoken: int
    declined: int
    not_reached: int
    waiting: int

    @property
    def over(self) -> int:
        """Those whose asking is over."""
        return self.asked - self.waiting

    @property
    def rate(self) -> int | None:
        """Answers in per cent of those whose asking is over; None where nobody's is."""
        return round(100 * self.answered / self.over) if self.over else None


@dataclass(frozen=True)
class Slips:
    """Slips of a time: `hours` is the median from the answer to the client's second word."""

    opened: int
    open: int
    overdue: int
    by_client: int
    apart: int
    hours: float | None
    about: Sequence[tuple[Dimension, int]]


def shares(surveys: SurveyQuerySet, by: str, dimension: str = "") -> list[Shares]:
    """The bands of the answers of `surveys` by one of `BY`, of one `dimension` where that is said. One query."""
    answers = SurveyAnswer.objects.filter(survey__in=surveys.answered(), points__isnull=False)
    if dimension:
        answers = answers.filter(dimension=dimension)
    # distinct surveys per group are not needed: each answer counts once
    rows: QuerySet[Any, Any] = (
        answers.order_by()
        .values(key=BY[by])
        .annotate(**{str(band): Count("pk", filter=points) for band, points in _POINTS.items()})
    )
    found = [Shares(row["key"], {band: row[str(band)] for band in _POINTS}) for row in rows]
    return sorted(found, key=_order(by))


def _order(by: str) -> Callable[[Shares], Any]:
    if by == "month":
        return lambda one: one.key
    if by == "dimension":
        return lambda one: list(Dimension).index(Dimension(one.key))
    return lambda one: (-one.answers, str(one.key))


def response(surveys: SurveyQuerySet) -> Response:
    """What became of asking, whether something is settled apart. One query."""
    ended = {how: Count("pk", filter=Q(ended_how=how)) for how in Ending}
    asked = surveys.exclude(occasion=Occasion.AGAIN).exclude(ended_how=Ending.NOT_ASKED)
    row = asked.aggregate(
        asked=Count("pk"), waiting=Count("pk", filter=Q(ended_at=None)),
        **{str(how): count for how, count in ended.items()},
    )  # fmt: skip
    return Response(
        row["asked"],
        row[Ending.ANSWERED],
        row[Ending.SPOKEN],
        row[Ending.DECLINED],
        row[Ending.NOT_REACHED],
        row["waiting"],
    )


def slips_of(slips: SlipQuerySet, at: datetime) -> Slips:
    """What `slips` came to as of `at`; one query."""
    rows = list(slips.values_list("opened_at", "closed_at", "closed_how", "due_at", "low"))
    spans = [closed - opened for opened, closed, how, _due, _low in rows if closed and how == SlipEnd.CLIENT]
    about = [dimension for *_rest, low in rows for dimension in low]
    return Slips(
        opened=len(rows),
        open=sum(closed is None for _opened, closed, *_rest in rows),
        overdue=sum(closed is None and due is not None and due < at for _o, closed, _h, due, _l in rows),
        by_client=len(spans),
        apart=sum(bool(closed) and how != SlipEnd.CLIENT for _opened, closed, how, *_rest in rows),
        hours=round(median(span / timedelta(hours=1) for span in spans), 1) if spans else None,
        about=sorted(((one, about.count(one)) for one in Dimension if one in about), key=lambda pair: -pair[1]),
    )


def in_the_time(surveys: SurveyQuerySet, start: date, end: date) -> SurveyQuerySet:
    """Those answered from `start` to `end`, about visits and braces: a second answer is told by its slip."""
    return surveys.exclude(occasion=Occasion.AGAIN).filter(answered_on__range=(start, end))


def slips_in_the_time(slips: SlipQuerySet, start: datetime, end: datetime) -> SlipQuerySet:
    """Those opened from `start` until before `end`."""
    return slips.filter(opened_at__gte=start, opened_at__lt=end)
