"""Who is likely to leave without a word (CMP-4): of the dissatisfied few say so, most of the others go elsewhere.

Everything is worked out for a day, from what was known by then: so the list of a year ago can be held against who
left since, and one sees whether it is worth calling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Need, Treatment, Visit
from rapport.feedback.models import Complaint, Ending, Survey
from rapport.feedback.scores import Band, band_of
from rapport.people.models import Departure, Patient
from rapport.staff.models import Branch

# somebody who has not come for so long is sleeping, and on lists of their own
CLIENT_FOR = relativedelta(months=24)
# a regular is called in after half a year; two months later nobody can say they are on their way
RECALL_MISSED = relativedelta(months=8)
REGULAR_IN = relativedelta(months=36)
_UNANSWERED = 2
# of the signs but the gravest, so many together
_TOGETHER = 2
LOW = max(points for points in range(1, 11) if band_of(points) in (Band.FAIR, Band.DISSATISFIED))


class Sign(TextChoices):
    """Why somebody is on the list."""

    LOW = "low", _("low score, but no complaint")
    NO_ANSWER = "no_answer", _("does not answer surveys")
    RECALL = "recall", _("came regularly, then missed a recall")
    FALLING = "falling", _("comes less often")


@dataclass(frozen=True)
class Precision:
    """The list of a year ago, held against who came no more since; beside it all clients of that day."""

    day: date
    listed: int
    listed_left: int
    clients: int
    clients_left: int

    @property
    def share(self) -> int | None:
        """Of those listed, in per cent; None where nobody was."""
        return round(100 * self.listed_left / self.listed) if self.listed else None

    @property
    def usual(self) -> int | None:
        """Of all clients, in per cent."""
        return round(100 * self.clients_left / self.clients) if self.clients else None


def silent_risk(branch: Branch, day: date) -> dict[int, frozenset[Sign]]:
    """Patient id → why they are likely to leave silently, as known by `day`: few points without a complaint, or
    two other signs together. Six queries at any size of the base."""
    clients = _clients(branch, day)
    signs: Mapping[Sign, Collection[int]] = {
        Sign.LOW: _low(branch, day),
        Sign.NO_ANSWER: _unanswered(branch, day),
        Sign.RECALL: _recall_missed(branch, day),
        Sign.FALLING: _falling(branch, day),
    }
    found: dict[int, set[Sign]] = defaultdict(set)
    for sign, people in signs.items():
        for pk in people:
            if pk in clients:
                found[pk].add(sign)
    return {pk: frozenset(why) for pk, why in found.items() if Sign.LOW in why or len(why) >= _TOGETHER}


def precision(branch: Branch, day: date) -> Precision:
    """How right the list of a year before `day` was."""
    then = day - relativedelta(years=1)
    clients, listed = _clients(branch, then), silent_risk(branch, then)
    since = Visit.objects.filter(patient__branch=branch, day__gt=then, day__lte=day)
    came = set(since.values_list("patient_id", flat=True).distinct())
    left = clients - came
    return Precision(then, len(listed), len(left & listed.keys()), len(clients), len(left))


def _clients(branch: Branch, day: date) -> set[int]:
    """Those who came in the last two years and had not left by then, as far as anybody knew."""
    gone = Departure.objects.filter(patient=OuterRef("pk"), left_on__lte=day)
    back = Q(returned_on=None) | Q(returned_on__gt=day)
    living = Patient.objects.filter(~Exists(gone.filter(back)), branch=branch).exclude(deceased=True)
    came = Visit.objects.filter(patient__branch=branch, day__lte=day, day__gt=day - CLIENT_FOR)
    return set(living.filter(pk__in=came.values("patient_id")).values_list("pk", flat=True))


def _low(branch: Branch, day: date) -> set[int]:
    answered = Survey.objects.answered().filter(patient__branch=branch, answered_on__lte=day)
    year = answered.filter(answered_on__gt=day - relativedelta(years=1), lowest__lte=LOW)
    said = Complaint.objects.filter(patient=OuterRef("patient"), raised_at__lt=_end(branch, day))
    complained = said.filter(raised_at__gte=_end(branch, day - relativedelta(years=1)))
    return _ids(year.filter(~Exists(complained)))


def _unanswered(branch: Branch, day: date) -> set[int]:
    end = _end(branch, day)
    asked = Survey.objects.filter(patient__branch=branch, opened_at__lt=end)
    asked = asked.filter(opened_at__gte=_end(branch, day - relativedelta(years=1)))
    silent = asked.filter(Q(ended_how__in=(Ending.NOT_REACHED, Ending.DECLINED), ended_at__lt=end)
                          | Q(ended_at=None, due_on__lt=day))  # fmt: skip
    return _ids(silent.values("patient_id").annotate(times=Count("pk")).filter(times__gte=_UNANSWERED))


def _recall_missed(branch: Branch, day: date) -> set[int]:
    kept = Treatment.objects.filter(
        patient__branch=branch, category__need=Need.PREVENTION, day__lte=day, day__gt=day - REGULAR_IN
    )
    regular = kept.values("patient_id").annotate(times=Count("day", distinct=True), last=Max("day"))
    return _ids(regular.filter(times__gte=2, last__lte=day - RECALL_MISSED))


def _falling(branch: Branch, day: date) -> set[int]:
    """Came twice and more in the year before the last, and at most half as often since."""
    year, before = day - relativedelta(years=1), day - relativedelta(years=2)
    came = Visit.objects.filter(patient__branch=branch, day__lte=day, day__gt=before)
    often = came.values("patient_id").annotate(
        lately=Count("pk", filter=Q(day__gt=year)), earlier=Count("pk", filter=Q(day__lte=year))
    )
    return _ids(often.filter(earlier__gte=2).filter(earlier__gte=2 * F("lately")))


def _ids(rows: QuerySet[Any, Any]) -> set[int]:
    return set(rows.values_list("patient_id", flat=True))


def _end(branch: Branch, day: date) -> datetime:
    """The first moment after `day` at the branch."""
    return branch.moment(day + timedelta(days=1))
