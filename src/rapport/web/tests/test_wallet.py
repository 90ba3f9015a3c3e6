"""The wallet on the card, the lists under Campaigns, the terms in the settings (BAS-2, REF-1, REF-2, REF-3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.lib import clock
from rapport.loyalty.giving import open_card, settle
from rapport.loyalty.models import Card, LedgerLine, Reward, RewardWay
from rapport.loyalty.tests.earned import comes, keep_wallets, pays, terms
from rapport.loyalty.wallet import balances_of
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, ExportLog, User
from rapport.staff.roles import Role
from rapport.web import frame
from rapport.web.tests.wallets import enrich, page, post
from rapport.web.wallet.forms import UseForm
from rapport.web.wallet.words import amount_of
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]
KEY = "k" * 22


@pytest.fixture
def rich(zhou: Patient, owner: User) -> Patient:
    return enrich(zhou, owner)


def test_the_desk_uses_points_and_takes_it_back(client: Client, desk: User, rich: Patient) -> None:
    """REF-3: with a toast whose undo writes a line of its own."""
    assert "worth CN¥5" in page(client, desk, "card_wallet", rich.pk)
    said = {"account": "points", "amount": "40", "words": "洁牙", "key": KEY}
    for _twice in range(2):
        post(client, "card_wallet_use", rich.pk, **said)
    assert balances_of(rich).points == 60
    line = LedgerLine.objects.get(why="used")
    shown = page(client, desk, "card_wallet", rich.pk)
    assert "−40" in shown and "洁牙" in shown and str(desk) in shown
    assert "Taken back" in post(client, "card_wallet_line_back", line.pk)[1]
    assert "taken back already" in post(client, "card_wallet_line_back", line.pk)[1]
    assert balances_of(rich).points == 100
    shown = page(client, desk, "card_wallet", rich.pk)
    assert shown.count("洁牙") > 1, "the line that takes back says what"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"amount": "101"}, "not so much left"),
        ({"amount": "0"}, "above zero"),
        ({"amount": "1.5"}, "a whole number"),
        ({"amount": "-5"}, "not below zero"),
        ({"amount": "много"}, "not an amount"),
        ({"amount": "9" * 30}, "not an amount"),
        ({"amount": "9" * 12}, "a whole number"),
        ({"amount": ""}, "required"),
        ({"words": " "}, "required"),
        ({"account": "gold"}, "not one of the available choices"),
        ({"account": "fund", "amount": "1"}, "not so much left"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field(
    client: Client, desk: User, rich: Patient, said: dict[str, str], told: str
) -> None:
    client.force_login(desk)
    whole = {"account": "points", "amount": "10", "words": "洁牙", "key": KEY, **said}
    status, shown = post(client, "card_wallet_use", rich.pk, **whole)
    assert status == 422 and told in shown
    assert balances_of(rich).points == 100


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("５００", 500),
        (" 1,000 ", 1_000),
        ("12 000", 12_000),
        ("1,00", None),
        ("1,000.50", None),
        ("9" * 10, None),
    ],
)
def test_points_are_read_as_people_write_them(riverside: Branch, written: str, points: int | None) -> None:
    form = UseForm({"account": "points", "amount": written, "words": "洁牙", "key": KEY}, branch=riverside)
    assert (form.cleaned_data["amount"] if form.is_valid() else None) == points
    assert bool(form.errors) is (points is None)


def test_many_points_are_shown_in_groups(riverside: Branch) -> None:
    assert amount_of(LedgerLine(account="points", amount=-1_200), riverside) == "−1,200"


def test_a_card_is_numbered_as_a_reader_of_cards_sends_it(client: Client, desk: User, rich: Patient) -> None:
    client.force_login(desk)
    post(client, "card_wallet_card", rich.pk, number=" \u202e００５")
    assert Card.objects.get().number == "005"


def test_the_desk_opens_a_card_and_sees_what_is_missing(client: Client, desk: User, rich: Patient) -> None:
    """BAS-2: 1,000 are spent, the next step begins at 10,000."""
    client.force_login(desk)
    _status, shown = post(client, "card_wallet_card", rich.pk, number="VIP-1")
    assert "银卡" in shown and "CN¥9,000 more to “金卡”" in shown and "免费涂氟" in shown
    status, shown = post(client, "card_wallet_card", rich.pk, number="VIP-2")
    assert status == 422 and "has a card already" in shown
    assert "VIP-1" in page(client, desk, "card", rich.pk)
    assert "CN¥9,000 to “金卡”" in page(client, desk, "wallets", view="cards")
    post(client, "card_wallet_card_back", Card.objects.get().pk)
    assert not Card.objects.exists()


def test_a_card_that_is_handed_over_the_counter_finds_whose_it_is(
    client: Client, desk: User, marketer: User, almaty: Branch, rich: Patient
) -> None:
    """BAS-2: first of all, as it was read; not for whoever sees no wallets, nor of another branch."""
    open_card(rich, "VIP-7", by=desk)
    elsewhere = add_user(
        "almaty", name="Жанна", password=None, roles=[(Role.ADMINISTRATOR, almaty)], language="en"
    )
    for name in ("search", "people_found"):
        assert rich.full_name in page(client, desk, name, q=" vip-７")
        assert rich.full_name not in page(client, desk, name, q="VIP-")
        assert all(rich.full_name not in page(client, user, name, q="VIP-7") for user in (marketer, elsewhere))


def test_the_desk_hands_over_and_settles_from_the_list(client: Client, desk: User, rich: Patient) -> None:
    """REF-1, REF-2: two gifts and a rebate of 80; the same again is refused in words, and so is a
    rebate that is not what the page had shown."""
    shown = page(client, desk, "wallets")
    assert shown.count("电动牙刷") >= 2 and "Give CN¥80" in shown
    gift, rebate = Reward.objects.get(number=1), Reward.objects.get(number=3)
    assert "to 周雅琴" in post(client, "reward_handing", gift.pk, next=reverse("web:wallets"))[1]
    assert "handed over already" in post(client, "reward_handing", gift.pk)[1]
    assert (
        "not one of the available choices"
        in post(client, "reward_settlement", rebate.pk, way="magic", due=8_000)[1]
    )
    assert 'name="due" value="8000"' in shown
    assert "another amount by now" in post(client, "reward_settlement", rebate.pk, way="fund", due=7_900)[1]
    assert "dental fund" in post(client, "reward_settlement", rebate.pk, way="fund", due=8_000)[1]
    assert balances_of(rich).fund == 8_000
    made = rebate.settlements.get()
    assert "Take back CN¥80" in page(client, desk, "card_wallet", rich.pk)
    # who takes it back with the key in the list stays there
    for name, pk in (("reward_settlement_back", made.pk), ("reward_handing_back", gift.pk)):
        answer = client.post(reverse(f"web:{name}", args=[pk]), {"next": reverse("web:wallets")})
        assert answer["Location"] == reverse("web:wallets")
    assert balances_of(rich).fund == 0 and Reward.objects.owed().count() == 3


@pytest.fixture
def too_much(rich: Patient, desk: User) -> Reward:
    """The rebate of 80 was given, then the new client got all their money back."""
    rebate = Reward.objects.get(number=3)
    settle(rebate, RewardWay.CASH, by=desk)
    assert rebate.newcomer
    pays(rebate.newcomer, -1_000)
    keep_wallets()
    return rebate


def test_what_was_given_too_much_is_told_and_settled(client: Client, desk: User, too_much: Reward) -> None:
    """REF-1, REF-3: in a list of its own, on the person's wallet, and under the entry of the navigation."""
    waiting = frame._waiting(desk)["web:campaigns"]
    assert waiting == 3, "two gifts, and this"
    shown = page(client, desk, "wallets", view="over")
    assert "CN¥80 came back" in shown and "Given too much" in page(client, desk, "wallets")
    assert "CN¥80 given too much" in page(client, desk, "card_wallet", too_much.patient_id)
    assert "not asked back from 周雅琴" in post(client, "reward_bearing", too_much.pk)[1]
    assert frame._waiting(desk)["web:campaigns"] == waiting - 1
    assert "CN¥80 is not asked back" in page(client, desk, "card_wallet", too_much.patient_id)
    assert "Given too much" not in page(client, desk, "wallets")
    post(client, "reward_bearing_back", too_much.pk)
    assert "Select a valid choice" in post(client, "reward_over_back", too_much.pk, way="gold")[1]
    assert "CN¥80 came back from 周雅琴" in post(client, "reward_over_back", too_much.pk, way="cash")[1]
    assert "nothing is given too much" in post(client, "reward_over_back", too_much.pk, way="cash")[1]
    keep_wallets()
    assert not Reward.objects.standing().filter(pk=too_much.pk)


