"""BAS-2: cards with steps by what was spent; and the terms that a clinic writes for all of it."""

from datetime import UTC, datetime, timedelta

import pytest

from rapport.lib import clock
from rapport.loyalty.giving import (
    hand_over,
    open_card,
    take_back_card,
    take_back_gift,
)
from rapport.loyalty.models import CardTier, Reward, RewardKind
from rapport.loyalty.rules import stands_at
from rapport.loyalty.tests.earned import refused, terms
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.two_records import merged

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


def test_a_card_is_opened_once_with_a_number_and_its_gift(riverside: Branch, zhou: Patient, marsh: Patient,
                                                          owner: User, desk: User) -> None:  # fmt: skip
    """BAS-2."""
    refused("no_terms", open_card, zhou, by=desk)
    terms(riverside, owner, card_gift="免费洁牙一次")
    card = open_card(zhou, " VIP-7 ", by=desk)
    assert card.number == "VIP-7" and card.opened_by == desk
    refused("has_card", open_card, zhou, by=desk)
    refused("number_taken", open_card, marsh, "VIP-7", by=desk)
    assert open_card(marsh, by=desk).number.isdecimal()
    gift = Reward.objects.get(patient=zhou)
    assert (gift.kind, gift.words) == (RewardKind.CARD, "免费洁牙一次")
    hand_over(gift, by=desk)
    refused("handed", take_back_card, card, by=desk)
    take_back_gift(gift, by=desk)
    take_back_card(card, by=desk)
    assert not zhou.cards.exists() and not Reward.objects.owed().filter(patient=zhou)


def test_both_cards_of_two_records_that_become_one_are_good(
    riverside: Branch, owner: User, zhou: Patient, twice: Patient, desk: User
) -> None:
    """BAS-2, REC-10: and each is its own again."""
    terms(riverside, owner)
    cards = {open_card(patient, by=desk).number for patient in (zhou, twice)}
    merge = merged(zhou, twice, desk)
    assert set(zhou.cards.values_list("number", flat=True)) == cards
    undo_merge(merge.pk, by=desk)
    assert zhou.cards.count() == twice.cards.count() == 1


@pytest.mark.parametrize(
    ("spent", "now", "missing"), [(0, "银卡", 1_000_000), (999_999, "银卡", 1), (1_000_000, "金卡", 0)]
)
def test_the_step_of_a_card_follows_what_was_spent(spent: int, now: str, missing: int) -> None:
    """BAS-2: from the first visit on; what is missing to the next step is said."""
    steps = [
        CardTier(name="金卡", from_spend=1_000_000, percent=8),
        CardTier(name="银卡", from_spend=0, percent=3),
    ]
    stands = stands_at(spent, steps)
    assert stands.now and (stands.now.name, stands.missing) == (now, missing)
    assert stands_at(-5, steps).now is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rebate_percent": 4}, "rebate"),
        ({"rebate_percent": 11}, "rebate"),
        ({"holds_from": NOON.date() - timedelta(days=1)}, "past"),
        ({"gift": " "}, "gift"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    riverside: Branch, owner: User, said: dict[str, object], code: str
) -> None:
    """REF-1: a rebate is 5 to 10 per cent; the past is not counted anew."""
    refused(code, terms, riverside, owner, **said)


def test_terms_in_force_hold_to_the_end_of_the_day(riverside: Branch, owner: User) -> None:
    terms(riverside, owner)
    refused("past", terms, riverside, owner)
    with clock.set_to(NOON + timedelta(days=1)):
        refused("past", terms, riverside, owner)
        assert terms(riverside, owner, holds_from=riverside.today() + timedelta(days=1)).pk
