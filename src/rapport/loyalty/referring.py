"""The sweep over referrals: who brought somebody that came and paid is thanked (REF-1, REF-2).

The same new client is thanked for once, and nobody is thanked for themselves. What no longer holds, because the
referrer was corrected, records became one or a payment vanished, is withdrawn as long as nothing was given of it.
It may stop anywhere and begin again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from rapport.care.models import Payment, Visit
from rapport.lib import clock
from rapport.lib.bulk import update_many
from rapport.loyalty.ledger import NewLine, write_lines
from rapport.loyalty.models import Account, LedgerLine, LoyaltyTerms, Reward, RewardKind, Why, Withdrawn
from rapport.loyalty.rules import rebate_of
from rapport.loyalty.terms import Programme, programmes
from rapport.people.actions import touch
from rapport.people.actions.marks import hold
from rapport.people.models import Patient
from rapport.staff.models import Branch


def reward_referrals() -> None:
    """Withdraw what no longer holds, thank for who came since, and let rebates grow."""
    _withdraw_all()
    for programme in programmes():
        for newcomer, first in _newcomers(programme):
            if programme.on(first):
                _thank(newcomer, programme)
    _grow()


def _alone() -> None:
    """Two sweeps at once come one after the other, and the second finds it done."""
    list(Branch.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _newcomers(programme: Programme) -> list[tuple[int, date]]:
    """Who was brought by a client of the branch, has come, and paid first since the programme began; nobody who
    was thanked for already. In the order in which they paid, with the day."""
    today = programme.branch.today()
    counted = Q(payments__counted=True, payments__day__lte=today)
    thanked = Reward.objects.of_referrals().standing().filter(newcomer=OuterRef("pk"))
    brought = Patient.objects.filter(referrer__branch=programme.branch, referrer__deceased=False)
    came = brought.filter(Exists(Visit.objects.filter(patient=OuterRef("pk"), day__lte=today)), ~Exists(thanked))
    paid = came.values("pk").annotate(
        first=Min("payments__day", filter=counted & Q(payments__amount__gt=0)),
        net=Sum("payments__amount", filter=counted),
    )
    found = paid.filter(first__gte=programme.began, net__gt=0).order_by("first", "pk")
    return list(found.values_list("pk", "first"))


@transaction.atomic
def _thank(pk: int, programme: Programme) -> None:
    _alone()
    newcomer = Patient.objects.filter(pk=pk, referrer__branch=programme.branch).first()
    thanked = Reward.objects.of_referrals().filter(newcomer=pk)
    if newcomer is None or newcomer.referrer_id is None or thanked.standing().exists():
        return
    if hold(sorted({pk, newcomer.referrer_id})) != {pk, newcomer.referrer_id}:
        return
    paid = Payment.objects.filter(patient=pk, counted=True, amount__gt=0)
    first = paid.aggregate(first=Min("day"))["first"]
    terms = programme.on(first) if first else None
    if terms is None:
        return
    reward = _reward(newcomer, newcomer.referrer_id, first, terms, again=_times(pk))
    reward.save(force_insert=True)
    touch([newcomer.referrer_id])
    _give_points(reward, terms)


def _times(newcomer: int) -> int:
    """How often somebody was thanked for them, also where that is for nobody by now (`forgetting`)."""
    return Reward.objects.filter(key__startswith=f"referral:{newcomer}:").count()


def _reward(newcomer: Patient, referrer: int, first: date, terms: LoyaltyTerms, again: int) -> Reward:
    number = Reward.objects.of_referrals().standing().filter(patient=referrer).count() + 1
    made = Reward(
        patient_id=referrer,
        newcomer=newcomer,
        number=number,
        day=first,
        kind=RewardKind.GIFT if number <= terms.gifts else RewardKind.REBATE,
        key=f"referral:{newcomer.pk}:{again}",
    )
    if made.kind == RewardKind.GIFT:
        made.words, made.cost = terms.gift, terms.gift_cost
    else:
        made.percent, made.grows_from = terms.rebate_percent, first
        made.grows_until = first + timedelta(days=terms.rebate_days)
    return made


def _give_points(reward: Reward, terms: LoyaltyTerms) -> None:
    """Points for both sides."""
    sides = ((reward.patient_id, terms.referrer_points), (reward.newcomer_id, terms.newcomer_points))
    write_lines(
        [
            NewLine(
                patient,
                Account.POINTS,
                points,
                Why.REFERRAL,
                f"referral:{reward.pk}:{patient}",
                reward.day,
                reward=reward.pk,
                expires_on=terms.expiry_of(reward.day),
            )
            for patient, points in sides
            if patient and points
        ]
    )


def _paid(**more: Any) -> Any:
    """What the new client of a reward has paid."""
    paid = Payment.objects.filter(patient=OuterRef("newcomer"), counted=True, **more).order_by()
    sums = paid.values("patient").annotate(all=Sum("amount")).values("all")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def _unfounded() -> QuerySet[Reward]:
    """Rewards of which nothing was given and which nothing speaks for any more, with the reason."""
    same = Reward.objects.of_referrals().standing().filter(newcomer=OuterRef("newcomer"), pk__lt=OuterRef("pk"))
    came = Visit.objects.filter(patient=OuterRef("newcomer"))
    reason = Case(
        When(newcomer=None, then=Value(Withdrawn.NOTHING_PAID)),
        When(newcomer=F("patient"), then=Value(Withdrawn.ONESELF)),
        When(Q(newcomer__referrer=None), then=Value(Withdrawn.OTHER_REFERRER)),
        When(~Q(newcomer__referrer=F("patient")), then=Value(Withdrawn.OTHER_REFERRER)),
        When(Exists(same), then=Value(Withdrawn.TWICE)),
        When(Q(paid__lte=0) | ~Exists(came), then=Value(Withdrawn.NOTHING_PAID)),
        default=Value(""),
        output_field=CharField(),
    )
    open_ones = Reward.objects.of_referrals().standing().filter(handed_at=None, settled=0)
    return open_ones.annotate(paid=_paid(), reason=reason).exclude(reason="")


def _withdraw_all() -> None:
    for pk in list(_unfounded().order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            _alone()
            found = _unfounded().filter(pk=pk).first()
            if found is not None:
                withdraw(found, found.reason)  # type: ignore[attr-defined]


def withdraw(reward: Reward, why: str) -> None:
    """The reward is not owed; points given for it are taken back, as far as they are there. Under the lock of
    whoever calls."""
    touch([reward.patient_id])
    reward.withdrawn_at, reward.withdrawn_why = clock.now(), why
    reward.save(update_fields=["withdrawn_at", "withdrawn_why"])
    write_lines(
        [
            NewLine(
                line.patient_id,
                Account.POINTS,
                -line.amount,
                Why.REFERRAL,
                f"withdrawn:{line.pk}",
                line.day,
                reward=reward.pk,
                partly=True,
            )
            for line in LedgerLine.objects.filter(reward=reward, why=Why.REFERRAL, amount__gt=0).order_by("pk")
        ]
    )


@transaction.atomic
def _grow() -> None:
    """Rebates become what the new clients have paid by now, in the money of who brought them."""
    _alone()
    paid = _paid(
        day__gte=OuterRef("grows_from"),
        day__lte=OuterRef("grows_until"),
        branch__currency=OuterRef("patient__branch__currency"),
    )
    rebates = Reward.objects.standing().filter(kind=RewardKind.REBATE).annotate(paid=paid)
    grown = {
        pk: (patient, rebate_of(paid, percent))
        for pk, patient, earned, percent, paid in rebates.order_by("pk").values_list(
            "pk", "patient_id", "earned", "percent", "paid"
        )
        if rebate_of(paid, percent) != earned
    }
    held = hold(sorted({patient for patient, _earned in grown.values()}))
    kept = {pk: earned for pk, (patient, earned) in grown.items() if patient in held}
    update_many(Reward, ["earned"], [(earned, pk) for pk, earned in kept.items()])
    touch(patient for patient, _earned in grown.values() if patient in held)
