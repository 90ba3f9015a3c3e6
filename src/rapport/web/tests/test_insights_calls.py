"""What calls brought beside those left in peace, as it is read; and the rule that says how many (CAM-8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rapport.lib import clock
from rapport.outreach.holdout import CALLS_COUNT_FOR
from rapport.outreach.models import TaskRule
from rapport.people.models import Patient
from rapport.segmentation.tests.stories import came
from rapport.segmentation.tests.worklists.steps import offer_by_call
from rapport.staff.models import Branch, User

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 8, 20, 4, tzinfo=UTC)
LIST = reverse("web:insights_mailings")


@pytest.fixture
def groups(riverside: Branch, caller: User) -> Iterator[tuple[list[Patient], list[Patient]]]:
    """On the list two months ago, and held back then."""
    with clock.set_to(NOON):
        made = offer_by_call(riverside, share=50, by=caller)
    with clock.set_to(NOON + CALLS_COUNT_FOR):
        yield made


def posted(rule: TaskRule, **more: Any) -> dict[str, Any]:
    told = {
        "work_list": rule.work_list,
        "criterion": rule.criterion,
        "purpose": rule.purpose,
        "due_in": 7,
        "held_share": 0,
    }
    return {**told, "role": rule.role, "on": "on", **more}


def test_the_owner_reads_what_the_calls_brought(
    client: Client, groups: tuple[list[Patient], list[Patient]], owner: User
) -> None:
    """CAM-8: the list, and behind it both groups side by side with a sentence that says no more than they do."""
    called, held = groups
    for person in called:
        came(person, (NOON + timedelta(days=9)).date(), amount=50_000)
    client.force_login(owner)
    [line] = client.get(LIST).context["called"]
    assert (line.found.offered.people, line.offered_share, line.held_share) == (len(called), 100, 0)
    page = client.get(line.url).context["page"]
    assert page.title == line.finding == f"It brought about {len(called)} people who would not have come otherwise"
    assert [(one.group.people, one.group.came) for one in page.lines] == [
        (len(called), len(called)),
        (len(held), 0),
    ]
    assert [one.spent_each for one in page.lines] == ["CN¥500", "CN¥0"]
    assert dict(page.told)["Held back"] == "half"


def test_before_the_time_is_over_nothing_is_told(
    client: Client, groups: tuple[list[Patient], list[Patient]], owner: User
) -> None:
    client.force_login(owner)
    address = reverse("web:insights_called", args=[TaskRule.objects.get(key="sleeping").pk, 50])
    with clock.set_to(NOON + CALLS_COUNT_FOR - timedelta(days=1)):
        assert client.get(LIST).context["called"] == []
        assert client.get(address).status_code == 404
    assert client.get(address).status_code == 200


def test_each_reads_of_their_branches(
    client: Client,
    groups: tuple[list[Patient], list[Patient]],
    marketer: User,
    almaty_marketer: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Without money for who may not see it."""
    client.force_login(marketer)
    [line] = client.get(LIST).context["called"]
    assert client.get(line.url).context["page"].with_money is False
    with django_assert_num_queries(10):
        client.get(line.url)
    client.force_login(almaty_marketer)
    assert client.get(LIST).context["called"] == []
    assert client.get(line.url).status_code == 404


@pytest.mark.parametrize(("purpose", "kept"), [("marketing", 20), ("care", 0)])
def test_a_rule_says_how_many_are_held_back_of_offers_alone(
    client: Client, owner: User, purpose: str, kept: int
) -> None:
    """CAM-8: nobody goes without care for the sake of a figure; a share that nobody offers is refused."""
    client.force_login(owner)
    rule = TaskRule.objects.get(key="sleeping")
    address = reverse("web:task_rule", args=[rule.pk])
    assert client.post(address, posted(rule, purpose=purpose, held_share="20")).status_code == 302
    rule.refresh_from_db()
    assert (rule.purpose, rule.held_share) == (purpose, kept)
    assert client.post(address, posted(rule, held_share="33")).status_code == 422
    rule.refresh_from_db()
    assert rule.held_share == kept