def test_rewards_wait_under_the_entry_for_those_who_give_them(
    client: Client, desk: User, owner: User, rich: Patient
) -> None:
    """REF-2: whoever only reads is not told to do it."""
    assert frame._waiting(desk)["web:campaigns"] == frame._waiting(owner)["web:campaigns"] == 3
    auditor = add_user("audit", name="审计", password=None, roles=[(Role.AUDITOR, rich.branch)], language="en")
    assert not frame._waiting(auditor).get("web:campaigns")


def test_the_lists_leave_with_a_reason_and_are_logged(
    client: Client, owner: User, desk: User, rich: Patient
) -> None:
    """REC-12: whoever may export, what the page shows."""
    open_card(rich, "VIP-1", by=desk)
    refresh_facts()
    url = reverse("web:wallets_export")
    client.force_login(desk)
    assert client.get(url).status_code == 403
    client.force_login(owner)
    assert "Export 4 rewards" in client.get(url).content.decode()
    assert client.post(url, {"reason": "x", "file_format": "csv"}).status_code == 422
    for asked, told in (("", "电动牙刷"), ("?view=cards", "VIP-1,银卡,3,1000.00,100")):
        answer: Any = client.post(url + asked, {"reason": "for the year", "file_format": "csv"})
        assert told in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [log.what for log in ExportLog.objects.order_by("pk")] == ["rewards", "cards"]


