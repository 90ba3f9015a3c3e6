"""What complaints come to in figures: how soon the first word and the solution came, and who came back (CMP-5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import OuterRef, QuerySet, Subquery

from rapport.care.models import Visit
from rapport.feedback.models import Complaint

# who has not come again by then is counted as gone
CAME_BACK_WITHIN = timedelta(days=180)


@dataclass(frozen=True)
class Told:
    """What one complaint says about its handling; moments in UTC, `next_visit` the first day they came again."""

    raised_at: datetime
    first_word_at: datetime | None
    first_word_due: datetime
    solved_at: datetime | None
    solution_due: datetime
    closed_at: datetime | None
    due_at: datetime
    on_file: bool
    next_visit: date | None


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    number: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.number / self.of) if self.of else None


@dataclass(frozen=True)
class Figures:
    """`first_word` and `solution` are median hours, None where there was none yet. Who came back is counted among
    those on file whose complaint is old enough to say; `back_solved_fast` among those of them solved in time."""

    raised: int
    open: int
    late: int
    first_word: float | None
    first_word_in_time: Share
    solution: float | None
    solution_in_time: Share
    came_back: Share
    back_solved_fast: Share


def figures(complaints: QuerySet[Complaint], at: datetime) -> Figures:
    """The figures of `complaints` as of `at`; one query."""
    return count_up(told(complaints), at)


def told(complaints: QuerySet[Complaint]) -> list[Told]:
    """What `complaints` say, one query."""
    after = Visit.objects.filter(patient=OuterRef("patient_id"), day__gt=OuterRef("raised_on"))
    rows = complaints.annotate(next_visit=Subquery(after.order_by("day").values("day")[:1])).values_list(
        "raised_at", "first_word_at", "first_word_due", "solved_at", "solution_due", "closed_at", "due_at",
        "patient_id", "next_visit",
    )  # fmt: skip
    return [Told(*row[:7], row[7] is not None, row[8]) for row in rows]


def count_up(complaints: Iterable[Told], at: datetime) -> Figures:
    """Pure."""
    whole = list(complaints)
    answered = [one for one in whole if one.first_word_at]
    solved = [one for one in whole if one.solved_at]
    old = [one for one in whole if one.on_file and at - one.raised_at >= CAME_BACK_WITHIN]
    fast = [one for one in old if one.solved_at and one.solved_at <= one.solution_due]
    return Figures(
        raised=len(whole),
        open=sum(one.closed_at is None for one in whole),
        late=sum(one.closed_at is None and one.due_at < at for one in whole),
        first_word=_median(one.first_word_at - one.raised_at for one in answered if one.first_word_at),
        first_word_in_time=Share(
            sum(bool(one.first_word_at and one.first_word_at <= one.first_word_due) for one in answered),
            len(answered) + sum(not one.first_word_at and one.first_word_due < at for one in whole),
        ),
        solution=_median(one.solved_at - one.raised_at for one in solved if one.solved_at),
        solution_in_time=Share(
            sum(bool(one.solved_at and one.solved_at <= one.solution_due) for one in solved),
            len(solved) + sum(not one.solved_at and one.solution_due < at for one in whole),
        ),
        came_back=Share(sum(map(_back, old)), len(old)),
        back_solved_fast=Share(sum(map(_back, fast)), len(fast)),
    )


def _back(one: Told) -> bool:
    return one.next_visit is not None and one.next_visit <= (one.raised_at + CAME_BACK_WITHIN).date()


def _median(spans: Iterable[timedelta]) -> float | None:
    hours = [span / timedelta(hours=1) for span in spans]
    return round(median(hours), 1) if hours else None
