"""The list of patients narrowed: every filter, the chips, saved views."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.people.actions import tag_patients
from rapport.people.models import Patient, Tag
from rapport.segmentation.first_hour import FINDINGS
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.models import SavedView
from rapport.web.tests.listing import NOON, listed, saw, signed_in
from tests.cast import register

pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


@pytest.fixture
def many(riverside: Branch, owner: User) -> list[Patient]:
    """Three people who differ in all that can be asked for."""
    tag = Tag.objects.create(name="VIP")
    ann = register(riverside, "Ann Able", sex="female", birth_date=date(2000, 11, 23), phone="+8613800138001")
    bob = register(riverside, "Bob Best", sex="male", birth_date=date(1960, 11, 21))
    cy = register(riverside, "Cy Cole", deceased=True)
    saw(ann, date(2026, 11, 1), 500_00, "implant")
    saw(bob, date(2024, 1, 1), 9_000_00)
    missed = [
        Appointment(patient=bob, branch=riverside, starts_at=NOON - timedelta(days=n), state="no_show")
        for n in (1, 2)
    ]
    add_appointments(missed)
    tag_patients([ann.pk], tag, by=owner)
    refresh_facts()
    return [ann, bob, cy]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=abl", ["Ann Able"]),
        ("sex=male", ["Bob Best"]),
        ("age_from=26", ["Bob Best"]),
        ("age_from=25&age_to=25", ["Ann Able"]),
        ("age_from=66&age_to=66", ["Bob Best"]),
        ("seen_before=2024-01-02", ["Bob Best"]),
        ("seen_after=2024-01-01", ["Ann Able"]),
        ("visited=no", ["Cy Cole"]),
        ("no_shows=2", ["Bob Best"]),
        ("spend=500", ["Ann Able", "Bob Best"]),
        ("spend=501", ["Bob Best"]),
        ("birthday=0", ["Bob Best"]),
        ("birthday=2", ["Ann Able", "Bob Best"]),
        ("phone=yes", ["Ann Able"]),
        ("phone=no", ["Bob Best", "Cy Cole"]),
        ("consent=yes", []),
        ("deceased=yes", ["Cy Cole"]),
        ("treated=implant", ["Ann Able"]),
        ("found=not_seen_12m", ["Bob Best"]),
        ("found=no_shows_2plus", ["Bob Best"]),
        ("sort=-name", ["Cy Cole", "Bob Best", "Ann Able"]),
        ("sort=-last_visit", ["Ann Able", "Bob Best", "Cy Cole"]),
        ("sort=last_visit", ["Bob Best", "Ann Able", "Cy Cole"]),
        ("sort=-spend", ["Bob Best", "Ann Able", "Cy Cole"]),
        ("sex=male&phone=yes", []),
    ],
)
def test_every_filter_narrows_the_list(owner: User, many: list[Patient], query: str, expected: list[str]) -> None:
    assert listed(owner, query) == expected


def test_tag_and_branch_and_source_filter_too(owner: User, many: list[Patient], khalilova: Patient) -> None:
    tag = Tag.objects.get(name="VIP")
    assert listed(owner, f"tag={tag.pk}") == ["Ann Able"]
    assert listed(owner, f"branch={khalilova.branch_id}") == ["Халилова Марина Сергеевна"]


@pytest.mark.parametrize("key", list(FINDINGS))
def test_every_finding_of_the_first_hour_is_a_list(owner: User, many: list[Patient], key: str) -> None:
    expected = Patient.objects.filter(FINDINGS[key].people(date(2026, 11, 21)))
    assert set(listed(owner, f"found={key}")) == {patient.full_name for patient in expected}


@pytest.mark.parametrize(
    "query",
    ["age_from=abc", "seen_before=2024-13-45", "tag=999999", "nonsense=1", "sort=evil", "found=x", "sex=1"],
)
def test_what_is_not_understood_is_told_and_left_out(owner: User, zhou: Patient, query: str) -> None:
    response = signed_in(owner).get(f"/patients/?{query}&deceased=no")
    html = response.content.decode()
    assert response.status_code == 200
    assert 'class="note warn"' in html
    assert "Deceased: no" in html


def test_chips_take_one_filter_away_and_keep_the_rest(owner: User, many: list[Patient]) -> None:
    html = signed_in(owner).get("/patients/?sex=male&deceased=no").content.decode()
    assert 'href="/patients/?deceased=no"' in html
    assert 'href="/patients/?sex=male"' in html


def test_a_form_with_empty_fields_leads_to_the_short_address(owner: User) -> None:
    response = signed_in(owner).get("/patients/?q=&sex=male&tag=")
    assert response.status_code == 302
    assert response["Location"] == "/patients/?sex=male"


def test_views_are_saved_shared_counted_and_taken_away(owner: User, desk: User, many: list[Patient]) -> None:
    client = signed_in(owner)
    response = client.post("/patients/views/?deceased=no&junk=1", {"name": "Living ones", "shared": "on"})
    assert response.status_code == 302
    view = SavedView.objects.get()
    assert view.query == "deceased=no"
    again = client.post("/patients/views/?deceased=yes", {"name": "Living ones"})
    assert again.status_code == 422
    endless = "&".join(
        ["deceased=no", "q=" + "%F0%A0%AE%B7" * 100, "seen_before=2026-01-01", "phone=yes", "consent=no"]
    )
    assert client.post(f"/patients/views/?{endless}&age_from=10&age_to=99", {"name": "Endless"}).status_code == 422
    assert "Living ones" in signed_in(desk).get("/patients/").content.decode()
    html = client.get("/patients/views/counts/?deceased=no").content.decode()
    assert re.search(r'aria-current="page">Living ones<i>2</i>', html)
    assert signed_in(desk).post(f"/patients/views/{view.pk}/removal/").status_code == 404
    assert client.post(f"/patients/views/{view.pk}/removal/").status_code == 302
    assert not SavedView.objects.exists()


def test_the_form_of_filters_is_filled_with_those_in_force(owner: User, caller: User, zhou: Patient) -> None:
    html = signed_in(owner).get("/patients/filters/?age_from=30&q=zhou").content.decode()
    assert 'value="30"' in html
    assert 'value="zhou"' in html
    assert 'name="spend"' in html
    assert 'name="spend"' not in signed_in(caller).get("/patients/filters/").content.decode()