def test_what_expires_is_told_before(client: Client, desk: User, rich: Patient) -> None:
    assert "100 points expire after 21 Dec 2026" in page(client, desk, "card", rich.pk)
    with clock.set_to(NOON + timedelta(days=40)):
        keep_wallets()
        assert "−100" in page(client, desk, "card_wallet", rich.pk)


def test_who_sees_no_amounts_sees_no_wallet(
    client: Client, marketer: User, almaty_marketer: User, caller: User, rich: Patient
) -> None:
    """REC-12: nor is one of another branch there at all; the auditor reads and changes nothing."""
    for user in (marketer, almaty_marketer, caller):
        client.force_login(user)
        for name, args in (("card_wallet", [rich.pk]), ("wallets", [])):
            assert client.get(reverse(f"web:{name}", args=args)).status_code == 403
    auditor = add_user("audit", name="审计", password=None, roles=[(Role.AUDITOR, rich.branch)], language="en")
    shown = page(client, auditor, "card_wallet", rich.pk)
    assert "电动牙刷" in shown and "Hand over</button>" not in shown
    assert client.post(reverse("web:reward_handing", args=[Reward.objects.get(number=1).pk])).status_code == 403


def test_what_is_of_another_branch_is_not_there(
    client: Client, almaty: Branch, rich: Patient, khalilova: Patient
) -> None:
    user = add_user("almaty", name="Жанна", password=None, roles=[(Role.ADMINISTRATOR, almaty)], language="en")
    client.force_login(user)
    assert rich.full_name not in client.get(reverse("web:wallets")).content.decode()
    gift = Reward.objects.get(number=1)
    for name, pk in (("reward_handing", gift.pk), ("card_wallet_use", rich.pk), ("card_wallet_card", rich.pk)):
        assert post(client, name, pk)[0] == 404


def test_counter_mode_hides_points_and_money(client: Client, desk: User, rich: Patient) -> None:
    client.force_login(desk)
    client.post(reverse("web:counter"), {"on": "1"})
    shown = client.get(reverse("web:card", args=[rich.pk])).content.decode()
    assert "Wallet" not in shown and "100 points" not in shown
    assert client.get(reverse("web:card_wallet", args=[rich.pk])).status_code == 403


def test_an_empty_page_says_what_comes_next(
    client: Client, owner: User, desk: User, zhou: Patient, marsh: Patient
) -> None:
    shown = page(client, owner, "wallets")
    assert "The programme is off" in shown and reverse("web:loyalty") in shown
    assert reverse("web:loyalty") not in page(client, desk, "wallets")
    assert "programme of this branch is off" in page(client, owner, "card_wallet", zhou.pk)
    assert "Wallet</h2>" not in page(client, desk, "card", zhou.pk)
    terms(zhou.branch, owner)
    assert "Nothing is owed" in page(client, desk, "wallets")
    assert "Points come with the next payment" in page(client, desk, "card_wallet", zhou.pk)


def test_what_happened_is_told_and_what_payments_earned_is_not_told_twice(
    client: Client, desk: User, rich: Patient
) -> None:
    """REC-7."""
    open_card(rich, "VIP-1", by=desk)
    shown = page(client, desk, "card_timeline", rich.pk)
    assert "Discount card opened: VIP-1" in shown and "Rebate for a referral" in shown
    assert "Points · payment" not in shown


@pytest.mark.one_database
def test_a_long_list_costs_as_many_queries_as_a_short_one(client: Client, desk: User, rich: Patient) -> None:
    client.force_login(desk)

    def cost(view: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("web:wallets"), {"view": view}).status_code == 200
        return len(captured)

    open_card(rich, by=desk)
    cost("rewards")
    before = cost("rewards"), cost("cards")
    for number in range(12):
        somebody = register(rich.branch, f"丁{number}", referrer=rich)
        comes(somebody, paying=100)
        open_card(somebody, by=desk)
    keep_wallets()
    refresh_facts()
    assert (cost("rewards"), cost("cards")) == before
