"""What the desk gives: cards, gifts, rebates, and points and fund that clients use (BAS-2, REF-1, REF-2)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.loyalty.ledger import NewLine, write_lines
from rapport.loyalty.models import Account, Card, Reward, RewardKind, RewardWay, Settlement, Why, Withdrawn
from rapport.loyalty.referring import withdraw
from rapport.loyalty.terms import terms_of
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

_DIGITS = 6


@transaction.atomic
def open_card(patient: Patient, number: str = "", *, by: User) -> Card:
    """Open a card with the number on it; without one, the next that is free. The gift of the terms is then owed.

    Refused: no_terms, deceased, has_card, number_taken.
    """
    list(Branch.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    touch([patient.pk])
    terms = terms_of(patient.branch)
    if terms is None:
        raise Refused(
            "no_terms", _("There is no programme: cards are opened once the owner has written its terms.")
        )
    if patient.deceased:
        raise Refused("deceased", _("This person has died. No card is opened."))
    if patient.cards.exists():
        raise Refused("has_card", _("%(name)s has a card already."), {"name": patient.full_name})
    number = number.strip() or _next_number()
    if Card.objects.filter(number=number).exists():
        raise Refused("number_taken", _("The card %(number)s belongs to somebody else."), {"number": number})
    card = Card.objects.create(patient=patient, number=number, opened_by=by, opened_at=clock.now())
    if terms.card_gift and not patient.rewards.standing().filter(kind=RewardKind.CARD).exists():
        Reward.objects.create(
            patient=patient,
            kind=RewardKind.CARD,
            words=terms.card_gift,
            day=patient.branch.today(),
            key=f"card:{card.pk}",
        )
    return card


def _next_number() -> str:
    last = Card.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    while Card.objects.filter(number=f"{last + 1:0{_DIGITS}}").exists():
        last += 1
    return f"{last + 1:0{_DIGITS}}"


@transaction.atomic
def take_back_card(card: Card, *, by: User) -> None:
    """A card that was opened by mistake is none. Refused: handed, where its gift was handed over."""
    touch([card.patient_id])
    gift = Reward.objects.select_for_update(of=("self",)).filter(key=f"card:{card.pk}", withdrawn_at=None).first()
    if gift is not None:
        if gift.handed_at is not None:
            raise Refused("handed", _("The gift for this card was handed over. Take that back first."))
        withdraw(gift, Withdrawn.CARD_BACK)
    card.delete()


def _held(reward: Reward) -> Reward:
    touch([reward.patient_id])
    held = Reward.objects.select_for_update(of=("self",)).select_related("patient__branch").get(pk=reward.pk)
    if held.withdrawn_at is not None:
        raise Refused("withdrawn", _("This reward is not owed any more."))
    return held


@transaction.atomic
def hand_over(reward: Reward, *, by: User) -> Reward:
    """The gift was handed over (REF-2). Refused: withdrawn, no_gift, handed."""
    held = _held(reward)
    if held.kind == RewardKind.REBATE:
        raise Refused("no_gift", _("This is a rebate: say how it is given."))
    if held.handed_at is not None:
        raise Refused("handed", _("This gift was handed over already."))
    held.handed_by, held.handed_at = by, clock.now()
    held.save(update_fields=["handed_by", "handed_at"])
    return held


@transaction.atomic
def take_back_gift(reward: Reward, *, by: User) -> Reward:
    """It was not handed over after all. Refused: withdrawn, not_handed."""
    held = _held(reward)
    if held.handed_at is None:
        raise Refused("not_handed", _("This gift was not handed over."))
    held.handed_by = held.handed_at = None
    held.save(update_fields=["handed_by", "handed_at"])
    return held


@transaction.atomic
def settle(reward: Reward, way: RewardWay, *, by: User, words: str = "", shown: int | None = None) -> Settlement:
    """Give what a rebate has grown to, as the client chose: the fund at once, cash and goods at the desk (REF-1).
    `shown` is how much the desk was told that is; it may have grown since.

    Refused: withdrawn, no_rebate, nothing_owed, grown.
    """
    held = _held(reward)
    if held.kind != RewardKind.REBATE:
        raise Refused("no_rebate", _("This is a gift: it is handed over."))
    if not held.due:
        raise Refused("nothing_owed", _("Nothing is owed of this rebate now."))
    if shown not in (None, held.due):
        raise Refused("grown", _("The rebate is another amount by now, and nothing was given. Look again."))
    return _give(held, way, held.due, words.strip()[:200], by)


def _give(held: Reward, way: RewardWay, amount: int, words: str, by: User) -> Settlement:
    made = Settlement.objects.create(reward=held, way=way, amount=amount, words=words, by=by, at=clock.now())
    held.settled += amount
    held.save(update_fields=["settled"])
    if way == RewardWay.FUND:
        why = Why.REBATE if amount > 0 else Why.TAKEN_BACK
        write_lines([_to_fund(held, amount, why, f"settlement:{made.pk}", by)])
    return made


@transaction.atomic
def take_back_settlement(made: Settlement, *, by: User) -> Settlement:
    """It was not given like this: it is owed again. Refused: taken_back, came_back, not_enough (the
    fund was used since)."""
    reward = _held(made.reward)
    settlement = Settlement.objects.select_for_update().get(pk=made.pk)
    if settlement.taken_back_at is not None:
        raise Refused("taken_back", _("This was taken back already."))
    if reward.settled < settlement.amount:
        raise Refused("came_back", _("It came back since then. Take that back first."))
    settlement.taken_back_by, settlement.taken_back_at = by, clock.now()
    settlement.save(update_fields=["taken_back_by", "taken_back_at"])
    reward.settled -= settlement.amount
    reward.save(update_fields=["settled"])
    if settlement.way == RewardWay.FUND:
        key = f"settlement:{settlement.pk}:back"
        write_lines([_to_fund(reward, -settlement.amount, Why.TAKEN_BACK, key, by)])
    return settlement


def _over(reward: Reward) -> Reward:
    held = _held(reward)
    if not held.over:
        raise Refused("nothing_over", _("Of this rebate nothing is given too much by now."))
    return held


@transaction.atomic
def take_back_over(reward: Reward, way: RewardWay, *, by: User) -> Settlement:
    """What was given too much, since the new client got money back, has come back: it goes the other way, and is
    taken back like any other (REF-3).

    Refused: withdrawn, nothing_over, not_enough (the fund was used since).
    """
    held = _over(reward)
    return _give(held, way, -held.over, "", by)


@transaction.atomic
def bear(reward: Reward, *, by: User) -> Reward:
    """What was given too much is not asked back. Refused: withdrawn, nothing_over."""
    held = _over(reward)
    held.borne += held.over
    held.save(update_fields=["borne"])
    return held


@transaction.atomic
def take_back_bearing(reward: Reward, *, by: User) -> Reward:
    """It is asked back after all."""
    held = _held(reward)
    held.borne = 0
    held.save(update_fields=["borne"])
    return held


def _to_fund(reward: Reward, amount: int, why: Why, key: str, by: User) -> NewLine:
    return NewLine(
        reward.patient_id, Account.FUND, amount, why, key, reward.patient.branch.today(), reward=reward.pk, by=by
    )
