"""The terms in the settings, and the end of the programme (BAS-2, REF-1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.loyalty.models import LoyaltyTerms
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.wallets import enrich, page, post

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


@pytest.fixture
def rich(zhou: Patient, owner: User) -> Patient:
    return enrich(zhou, owner)


def test_the_owner_writes_terms_as_versions(client: Client, owner: User, desk: User, riverside: Branch) -> None:
    """BAS-2, REF-1: the form begins with what holds; wrong ones are told at their field and nothing is lost."""
    shown = page(client, owner, "loyalty_terms", riverside.pk)
    assert "off until its terms are written" in shown
    said = {
        "holds_from": "2026-11-21", "points_per_100": "10", "point_worth": "0.05", "referrer_points": "50",
        "newcomer_points": "20", "gifts": "2", "gift": "牙刷", "gift_cost": "80", "rebate_percent": "8",
        "rebate_days": "90", "expire_months": "", "card_gift": "免费涂氟",
        "tiers-TOTAL_FORMS": "5", "tiers-INITIAL_FORMS": "5",
        "tiers-0-name": "银卡", "tiers-0-from_spend": "0", "tiers-0-percent": "3",
        "tiers-1-name": "金卡", "tiers-1-from_spend": "10000", "tiers-1-percent": "8",
    }  # fmt: skip
    for wrong, told in (
        ({"rebate_percent": "4"}, "greater than or equal to 5"),
        ({"rebate_percent": "11"}, "less than or equal to 10"),
        ({"holds_from": "2026-11-20"}, "Choose 21 Nov 2026 or a later day"),
        ({"gift": ""}, "Write what the gift"),
        ({"tiers-1-from_spend": "0"}, "begin at the same amount"),
        ({"tiers-1-percent": "1"}, "no smaller discount"),
        ({"tiers-1-name": ""}, "Give this step a name"),
        ({"tiers-1-percent": ""}, "how much is off"),
        ({"point_worth": "9" * 11}, "too much to be meant"),
        ({"points_per_100": "x"}, "Enter a whole number"),
    ):
        status, shown = post(client, "loyalty_terms", riverside.pk, **{**said, **wrong})
        assert (status, told in shown, said["card_gift"] in shown) == (422, True, True), wrong
    assert not LoyaltyTerms.objects.exists()
    status, shown = post(client, "loyalty_terms", riverside.pk, **said)
    assert status == 200 and "in force" in shown and "8% for 90 days" in shown
    assert "The terms hold from 21 Nov 2026 on." in shown
    assert LoyaltyTerms.objects.get().written_by == owner and LoyaltyTerms.objects.get().gift_cost == 8_000
    assert "牙刷 · CN¥80" in shown
    assert [tier.name for tier in LoyaltyTerms.objects.get().tiers.all()] == ["银卡", "金卡"]
    post(client, "loyalty_terms", riverside.pk, **{**said, "holds_from": "2026-12-01", "rebate_percent": "10"})
    shown = page(client, owner, "loyalty_terms", riverside.pk)
    assert "10% for 90 days" in shown and "to come" in shown
    client.force_login(desk)
    assert client.get(reverse("web:loyalty_terms", args=[riverside.pk])).status_code == 403


def test_the_owner_ends_the_programme_and_every_wallet_says_so(
    client: Client, owner: User, desk: User, rich: Patient
) -> None:
    """REF-1: told in advance, with what is kept and whom it concerns; taken back by one click."""
    shown = page(client, owner, "loyalty_terms", rich.branch_id)
    assert "End the programme" in shown and 'value="2026-12-31"' in shown and 'value="2027-03-31"' in shown
    for wrong, told in (
        ({"last_day": "2026-11-20"}, "not counted anew"),
        ({"use_until": "2027-01-29"}, "until 30 Jan 2027 at least"),
        ({"use_until": ""}, "required"),
    ):
        said = {"last_day": "2026-12-31", "use_until": "2027-03-31", **wrong}
        status, shown = post(client, "loyalty_ending", rich.branch_id, **said)
        assert (status, told in shown) == (422, True), wrong
    _status, shown = post(client, "loyalty_ending", rich.branch_id, last_day="2026-12-31", use_until="2027-03-31")
    assert "ends after 31 Dec 2026" in shown and "Clients with points" in shown and "Put in force" not in shown
    assert "ends after 31 Dec 2026" in page(client, desk, "card", rich.pk)
    told = page(client, desk, "card_wallet", rich.pk)
    assert "used until 31 Mar 2027" in told and "Open a card" in told
    with clock.set_to(NOON + timedelta(days=60)):
        told = page(client, desk, "card_wallet", rich.pk)
        assert "ended on 31 Dec 2026" in told and "Open a card" not in told and "worth CN¥" in told
        assert "The programme has ended" in page(client, owner, "loyalty_terms", rich.branch_id)
        assert "No end is planned" in post(client, "loyalty_ending_back", rich.branch_id)[1]
    assert "The programme goes on" in post(client, "loyalty_ending_back", rich.branch_id)[1]
    assert "ends after" not in page(client, desk, "card_wallet", rich.pk)
