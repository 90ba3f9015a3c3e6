"""The owner's page of the base: its figures, the people behind them, and who may see which."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import take_payments
from rapport.care.models import Payment, Visit
from rapport.lib import clock
from rapport.outreach.models import Call, Contact
from rapport.people.models import Source
from rapport.people.models.standing import Scheme
from rapport.segmentation.counting import count_grades
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    draft_policy,
    set_grade,
    undo_activation,
)
from rapport.segmentation.policies.reading import shipped_text
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.tests.listing import NOON, saw, signed_in
from tests.cast import register

TODAY = NOON.date()
BASE = "web:insights_base"
pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


def fill(branch: Branch, people: int = 4) -> None:
    """People who came once each and paid more the later they stand; one who only asked."""
    source, _made = Source.objects.get_or_create(name=f"来源{branch.pk}", kind="search")
    new = {"source": source, "registered_on": TODAY - timedelta(days=50)}
    for number in range(people):
        person = register(branch, f"客{branch.pk}-{people}-{number}", **new)
        saw(person, TODAY - timedelta(days=30))
        take_payments([Payment(patient=person, branch=branch, day=TODAY, amount=100 * (number + 1))])
    register(branch, f"问{branch.pk}-{people}", phone=f"+861380013{branch.pk:02}{people:02}", **new)
    refresh_facts()
    count_grades()


def context(user: User, **asked: object) -> dict[str, Any]:
    answer = signed_in(user).get(reverse(BASE), asked)
    assert answer.status_code == 200
    return answer.context


def numbered(user: User, url: str) -> int:
    """How many people the list has to which `url` leads."""
    asked = f"{reverse('web:patients_number')}?{url.partition('?')[2]}"
    return signed_in(user).get(asked).context["number"]


def moved_by_visits(branch: Branch) -> None:
    """Everybody who came once comes again."""
    for person in branch.patients.filter(facts__visits=1):
        saw(person, TODAY)
    refresh_facts()


def test_how_many_stand_where(owner: User, riverside: Branch, almaty: Branch) -> None:
    """PAT-8: all five schemes, of all branches or of one."""
    fill(riverside)
    fill(almaty, people=2)
    for asked, came in ({}, 6), ({"branch": almaty.pk}, 2):
        tables = {table.scheme: table for table in context(owner, **asked)["standing"].schemes}
        assert set(tables) == set(Scheme.values)
        grades = {line.grade: line.people for line in tables["loyalty"].lines}
        assert grades == {"loyal": 0, "returning": 0, "first_time": came}
        assert sum(line.share for line in tables["lifecycle"].lines) == 100


def test_every_figure_leads_to_as_many_people_as_it_says(owner: User, riverside: Branch, almaty: Branch) -> None:
    """In every panel, by the filters of the list itself."""
    fill(riverside, people=6)
    fill(almaty)
    told = context(owner, branch=riverside.pk)
    figures = [(line.people, line.url) for table in told["standing"].schemes for line in table.lines]
    figures += [(line.registered, line.url) for line in told["sources"].lines]
    figures += [(line.came, line.came_url) for line in told["sources"].lines]
    figures += [(line.paid, line.paid_url) for line in told["sources"].lines]
    figures += [(line.payers, line.url) for line in told["money"].lines]
    figures += [(line.now.loyal, line.loyal_url) for line in told["loyal"].lines]
    figures += [(line.now.active, line.active_url) for line in told["loyal"].lines]
    found = [told["loyal"].nearest, told["loyal"].not_active, told["money"].unbooked, told["sources"].never_came]
    found += [people for one in told["strip"] for people in (one.people, one.closer)]
    assert [one.people.number for one in told["strip"]] == [6, 6, 0, 0, 0]
    figures += [(one.number, one.url) for one in found]
    assert any(number for number, _url in figures)
    assert [numbered(owner, url) for _number, url in figures] == [n for n, _url in figures]


def test_a_few_big_groups(owner: User, marketer: User, riverside: Branch) -> None:
    """VAL-6: by visits, by kinds of service and by money, each best, middle and last; everyone who came is in one
    group of each, and who sees no amounts sees no groups of money."""
    fill(riverside, people=9)
    often, dear, gone = riverside.patients.filter(facts__visits=1).order_by("pk")[:3]
    for months in range(1, 4):
        saw(often, TODAY - timedelta(days=40 * months), category="implant")
    saw(dear, TODAY - timedelta(days=20), category="orthodontic")
    Visit.objects.filter(patient=gone).update(day=TODAY - timedelta(days=800))
    refresh_facts()
    lines = context(owner, branch=riverside.pk)["groups"].lines
    numbers = {str(line.name): [people.number for _words, people in line.groups] for line in lines}
    assert numbers == {
        "visits in 24 months": [1, 7, 1],
        "kinds of service": [2, 7, 0],
        "money spent": [1, 8, 0],
    }
    for line in lines:
        for _words, people in line.groups:
            assert numbered(owner, people.url) == people.number
    assert len(context(marketer)["groups"].lines) == 2


def test_who_moved_this_week_and_why(owner: User, riverside: Branch) -> None:
    """PAT-8: before and after with the figures of the move in words; an older move is no news."""
    fill(riverside)
    assert "Nobody moved" in context(owner)["moves"].title
    moved_by_visits(riverside)
    moves = {
        (line.move.before, line.move.after): line
        for scheme in context(owner)["moves"].schemes
        for line in scheme.lines
        if scheme.scheme == "loyalty"
    }
    [(move, line)] = moves.items()
    assert line.move.people == 4 and move[0] == "first_time"
    page = signed_in(owner).get(line.url).content.decode()
    assert page.count("/patients/") >= 4 and "Visits: <b>2</b>" in page
    with clock.set_to(NOON + timedelta(days=7)):
        assert "Nobody moved" in context(owner)["moves"].title


def test_moves_up_and_down_and_in_and_out_are_all_there_are(owner: User, riverside: Branch) -> None:
    """PAT-8: whoever comes into a scheme or leaves it goes neither up nor down."""
    fill(riverside)
    saw(riverside.patients.get(facts__visits=0), TODAY)
    moved_by_visits(riverside)
    panel = context(owner)["moves"]
    moves = [line.move for scheme in panel.schemes for line in scheme.lines]
    up, down, beside = (sum(one.people for one in moves if one.up is way) for way in (True, False, None))
    assert up and beside
    assert (
        panel.title
        == f"{up + down + beside} moves between classes this week: {up} up, {down} down, {beside} in or out"
    )


def test_a_move_that_new_rules_made_says_so(owner: User, riverside: Branch) -> None:
    """PAT-8, PAT-9: the figures are those of before, so they alone explain nothing; nor do they after an undo."""
    fill(riverside)
    address = reverse("web:insights_moves", args=["loyalty"])
    kinder = shipped_text(Scheme.LOYALTY).replace("when: visits >= 2", "when: visits >= 1")
    active = activate_policy(approve_policy(draft_policy(Scheme.LOYALTY, kinder, by=owner), by=owner), by=owner)
    refresh_facts()
    shown = signed_in(owner).get(address).content.decode()
    assert shown.count("new rules that day: version 1") == 4 and "come with Rapport again" not in shown
    undo_activation(active, by=owner)
    refresh_facts()
    assert signed_in(owner).get(address).content.decode().count("come with Rapport again") == 4
    with clock.set_to(NOON + timedelta(days=1)):
        moved_by_visits(riverside)
        later = signed_in(owner).get(address).content.decode()
    assert later.count("Visits: <b>2</b>") == 4 and later.count("come with Rapport again") == 4


@pytest.mark.one_database
def test_a_move_by_hand_says_who_and_why(owner: User, riverside: Branch) -> None:
    """PAT-7: a grade that a person set is shown as such."""
    fill(riverside)
    person = riverside.patients.filter(facts__visits=1).first()
    set_grade(person, Scheme.LOYALTY, "loyal", reason="介绍了邻居", until=TODAY + timedelta(days=9), by=owner)
    refresh_facts([person.pk])
    page = signed_in(owner).get(reverse("web:insights_moves", args=["loyalty"])).content.decode()
    assert "set by hand by 陈老板: 介绍了邻居" in page


def test_figures_of_a_move_are_told_to_those_who_may_see_them(
    owner: User, marketer: User, riverside: Branch
) -> None:
    """REC-12: a marketer learns the move, and neither amounts nor what the dentist noted."""
    fill(riverside, people=6)
    poor = riverside.patients.filter(facts__visits=1).order_by("facts__spend").first()
    take_payments([Payment(patient=poor, branch=riverside, day=TODAY, amount=9_000_00)])
    refresh_facts()
    pages = {
        user: signed_in(user).get(reverse("web:insights_moves", args=["value"])).content.decode()
        for user in (owner, marketer)
    }
    assert poor.full_name in pages[owner] and poor.full_name in pages[marketer]
    place = "In the top by money spent"
    assert place in pages[owner] and place not in pages[marketer]


def test_a_marketer_sees_figures_of_their_branch_alone(
    marketer: User, almaty_marketer: User, riverside: Branch, almaty: Branch
) -> None:
    """REC-12: in every panel, whatever the address asks for."""
    fill(riverside)
    fill(almaty, people=2)
    moved_by_visits(riverside)
    own = context(almaty_marketer, branch=riverside.pk)
    assert [line.branch for line in own["loyal"].lines] == [almaty]
    assert own["money"] is None and not own["moves"].schemes
    assert [(line.registered, line.came, line.paid) for line in own["sources"].lines] == [(3, 2, 2)]
    for user, number in (marketer, 4), (almaty_marketer, 0):
        page = signed_in(user).get(reverse("web:insights_moves", args=["loyalty"])).context["found"]
        assert page.page.paginator.count == number


@pytest.mark.one_database
def test_at_the_counter_it_is_closed(client: Client, owner: User) -> None:
    """REC-12: how the clinic does, and who moved where, is for nobody who stands there."""
    client.force_login(owner)
    client.post(reverse("web:counter"), {"on": "1"})
    for address in (reverse(BASE), reverse("web:insights_moves", args=["loyalty"])):
        assert client.get(address).status_code == 403


def test_sources_say_how_many_came_and_paid(owner: User, riverside: Branch) -> None:
    """PRO-7: and lead to those who never came."""
    fill(riverside)
    sources = context(owner)["sources"]
    assert f"来源{riverside.pk} brings most who pay: 4 of 5" in sources.title
    assert sources.never_came.number == 1


def test_the_line_by_month_begins_with_the_second_month(owner: User, riverside: Branch) -> None:
    """LOY-3: what was not counted is not drawn."""
    fill(riverside)
    assert context(owner)["loyal"].months is None
    count_grades(TODAY - timedelta(days=60))
    loyal = context(owner)["loyal"]
    assert len(loyal.months.lines) == 1 and loyal.since == TODAY - timedelta(days=60)


@pytest.mark.one_database
def test_a_page_of_many_asks_as_much_as_a_page_of_few(owner: User, riverside: Branch) -> None:
    asked = []
    for people in (2, 9):
        fill(riverside, people)
        moved_by_visits(riverside)
        for address in (reverse(BASE), reverse("web:insights_moves", args=["loyalty"])):
            with CaptureQueriesContext(connection) as queries:
                assert signed_in(owner).get(address).status_code == 200
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


@pytest.mark.one_database
def test_without_anybody_the_page_says_what_to_do(owner: User, riverside: Branch) -> None:
    page = signed_in(owner).get(reverse(BASE)).content.decode()
    assert "Nobody to count yet" in page
    assert signed_in(owner).get("/insights/base/moves/nonsense/").status_code == 404


def test_the_effort_stands_beside_the_money_by_value(riverside: Branch, almaty: Branch, owner: User) -> None:
    """VAL-5: calls, messages and minutes by value, beside the revenue."""
    fill(riverside, 10)
    top = riverside.patients.order_by("-facts__spend").first()
    last = riverside.patients.filter(facts__spend=100).get()
    # one left open until the next day tells nothing of minutes
    forgotten = (top, "call", 24 * 60)
    for person, channel, minutes in ((top, "call", 4), (top, "sms", 0), forgotten, (last, "call", 6)):
        contact = Contact.objects.create(
            patient=person, addressed=person, purpose="care", channel=channel, at=NOON - timedelta(days=3)
        )
        if minutes:
            ended = contact.at + timedelta(minutes=minutes)
            Call.objects.create(
                patient=person,
                contact=contact,
                caller=owner,
                begun_at=contact.at,
                ended_at=ended,
                outcome="booked",
            )
    Contact.objects.create(  # over a year ago
        patient=last, addressed=last, purpose="care", channel="sms", at=NOON - timedelta(days=400)
    )
    panel = context(owner, branch=riverside.pk)["effort"]
    told = {line.effort.grade: line for line in panel.lines}
    assert [(told[grade].effort.calls, told[grade].effort.messages) for grade in ("key", "standard")] == [
        (2, 1),
        (1, 0),
    ]
    assert [told[grade].effort.minutes for grade in ("key", "standard")] == [4, 6]
    assert told["key"].contacts_share == 75
    assert (
        panel.title.startswith("75% of calls and messages") and f"bring {told['key'].money_share}%" in panel.title
    )
    assert sum(line.effort.people for line in panel.lines) == 10
    assert not context(owner)["effort"].with_money  # two currencies are not added up
    assert context(owner, branch=almaty.pk)["effort"] is None
