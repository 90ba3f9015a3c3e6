"""Why people break off (PRO-6): the finding as a sentence, its figures, and the lists they lead to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import NewVisit, note_interruption, record_visits, start_course
from rapport.care.models import Course, Interruption, Visit
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.each_database

REASONS = "web:insights"


def broke_off(patient: Patient, reason: str, *, days: int = 5, strategy: str = "") -> Interruption:
    noticed = patient.branch.today() - timedelta(days=days)
    return note_interruption(
        Interruption(patient=patient, reason=reason, noticed_on=noticed, words="太贵 8000元", strategy=strategy),
        by=None,
    )


def opened(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def leavers(riverside: Branch, almaty: Branch, zhou: Patient, marsh: Patient, khalilova: Patient) -> None:
    broke_off(zhou, "price", strategy="分期付款")
    broke_off(marsh, "price")
    broke_off(register(riverside, "李怕疼"), "pain")
    broke_off(khalilova, "time")
    broke_off(zhou, "moved", days=500)
    record_visits([NewVisit(Visit(patient=marsh, branch=riverside, day=riverside.today()))])


@pytest.mark.usefixtures("leavers")
def test_the_most_frequent_reason_is_said_in_a_sentence(client: Client, owner: User, riverside: Branch) -> None:
    """PRO-6: shown to the owner, by time and branch, with who came again."""
    page = opened(client, owner, reverse(REASONS))
    assert "Price is the most frequent reason: 2 of 4" in page and "50%" in page and "Moved" not in page
    at_riverside = opened(client, owner, f"{reverse(REASONS)}?branch={riverside.pk}")
    assert "Price is the most frequent reason: 2 of 3" in at_riverside
    assert "2 of 5" in opened(client, owner, f"{reverse(REASONS)}?months=36")


@pytest.mark.usefixtures("leavers")
def test_reasons_as_frequent_as_each_other_are_not_ranked(client: Client, owner: User, zhou: Patient) -> None:
    broke_off(register(zhou.branch, "王怕疼"), "pain")
    assert "No reason stands out: the most frequent one has 2 of 5" in opened(client, owner, reverse(REASONS))


def test_without_interruptions_the_page_says_where_they_are_noted(client: Client, owner: User) -> None:
    page = opened(client, owner, reverse(REASONS))
    assert "Nobody is known to have broken off" in page and "Plan & problems" in page


@pytest.mark.usefixtures("leavers")
def test_each_reason_leads_to_its_people(client: Client, owner: User, riverside: Branch) -> None:
    page = opened(client, owner, reverse(REASONS))
    address = reverse("web:insights_interrupted", args=["price"])
    assert f'href="{address}?months=12"' in page
    people = opened(client, owner, address)
    assert "周雅琴" in people and "Helen Marsh" in people and "李怕疼" not in people
    assert "分期付款" in people and "太贵 8000元" in people
    assert client.get(reverse("web:insights_interrupted", args=["boredom"])).status_code == 404


@pytest.mark.usefixtures("leavers")
def test_who_sees_nothing_of_the_mouth_reads_no_words_of_it(
    client: Client, marketer: User, almaty_marketer: User, desk: User, caller: User
) -> None:
    """REC-12: a marketer sees how many and who at their branch, the desk the words too; a caller has no page."""
    address = reverse("web:insights_interrupted", args=["price"])
    people = opened(client, marketer, address)
    assert "周雅琴" in people and "太贵" not in people and "分期付款" not in people
    assert "太贵" in opened(client, desk, address)
    assert "周雅琴" not in opened(client, almaty_marketer, address)
    assert "1 of 1" in opened(client, almaty_marketer, reverse(REASONS))
    client.force_login(caller)
    assert client.get(reverse(REASONS)).status_code == 403


def test_a_course_gone_silent_is_listed_until_somebody_says_why(
    client: Client, owner: User, zhou: Patient
) -> None:
    """PRO-6."""
    began = zhou.branch.today() - timedelta(days=400)
    start_course(Course(patient=zhou, title="正畸", category_id="orthodontic", started_on=began))
    refresh_facts()
    assert "1 course of treatment is unfinished" in opened(client, owner, reverse(REASONS))
    assert "周雅琴" in opened(client, owner, reverse("web:insights_silent"))
    broke_off(zhou, "price")
    assert "周雅琴" not in opened(client, owner, reverse("web:insights_silent"))


def test_many_cost_as_many_queries_as_one(client: Client, owner: User, zhou: Patient) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            opened(client, owner, address)
        return len(asked)

    addresses = [
        reverse(REASONS),
        reverse("web:insights_interrupted", args=["price"]),
        reverse("web:insights_silent"),
    ]
    broke_off(zhou, "price")
    cost(addresses[0])  # the first page of all asks once for what is remembered
    few = [cost(address) for address in addresses]
    for number in range(5):
        broke_off(register(zhou.branch, f"某{number}"), "price")
    assert [cost(address) for address in addresses] == few


def test_the_way_to_win_somebody_back_is_written_over_what_was_read(
    client: Client, dentist: User, zhou: Patient
) -> None:
    """PRO-6: two who write it at once both see both."""
    one = broke_off(zhou, "price", strategy="打电话")
    address = reverse("web:card_interruption_strategy", args=[zhou.pk, one.pk])
    client.force_login(dentist)
    assert client.post(address, {"strategy": "分期付款", "was": "打电话"}).status_code == 302
    late = client.post(address, {"strategy": "送洁牙", "was": "打电话"}, follow=True).content.decode()
    assert "somebody wrote “分期付款” meanwhile. You wrote “送洁牙”." in late
    one.refresh_from_db()
    assert one.strategy == "分期付款"
