"""The first hour: every line leads to a list of exactly as many people as it says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, present_plan, record_visits, take_payments
from rapport.care.models import Payment, Plan, Treatment, Visit
from rapport.people.duplicates import find_duplicates
from rapport.people.models import Patient
from rapport.segmentation.first_hour import FINDINGS
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.first_hour.views import Line
from rapport.web.tests.test_told_twice import tell_twice
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
TODAY = NOON.date()
pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


@pytest.fixture
def clinic(riverside: Branch, almaty: Branch) -> None:
    """Somebody for every finding, at both branches, and no two findings with the same people."""
    for branch in (riverside, almaty):
        for months in (1, 7, 13, 25, 37, 38):
            person = register(branch, f"久别{months}", phone=f"+86138001{months:02}{branch.pk:03}")
            come(person, 30 * months + 20, spent=100_00 * months)
        twice = register(branch, "爽约", birth_date=TODAY.replace(year=1990) + timedelta(days=2))
        missed = [NOON - timedelta(days=days) for days in (3, 9)]
        add_appointments(
            [Appointment(patient=twice, branch=branch, starts_at=at, state="no_show") for at in missed]
        )
        present_plan(Plan(patient=twice, branch=branch, title="26 种植"), on=TODAY)
        tell_twice(twice)
        register(branch, "已故", deceased=True)
        for _again in range(2):
            register(branch, "同名", birth_date=TODAY.replace(year=1980, month=3))
    find_duplicates()
    refresh_facts()


def come(person: Patient, days_ago: int, *, spent: int) -> None:
    day = TODAY - timedelta(days=days_ago)
    record_visits([NewVisit(Visit(patient=person, branch=person.branch, day=day), [Treatment(name="洁治")])])
    take_payments([Payment(patient=person, branch=person.branch, day=day, amount=spent)])


def lines(client: Client, **asked: int) -> list[Line]:
    context = client.get(reverse("web:first_hour"), asked).context
    return [line for _label, group in context["groups"] for line in group] + [
        context["brings"],
        context["told_twice"],
    ]


def listed(client: Client, line: Line) -> int:
    """How many people the list has to which a line leads."""
    query = line.url.partition("?")[2]
    answer = client.get(f"{reverse('web:patients_number')}?{query}").content.decode()
    return int("".join(sign for sign in answer.partition(">")[2].partition("<")[0] if sign.isdigit()))


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("at", ["everywhere", "one branch"])
def test_every_line_leads_to_as_many_people_as_it_says(
    client: Client, owner: User, almaty: Branch, at: str
) -> None:
    client.force_login(owner)
    found = lines(client, **({"branch": almaty.pk} if at == "one branch" else {}))
    assert {line.key for line in found} == set(FINDINGS)
    assert all(line.number for line in found), "each finding has somebody in this clinic"
    assert {line.key: listed(client, line) for line in found} == {line.key: line.number for line in found}


@pytest.mark.usefixtures("clinic")
def test_figures_are_of_the_branches_of_the_reader_alone(client: Client, desk: User, owner: User) -> None:
    """REC-12: access is by branch."""
    client.force_login(owner)
    whole = {line.key: line.number for line in lines(client)}
    client.force_login(desk)
    own = {line.key: line.number for line in lines(client)}
    assert own["people"] * 2 == whole["people"]
    assert {line.key: listed(client, line) for line in lines(client)} == own


@pytest.mark.one_database
@pytest.mark.usefixtures("clinic")
def test_who_may_see_no_money_sees_none(client: Client, caller: User) -> None:
    """REC-12: access is by role."""
    client.force_login(caller)
    context = client.get(reverse("web:first_hour")).context
    assert context["money"] == []


@pytest.mark.one_database
@pytest.mark.usefixtures("clinic")
def test_who_may_not_see_care_is_not_told_who_has_a_plan(client: Client, marketer: User, desk: User) -> None:
    """REC-12: neither by the line nor by the list behind it."""
    for user, told in ((desk, True), (marketer, False)):
        client.force_login(user)
        assert ("unfinished_plans" in {line.key for line in lines(client)}) is told
        page = client.get(reverse("web:patients"), {"found": "unfinished_plans"}).content.decode()
        assert ("findings and plans are not shown" in page) is not told


@pytest.mark.usefixtures("clinic")
def test_a_line_counts_only_where_the_reader_may_see_what_it_tells(
    client: Client, riverside: Branch, almaty: Branch
) -> None:
    """REC-12: desk in Riverside, marketer in Almaty, where as many have a plan."""
    roles = [(Role.ADMINISTRATOR, riverside), (Role.MARKETER, almaty)]
    client.force_login(add_user("two", name="两处", password=None, roles=roles, language="en"))
    found = {line.key: line for line in lines(client)}
    assert found["unfinished_plans"].number == 1 and found["no_shows_2plus"].number == 2
    assert {key: listed(client, line) for key, line in found.items()} == {
        key: line.number for key, line in found.items()
    }


@pytest.mark.one_database
def test_without_anybody_the_next_step_is_to_bring_them_in(client: Client, owner: User, dentist: User) -> None:
    for user, may in ((owner, True), (dentist, False)):
        client.force_login(user)
        page = client.get(reverse("web:first_hour")).content.decode()
        assert (reverse("web:imports") in page.partition("<main")[2]) is may
