"""The page of referrals: how many came by them, the trees, and what these people spend (REF-4, REF-5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import take_payments
from rapport.care.models import Payment
from rapport.lib import clock
from rapport.loyalty.tasks import keep_wallets
from rapport.loyalty.tests.earned import terms
from rapport.people.actions import tag_patients
from rapport.people.models import Patient, Source, Tag
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.tests.listing import NOON, saw, signed_in
from tests.cast import register

TODAY = NOON.date()
PAGE = "web:referrals"
pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


def client_of(branch: Branch, name: str, amount: int = 0, *, days: int = 10, **said: object) -> Patient:
    """Came first so many days ago, and paid."""
    day = TODAY - timedelta(days=days)
    person = register(branch, name, registered_on=day, **said)
    saw(person, day)
    if amount:
        take_payments([Payment(patient=person, branch=branch, day=day, amount=amount)])
    return person


def grow(branch: Branch, friends: int = 2) -> Patient:
    """黄志远, a client of old, who brought friends; the first of them brought one too. Another came alone."""
    root = client_of(branch, f"黄志远{branch.pk}", 500_00, days=900)
    some = [client_of(branch, f"友{branch.pk}-{n}", 100_00 + n, referrer=root) for n in range(friends)]
    client_of(branch, f"亲{branch.pk}", 70_00, referrer=some[0])
    client_of(branch, f"独{branch.pk}", 30_00)
    client_of(branch, f"邻{branch.pk}", 20_00, referrer_words="邻居")
    refresh_facts()
    return root


def context(user: User, **asked: object) -> dict[str, Any]:
    answer = signed_in(user).get(reverse(PAGE), asked)
    assert answer.status_code == 200
    return answer.context


def numbered(user: User, url: str) -> int:
    asked = f"{reverse('web:patients_number')}?{url.partition('?')[2]}"
    return signed_in(user).get(asked).context["number"]


def test_how_many_came_by_referral_and_through_whom(owner: User, riverside: Branch, almaty: Branch) -> None:
    """REF-4, REF-5: of the new clients of twelve months; every figure leads to as many people as it says."""
    grow(riverside)
    grow(almaty, friends=3)
    page = context(owner, branch=riverside.pk)["page"]
    assert page.title == "4 new clients came by referral, 80% of all new ones"
    assert (page.by, page.rate.unknown.number, page.trees.not_thanked.number) == (2, 1, 2)
    for people in (page.referred, page.new, page.rate.unknown, page.trees.not_thanked):
        assert numbered(owner, people.url) == people.number
    [(_branch, new)] = page.rate.lines
    assert (new.people, new.referred.number) == (page.new.number, page.referred.number)
    both = context(owner)["page"]
    assert both.referred.number == 9 and [line.tree.brought for line in both.trees.lines] == [4, 3]


def test_who_came_from_a_source_of_referrals_came_by_referral(owner: User, riverside: Branch) -> None:
    """PRO-5, REF-5: though nobody has written down who it was; as the sources of the base tell it."""
    friends = Source.objects.create(name="朋友介绍", kind="referral")
    client_of(riverside, "友荐", source=friends)
    client_of(riverside, "独来")
    asked = register(riverside, "问价", phone="+8613800138000", source=friends)
    tag_patients([asked.pk], Tag.objects.get(built_in="implant"), by=owner)
    refresh_facts()
    page = context(owner)["page"]
    assert (page.referred.number, page.rate.unknown.number, page.new.number) == (1, 1, 2)
    [(_branch, new)] = page.rate.lines
    assert new.referred.number == 1 and numbered(owner, page.rate.unknown.url) == 1
    assert Patient.objects.get(pk=asked.pk).standing.prospect == "5"


def test_the_tree_is_drawn_with_money_and_told_as_a_table(owner: User, riverside: Branch) -> None:
    """REF-4: who brought many is drawn with the four best branches, the others together; nobody is left out."""
    root = grow(riverside, friends=8)
    tree = context(owner)["page"].trees.drawing
    assert tree.root.patient == root and tree.root.money == "CN¥500"
    *named, rest = tree.root.children
    assert [child.patient.full_name for child in named] == [f"友{riverside.pk}-{n}" for n in (0, 7, 6, 5)]
    assert (rest.patient, rest.others, rest.money) == (None, 4, "CN¥400.10")
    assert named[0].main and [child.patient.full_name for child in named[0].children] == [f"亲{riverside.pk}"]
    assert len(tree.rows) == tree.people + 1 == 10 and tree.total == "CN¥1,370.28"
    shown = signed_in(owner).get(reverse(PAGE)).content.decode()
    assert f'href="{reverse("web:card_family", args=[root.pk])}"' in shown
    # another tree is one click away; what is no tree is the largest again
    friend = named[0].patient
    assert context(owner, tree=friend.pk)["page"].trees.drawing.root.patient == friend
    for asked in ("x", "999999", named[1].patient.pk):
        assert context(owner, tree=asked)["page"].trees.drawing.root.patient == root


def test_whether_they_spend_more_is_said_where_it_can_be_told(owner: User, riverside: Branch) -> None:
    """REF-5: beside others who came in the same months; too few, or perhaps chance, is said to be so."""
    root = grow(riverside)
    assert [line.verdict for line in context(owner)["page"].spend.lines] == ["too few to tell"]
    for n in range(30):
        client_of(riverside, f"多{n}", 900_00 + n, referrer=root)
        client_of(riverside, f"少{n}", 100_00 + n)
    refresh_facts()
    spend = context(owner)["page"].spend
    assert spend.title == "Referred clients spend more than other new ones"
    [line] = spend.lines
    assert line.verdict.startswith("CN¥6") and line.verdict.endswith("more")


def test_a_ring_of_referrers_is_told_with_the_way_to_mend_it(owner: User, riverside: Branch) -> None:
    """REF-4: files of before, or two records that became one, may have written it."""
    one = register(riverside, "甲一")
    other = register(riverside, "乙二", referrer=one)
    Patient.objects.filter(pk=one.pk).update(referrer=other)
    refresh_facts()
    shown = signed_in(owner).get(reverse(PAGE)).content.decode()
    assert "brought by a person whom they brought" in shown
    assert all(reverse("web:card_family", args=[patient.pk]) in shown for patient in (one, other))
    Patient.objects.filter(pk=one.pk).update(referrer=None)
    assert "brought by a person" not in signed_in(owner).get(reverse(PAGE)).content.decode()


def test_what_a_referral_costs_and_who_is_to_be_thanked(owner: User, marketer: User, riverside: Branch) -> None:
    """REF-5, REF-2: from the rewards, where there is a programme; else it is said that there is none."""
    grow(riverside)
    before = signed_in(owner).get(reverse(PAGE)).content.decode()
    assert "There is no programme of rewards" in before and "not a word from us" in before
    with clock.set_to(NOON - timedelta(days=30)):
        terms(riverside, owner, gifts=1, referrer_points=300, point_worth=5)
    keep_wallets()
    page = context(owner, branch=riverside.pk)["page"]
    # three were brought by two people: two gifts, 300 points of 0.05 each time, and 8 per cent of the second's 100
    [line] = page.spend.lines
    assert (line.reward, line.gifts) == ("CN¥18", 2)
    assert (page.trees.by_rewards, page.trees.not_thanked.number) == (True, 2)
    assert page.trees.not_thanked.url == f"{reverse('web:wallets')}?branch={riverside.pk}"
    shown = signed_in(owner).get(reverse(PAGE)).content.decode()
    assert "2 gifts come on top" in shown and "2 referrers are not thanked yet: rewards to give" in shown
    assert not context(marketer)["page"].trees.by_rewards


def test_who_sees_no_amounts_is_shown_the_tree_without(
    marketer: User, almaty_marketer: User, riverside: Branch, almaty: Branch
) -> None:
    """REC-12: nor people of another branch, whatever the address asks for."""
    root = grow(riverside)
    friend = client_of(almaty, "Далёкий Друг", 10_00, referrer=root)
    client_of(almaty, "Друг друга", 10_00, referrer=friend)
    refresh_facts()
    page = context(marketer)["page"]
    assert page.spend is None and not page.trees.with_money and page.trees.drawing.total == ""
    assert "CN¥" not in signed_in(marketer).get(reverse(PAGE)).content.decode()
    own = context(almaty_marketer, tree=root.pk, branch=riverside.pk)["page"]
    assert own.trees.drawing.root.patient == friend and own.trees.drawing.people == 1
    shown = signed_in(almaty_marketer).get(reverse(PAGE), {"tree": root.pk}).content.decode()
    assert root.full_name not in shown


def test_the_card_shows_the_tree_below_somebody(client: Client, desk: User, riverside: Branch) -> None:
    """REF-4; REC-12: in counter mode without money."""
    root = grow(riverside)
    friend = root.referred.order_by("pk").first()
    client.force_login(desk)
    address = reverse("web:card_family", args=[friend.pk])
    shown = client.get(address).content.decode()
    assert "1 person came through them" in shown and f"亲{riverside.pk}" in shown and "CN¥170" in shown
    client.post(reverse("web:counter"), {"on": "1"})
    hidden = client.get(address).content.decode()
    assert f"亲{riverside.pk}" in hidden and "¥" not in hidden
    assert client.get(reverse(PAGE)).status_code == 403


@pytest.mark.one_database
def test_a_page_of_many_asks_as_much_as_a_page_of_few(owner: User, riverside: Branch) -> None:
    asked = []
    root = grow(riverside)
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(owner).get(reverse(PAGE)).status_code == 200
        asked.append(len(queries))
        for n in range(9):
            client_of(riverside, f"更{n}", 10_00, referrer=root, days=40)
        refresh_facts()
    assert asked[0] == asked[1]


@pytest.mark.one_database
def test_without_anybody_the_page_says_what_to_do(owner: User, caller: User, riverside: Branch) -> None:
    """The entry leads to the first page that is open to whoever asks."""
    assert "Nobody is known to have brought anybody" in signed_in(owner).get(reverse(PAGE)).content.decode()
    assert signed_in(owner).get(reverse("web:campaigns"), follow=True).status_code == 200
    assert signed_in(caller).get(reverse("web:campaigns")).headers["Location"] == reverse("web:start")
