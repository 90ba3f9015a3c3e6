"""Prospects as a board: a column for each class, narrowed by branch and source."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import note_interruption
from rapport.care.models import Interruption
from rapport.outreach.models import Contact
from rapport.people.actions import tag_patients
from rapport.people.models import Patient, Source, Tag
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.prospects.board import PER_COLUMN
from rapport.web.tests.listing import saw, signed_in
from tests.cast import register

pytestmark = pytest.mark.each_database

BOARD = "web:patients_prospects"


def asks(branch: Branch, name: str, number: int, **fields: object) -> Patient:
    return register(branch, name, phone=f"+8613800{branch.pk:02}{number:04}", **fields)


@pytest.fixture
def asking(riverside: Branch, almaty: Branch, owner: User, khalilova: Patient) -> None:
    """Three classes at Riverside, one at Almaty; a patient who has come stands nowhere here."""
    search = Source.objects.get_or_create(name="大众点评", kind="search")[0]
    needing = asks(riverside, "想种牙", 1, source=search)
    sent = asks(riverside, "友荐", 2, referrer=khalilova)
    tag_patients([needing.pk, sent.pk], Tag.objects.get(built_in="implant"), by=owner)
    asks(riverside, "只留电话", 3)
    asks(almaty, "Спросил", 4)
    saw(asks(riverside, "来过", 5), riverside.today())
    refresh_facts()


def columns(user: User, **asked: object) -> dict[str, list[str]]:
    answer = signed_in(user).get(reverse(BOARD), asked)
    assert answer.status_code == 200
    return {one.grade: [card.name for card in one.cards] for one in answer.context["columns"]}


@pytest.mark.usefixtures("asking")
def test_everybody_stands_in_their_column(owner: User, riverside: Branch) -> None:
    """PRO-1, PRO-2, PRO-5: the fifth class first; whoever has come is no prospect."""
    found = columns(owner, branch=riverside.pk)
    assert list(found) == ["5", "4", "3", "2", "1"]
    assert found == {"5": ["友荐"], "4": [], "3": [], "2": ["想种牙"], "1": ["只留电话"]}
    assert "Спросил" in columns(owner)["1"]


@pytest.mark.usefixtures("asking")
def test_who_waits_for_a_word_is_told_apart(owner: User, riverside: Branch) -> None:
    """PRO-6: whom nobody has turned to, who comes, and why somebody who was a patient broke off."""
    today = riverside.today()
    called, former = Patient.objects.get(full_name="想种牙"), asks(riverside, "中断过", 6)
    at = riverside.moment(today - timedelta(days=3))
    Contact.objects.create(patient=called, addressed=called, purpose="care", channel="phone", at=at)
    saw(former, today - timedelta(days=300))
    broke_off = Interruption(patient=former, reason="price", noticed_on=today - timedelta(days=200))
    note_interruption(broke_off, by=owner)
    refresh_facts()
    found = {one.grade: one for one in signed_in(owner).get(reverse(BOARD)).context["columns"]}
    assert {grade: one.untouched for grade, one in found.items()} == {"5": 1, "4": 0, "3": 0, "2": 1, "1": 3}
    for one in found.values():
        number = signed_in(owner).get(f"{reverse('web:patients_number')}?{one.untouched_url.partition('?')[2]}")
        assert number.context["number"] == one.untouched
    page = signed_in(owner).get(reverse(BOARD)).content.decode()
    assert (
        "broke off: price" in page and "last contact on" in page and page.count("nobody has turned to them") == 5
    )


@pytest.mark.usefixtures("asking")
def test_the_board_is_narrowed_by_source(owner: User) -> None:
    """PRO-7."""
    source = Source.objects.get(name="大众点评")
    assert [name for of in columns(owner, source=source.pk).values() for name in of] == ["想种牙"]
    assert columns(owner, source="no such", branch="7' OR 1=1") == columns(owner)


@pytest.mark.usefixtures("asking")
def test_a_card_names_nobody_whom_the_reader_may_not_see(owner: User, marketer: User) -> None:
    """REC-12: the referrer is of another branch."""
    for user, told in (owner, True), (marketer, False):
        page = signed_in(user).get(reverse(BOARD)).content.decode()
        assert "友荐" in page and "implant" in page
        assert ("Халилова" in page) is told
    assert "Спросил" not in page


@pytest.mark.usefixtures("asking")
def test_at_the_counter_nobody_is_shown_in_a_class(client: Client, owner: User) -> None:
    client.force_login(owner)
    client.post(reverse("web:counter"), {"on": "1"})
    page = client.get(reverse(BOARD)).content.decode()
    assert "Classes are not shown now" in page and "友荐" not in page
    assert (
        "友荐"
        not in client.get(reverse("web:patients_prospects_column", args=["5"]), {"start": 0}).content.decode()
    )


def test_a_long_column_is_read_on(owner: User, riverside: Branch) -> None:
    """Nobody twice, nobody left out; as many queries for many as for few."""
    counts = []
    for start, end in (0, 3), (3, PER_COLUMN + 5):
        for number in range(start, end):
            asks(riverside, f"问{number}", number)
        refresh_facts()
        with CaptureQueriesContext(connection) as queries:
            answer = signed_in(owner).get(reverse(BOARD))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    [first] = [one for one in answer.context["columns"] if one.grade == "1"]
    rest = signed_in(owner).get(first.more).context["column"]
    names = [card.name for card in (*first.cards, *rest.cards)]
    assert len(first.cards) == PER_COLUMN and rest.more == ""
    assert sorted(names) == sorted(f"问{number}" for number in range(PER_COLUMN + 5)) and first.people == len(
        names
    )


@pytest.mark.parametrize("start", ["", "-1", "x", "9" * 30])
def test_a_column_is_not_read_from_nowhere(owner: User, start: str) -> None:
    address = reverse("web:patients_prospects_column", args=["5"])
    assert signed_in(owner).get(address, {"start": start}).status_code == 404
