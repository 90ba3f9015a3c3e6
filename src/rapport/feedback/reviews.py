"""Case review (案例评议): why it came to it, what is changed, and whether the same came back (CMP-6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Complaint, ComplaintKind, Recurrence, Review, Severity
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right

# so often in so many days at one branch, and a kind is repeated
REPEATED, REPEATED_DAYS = 3, 90
# days after the corrective action was done on which one looks whether the kind came back
LOOKS = (30, 90)


@dataclass(frozen=True)
class Proposal:
    """A review that is asked for: of one grave complaint, or of a kind that repeats."""

    branch: Branch
    kind: ComplaintKind
    complaints: Sequence[Complaint]
    repeated: bool


def proposals(complaints: Iterable[Complaint], at: datetime) -> list[Proposal]:
    """What ought to be reviewed among `complaints` (with branch, kinds and reviews read): grave ones without a
    review, and kinds that came REPEATED times in REPEATED_DAYS without one since. Pure."""
    found, by_kind = [], dict[tuple[int, ComplaintKind], list[Complaint]]()
    for one in complaints:
        reviewed = {review.kind for review in one.reviews.all()}
        if one.severity >= Severity.GRAVE and not reviewed and one.kinds:
            found.append(Proposal(one.branch, one.kinds[0], [one], repeated=False))
        if at - one.raised_at <= timedelta(days=REPEATED_DAYS):
            for kind in one.kinds:
                if kind not in reviewed:
                    by_kind.setdefault((one.branch_id, kind), []).append(one)
    for (_branch, kind), same in by_kind.items():
        if len(same) >= REPEATED:
            found.append(Proposal(same[0].branch, kind, same, repeated=True))
    return found


@transaction.atomic
def open_review(complaints: Sequence[Complaint], kind: str, *, by: User) -> Review:
    """Begin the review of complaints of one kind at one branch. Refused: nothing, branches, kinds."""
    branches = {one.branch_id for one in complaints}
    if not branches:
        raise Refused("nothing", _("Choose at least one complaint to review."))
    if len(branches) > 1:
        raise Refused("branches", _("A review is about one branch: what helps there."))
    if kind not in ComplaintKind.values:
        raise Refused("kinds", _("Choose among the kinds a to k."))
    review = Review.objects.create(branch_id=branches.pop(), kind=kind, opened_by=by, opened_at=clock.now())
    review.complaints.set(complaints)
    return review


@transaction.atomic
def write_review(
    review: Review, *, cause: str, action: str, owner: User | None, due_on: date | None, by: User
) -> Review:
    """Write the root cause, and what is changed by whom until when. Refused: done, not_there."""
    held = Review.objects.select_for_update().get(pk=review.pk)
    if held.done_on is not None:
        raise Refused("done", _("This review is done: what it says stays as it is."))
    if owner is not None and not owner.may_at(Right.SEE_FEEDBACK, held.branch_id):
        raise Refused("not_there", _("%(name)s does not work at this branch."), {"name": owner})
    held.cause, held.action, held.owner, held.due_on = cause.strip(), action.strip(), owner, due_on
    held.save(update_fields=["cause", "action", "owner", "due_on"])
    return held


@transaction.atomic
def finish_review(review: Review, *, by: User) -> Review:
    """What was to be changed is changed, as of today. Refused: done, unfinished."""
    held = Review.objects.select_for_update(of=("self",)).select_related("branch").get(pk=review.pk)
    if held.done_on is not None:
        raise Refused("done", _("This review is done: what it says stays as it is."))
    if not held.is_written:
        raise Refused("unfinished", _("Write the root cause, what is changed, and by whom; then it is done."))
    held.done_on, held.done_by = held.branch.today(), by
    held.save(update_fields=["done_on", "done_by"])
    return held


@transaction.atomic
def take_back_finish(review: Review, *, by: User) -> Review:
    """It was not done yet. Refused: not_yours, too_late (somebody has looked already)."""
    held = Review.objects.select_for_update().get(pk=review.pk)
    if held.done_by_id != by.pk:
        raise Refused("not_yours", _("A colleague did this: only they can take it back."))
    if held.recurrences.exists():
        raise Refused("too_late", _("It was looked at whether it came back: it stays done."))
    held.done_on = held.done_by = None
    held.save(update_fields=["done_on", "done_by"])
    return held


def look_back() -> int:
    """Of every review that was done 30 and 90 days ago, count the complaints of its kind at its branch since;
    once for each, however often this runs. How many looks were due."""
    looked = 0
    for days in LOOKS:
        due = Review.objects.exclude(done_on=None).exclude(recurrences__days=days).select_related("branch")
        for review in due:
            if review.branch.today() >= _day(review, days):
                looked += _look(review, days)
    return looked


def _day(review: Review, days: int) -> date:
    assert review.done_on is not None
    return review.done_on + timedelta(days=days)


def _look(review: Review, days: int) -> bool:
    assert review.done_on is not None
    # from the morning after it was done
    since = review.branch.moment(review.done_on + timedelta(days=1))
    until = review.branch.moment(_day(review, days) + timedelta(days=1))
    found = Complaint.objects.filter(branch=review.branch_id, raised_at__gte=since, raised_at__lt=until)
    found = found.of_kind(review.kind).exclude(reviews=review.pk)
    _row, new = Recurrence.objects.get_or_create(
        review=review, days=days, defaults={"found": found.count(), "looked_at": clock.now()}
    )
    return new
