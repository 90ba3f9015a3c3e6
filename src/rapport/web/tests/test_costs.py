"""What winning, keeping and losing clients costs, and the form in which it is noted (LOY-5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.lib import clock
from rapport.outreach.models import Aim, Outlay
from rapport.outreach.outlays import note_outlays
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.tests.listing import NOON, saw, signed_in
from tests.cast import register

TODAY = NOON.date()
PAGE = "web:insights_costs"
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


def context(user: User, **asked: object) -> dict[str, Any]:
    answer = signed_in(user).get(reverse(PAGE), asked)
    assert answer.status_code == 200
    return answer.context


def fill(branch: Branch, people: int = 2) -> None:
    """In October so many came first, twice as many again; in September one of each."""
    for n in range(people):
        saw(register(branch, f"新{branch.pk}-{n}"), OCTOBER)
    for n in range(2 * people):
        old = register(branch, f"老{branch.pk}-{n}")
        saw(old, date(2026, 3, 1))
        saw(old, OCTOBER)
    saw(register(branch, f"九{branch.pk}"), SEPTEMBER)
    again = register(branch, f"旧{branch.pk}")
    saw(again, date(2026, 3, 1))
    saw(again, SEPTEMBER)
    refresh_facts()


def noted(client: Client, branch: Branch, **said: str) -> Any:
    return client.post(reverse("web:insights_outlays", args=[branch.pk]), {"month": OCTOBER.isoformat(), **said})


def test_what_was_noted_is_divided_by_those_who_came(owner: User, riverside: Branch) -> None:
    """LOY-5: cost per new and per kept client of the months noted; what practitioners say stands beside it."""
    fill(riverside)
    client = signed_in(owner)
    assert noted(client, riverside, winning="3000", keeping="400").status_code == 302
    page = context(owner)["page"]
    assert page.title == "Winning a client costs 15 times as much as keeping one"
    [one] = page.branches
    assert one.span == (OCTOBER, date(2026, 10, 31)) and not one.missing
    won, kept, lost = one.lines
    assert (won.people, won.money, won.each, won.times, won.reference) == (2, "CN¥3,000", "CN¥1,500", 15, 10)
    assert (kept.people, kept.each, kept.times, kept.reference) == (4, "CN¥100", 1, None)
    assert (lost.people, lost.each, lost.times, lost.reference) == (0, "", None, 25)
    note_outlays(riverside, SEPTEMBER, {Aim.WINNING: 600_00}, by=owner)
    [one] = context(owner)["page"].branches
    assert one.span[0] == SEPTEMBER and one.missing == ["Sep 2026"]
    assert [line.each for line in one.lines] == ["CN¥1,200", "CN¥100", ""], "each over its own months"


def test_the_latest_note_counts_and_those_before_it_stay(owner: User, riverside: Branch) -> None:
    """LOY-5: with who noted it and when; what is left empty, or is so already, is not noted anew."""
    client = signed_in(owner)
    noted(client, riverside, winning="300", keeping="40")
    with clock.set_to(NOON + timedelta(days=1)):
        noted(client, riverside, winning="3000", keeping="40")
        noted(client, riverside, winning="", keeping=" ")
    rows = Outlay.objects.order_by("pk").values_list("aim", "amount", "by__username")
    assert list(rows) == [("winning", 30_000, "owner"), ("keeping", 4_000, "owner"), ("winning", 300_000, "owner")]
    [one] = context(owner)["page"].branches
    october = next(month for month in one.months if month.first == OCTOBER)
    (note, amount, before), (_note, kept, _before) = october.notes
    assert (note.at, amount, list(before), kept) == (NOON + timedelta(days=1), "CN¥3,000", ["CN¥300"], "CN¥40")


def test_what_cannot_be_noted_is_said(owner: User, riverside: Branch) -> None:
    client = signed_in(owner)
    empty = noted(client, riverside)
    assert empty.status_code == 422 and "Write at least one of the two amounts" in empty.content.decode()
    much = noted(client, riverside, winning="100000000000")
    assert much.status_code == 422 and "too much to be meant" in much.content.decode()
    for said in ({"winning": "-5"}, {"winning": "many"}, {"month": "2026-12-01", "winning": "5"}, {"month": "x"}):
        assert noted(client, riverside, **said).status_code == 422
    assert not Outlay.objects.exists()


def test_only_who_manages_the_clinic_notes_it(
    client: Client, owner: User, desk: User, marketer: User, riverside: Branch, almaty: Branch
) -> None:
    """REC-12: the desk reads its branch; a marketer sees no amounts; at the counter nobody does either."""
    note_outlays(riverside, OCTOBER, {Aim.WINNING: 777_00}, by=owner)
    assert noted(signed_in(desk), riverside, winning="5").status_code == 403
    assert [one.branch for one in context(desk, branch=almaty.pk)["page"].branches] == [riverside]
    assert context(desk)["form"] is None
    page = signed_in(marketer).get(reverse(PAGE)).content.decode()
    assert "777" not in page and "Amounts are not shown here" in page
    client.force_login(owner)
    client.post(reverse("web:counter"), {"on": "1"})
    assert noted(client, riverside, winning="5").status_code == 404
    assert client.get(reverse(PAGE)).status_code == 403


def test_where_nothing_is_noted_it_says_so_with_one_next_step(
    owner: User, riverside: Branch, almaty: Branch
) -> None:
    """LOY-5: how many were won, kept and lost is told all the same; two branches are told apart."""
    fill(riverside)
    page = signed_in(owner).get(reverse(PAGE)).content.decode()
    assert page.count("is not noted yet") == 2 and f'href="?branch={riverside.pk}#note"' in page
    shown = context(owner)["page"].branches
    assert {one.branch: one.lines[0].people for one in shown} == {riverside: 8, almaty: 0}
    assert context(owner)["form"] is None and context(owner, branch=almaty.pk)["form"] is not None


@pytest.mark.one_database
def test_a_page_of_many_asks_as_much_as_a_page_of_few(owner: User, riverside: Branch) -> None:
    asked = []
    for month, people in (OCTOBER, 1), (SEPTEMBER, 6):
        fill(register_branch(people), people)
        note_outlays(riverside, month, {Aim.WINNING: 5, Aim.KEEPING: 5}, by=owner)
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(owner).get(reverse(PAGE)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def register_branch(number: int) -> Branch:
    return Branch.objects.create(name=f"院{number}")
