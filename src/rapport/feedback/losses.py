"""The ledger of clients who were lost: who, when, why, and how that is known (CMP-9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Interruption, InterruptionReason, Visit
from rapport.feedback.models import Complaint, Loss, LossKnown, LossReason, Survey
from rapport.feedback.models.loss import LossQuerySet
from rapport.feedback.silent import CLIENT_FOR, LOW
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Call, Contact, StayAway
from rapport.people.actions import touch
from rapport.people.models import Departure, Patient
from rapport.staff.models import Branch, User

# what practitioners give as the usual shares, in per cent, to compare with
REFERENCE: Mapping[LossReason, int] = {
    LossReason.DIED: 1,
    LossReason.MOVED: 3,
    LossReason.DRIFTED: 4,
    LossReason.FRIEND: 5,
    LossReason.PRICE: 9,
    LossReason.DISSATISFIED: 10,
    LossReason.IGNORED: 68,
}
USUAL_ATTRITION = (10, 30)
# nobody wins these back
FOR_GOOD = frozenset({LossReason.DIED, LossReason.MOVED})

# what they said when they were asked, in the words of this ledger
_SAID_ON_THE_PHONE = {
    StayAway.MOVED: LossReason.MOVED,
    StayAway.RUDE: LossReason.DISSATISFIED,
    StayAway.PRICES: LossReason.PRICE,
    StayAway.ONE_SERVICE: LossReason.DRIFTED,
}
_SAID_WHEN_BREAKING_OFF = {
    InterruptionReason.MOVED: LossReason.MOVED,
    InterruptionReason.PRICE: LossReason.PRICE,
    InterruptionReason.TIME: LossReason.DRIFTED,
    InterruptionReason.SERVICE: LossReason.DISSATISFIED,
    InterruptionReason.DISTRUST: LossReason.DISSATISFIED,
    InterruptionReason.PAIN: LossReason.DISSATISFIED,
}
# felt ignored is inferred of whom nobody turned to for so long
_IGNORED_AFTER = timedelta(days=365)
_AT_ONCE = 500


@dataclass(frozen=True)
class Attrition:
    """How many clients a year began with, and how many of them were lost in it."""

    year: int
    clients: int
    lost: int

    @property
    def share(self) -> int | None:
        """In per cent; None where there was nobody to lose."""
        return round(100 * self.lost / self.clients) if self.clients else None


@dataclass(frozen=True)
class Why:
    """One reason: how many said so themselves, of how many it is inferred, and the share that is usual."""

    reason: LossReason
    asked: int
    inferred: int
    usual: int | None


def note_losses(branch: Branch) -> int:
    """Write down who is lost by today and not in the ledger yet, and who came back; how many were added.

    Lost is who died, who left, and who has not come for two years. Run twice, it writes nothing twice.
    """
    today = branch.today()
    _note_returns(branch)
    found = _gone(branch, today)
    for start in range(0, len(found), _AT_ONCE):
        _write(branch, found[start : start + _AT_ONCE])
    return len(found)


def _gone(branch: Branch, today: date) -> list[tuple[Patient, date]]:
    """Those who are not in the ledger, with the day on which they were lost."""
    written = Loss.objects.filter(patient=OuterRef("pk"), returned_on=None)
    last = Visit.objects.filter(patient=OuterRef("pk")).order_by().values("patient").annotate(last=Max("day"))
    left = Departure.objects.filter(patient=OuterRef("pk"), returned_on=None).values("left_on")[:1]
    people = Patient.objects.filter(~Exists(written), branch=branch).annotate(
        last=Subquery(last.values("last")), left=Subquery(left)
    )
    away = people.filter(last__lte=today - CLIENT_FOR) | people.filter(deceased=True, last__isnull=False)
    gone = away | people.filter(left__isnull=False, last__isnull=False)
    return [(one, _lost_on(one)) for one in gone.order_by("pk")]


def _lost_on(patient: Patient) -> date:
    left: date | None = getattr(patient, "left", None)
    last: date = patient.last  # type: ignore[attr-defined]
    if left:
        return left
    return last if patient.deceased else last + CLIENT_FOR


@transaction.atomic
def _write(branch: Branch, gone: Sequence[tuple[Patient, date]]) -> None:
    why, now = _reasons([patient for patient, _day in gone]), clock.now()
    losses = []
    for patient, day in gone:
        reason, known = why[patient.pk]
        losses.append(Loss(patient=patient, branch=branch, lost_on=day, reason=reason, known=known, at=now))
    Loss.objects.bulk_create(losses, ignore_conflicts=True)


def _reasons(people: Sequence[Patient]) -> dict[int, tuple[LossReason, LossKnown]]:
    """Why they went, and how that is known: what they said themselves goes before what can be inferred."""
    ids = [patient.pk for patient in people]
    unhappy = set(Complaint.objects.filter(patient__in=ids).values_list("patient_id", flat=True))
    unhappy |= set(Survey.objects.filter(patient__in=ids, lowest__lte=LOW).values_list("patient_id", flat=True))
    turned_to = dict(
        Contact.objects.out().filter(patient__in=ids).values_list("patient_id").annotate(last=Max("at"))
    )
    said = _said(ids)
    ignored_since = clock.now() - _IGNORED_AFTER

    def why(patient: Patient) -> tuple[LossReason, LossKnown]:
        if patient.deceased:
            return LossReason.DIED, LossKnown.ASKED
        if patient.pk in said:
            return said[patient.pk], LossKnown.ASKED
        if patient.pk in unhappy:
            return LossReason.DISSATISFIED, LossKnown.INFERRED
        contact = turned_to.get(patient.pk)
        if contact is None or contact < ignored_since:
            return LossReason.IGNORED, LossKnown.INFERRED
        return LossReason.UNKNOWN, LossKnown.UNKNOWN

    return {patient.pk: why(patient) for patient in people}


def _said(ids: Sequence[int]) -> dict[int, LossReason]:
    """What they said last: on the phone, else when they broke off."""
    breaking = Interruption.objects.filter(patient__in=ids, reason__in=_SAID_WHEN_BREAKING_OFF)
    calls = Call.objects.filter(patient__in=ids, stays_away__in=_SAID_ON_THE_PHONE)
    said = dict(breaking.order_by("noticed_on", "pk").values_list("patient_id", "reason"))
    told = dict(calls.order_by("begun_at", "pk").values_list("patient_id", "stays_away"))
    return {pk: _SAID_WHEN_BREAKING_OFF[InterruptionReason(why)] for pk, why in said.items()} | {
        pk: _SAID_ON_THE_PHONE[StayAway(why)] for pk, why in told.items()
    }


def _note_returns(branch: Branch) -> None:
    came = Visit.objects.filter(patient=OuterRef("patient"), day__gt=OuterRef("lost_on"))
    first = came.order_by().values("patient").annotate(first=Min("day")).values("first")
    open_now = Loss.objects.filter(branch=branch, returned_on=None)
    open_now.filter(Exists(came)).update(returned_on=Subquery(first))


@transaction.atomic
def correct_loss(loss: Loss, reason: str, *, by: User, words: str = "") -> Loss:
    """Somebody asked them: what they said goes over what was inferred. Refused: reason."""
    if reason not in set(LossReason) - {LossReason.UNKNOWN}:
        raise Refused("reason", _("Choose the reason that they gave."))
    touch([loss.patient_id])
    held = Loss.objects.select_for_update(of=("self",)).get(pk=loss.pk)
    held.reason, held.known, held.words = reason, LossKnown.ASKED, words.strip()[:300]
    held.by, held.at = by, clock.now()
    held.save(update_fields=["reason", "known", "words", "by", "at"])
    return held


def attrition(branches: Iterable[Branch], year: int) -> Attrition:
    """Clients of `branches` when `year` began, and how many of them were lost in it (usually 10 to 30 %)."""
    here, first = list(branches), date(year, 1, 1)
    came = Visit.objects.filter(patient__branch__in=here, day__lt=first, day__gte=first - CLIENT_FOR)
    clients = came.values("patient_id").distinct()
    lost = Loss.objects.filter(branch__in=here, lost_on__year=year, patient__in=clients)
    return Attrition(year, clients.count(), lost.values("patient_id").distinct().count())


def why_lost(branches: Iterable[Branch], year: int) -> list[Why]:
    """The losses of `year` by reason, the most frequent first; what was said and what is inferred stand apart."""
    rows = Loss.objects.filter(branch__in=list(branches), lost_on__year=year).values_list("reason", "known")
    counts = Counter(rows)
    found = [
        Why(
            reason,
            counts[reason, LossKnown.ASKED],
            counts[reason, LossKnown.INFERRED] + counts[reason, LossKnown.UNKNOWN],
            REFERENCE.get(reason),
        )
        for reason in LossReason
    ]
    return sorted(found, key=lambda one: -(one.asked + one.inferred))


def to_win_back(branches: Iterable[Branch]) -> LossQuerySet:
    """Losses of people who live, are near and can be asked, the latest first."""
    still = Loss.objects.filter(branch__in=list(branches), returned_on=None, patient__deceased=False)
    return still.exclude(reason__in=FOR_GOOD).order_by(F("lost_on").desc(), "-pk")
