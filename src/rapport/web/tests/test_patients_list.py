"""The list of patients: what it shows, whom it finds, and that it costs the same for ten as for a thousand."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.people.actions import NewPatient, register_patients, tag_patients
from rapport.people.models import Patient, Tag
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.tests.listing import NOON, listed, saw, signed_in
from tests.cast import register

pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


def test_the_list_shows_a_person_with_everything_that_is_known(owner: User, zhou: Patient) -> None:
    saw(zhou, date(2026, 3, 5), 123_450)
    add_appointments([Appointment(patient=zhou, branch=zhou.branch, starts_at=NOON + timedelta(days=3))])
    tag_patients([zhou.pk], Tag.objects.create(name="老客户"), by=owner)
    refresh_facts()
    html = signed_in(owner).get("/patients/").content.decode()
    for shown in (
        "周雅琴",
        "老客户",
        "45",
        "22 Nov 1980",
        "+86 138 0013 8000",
        "5 Mar 2026",
        "CN¥1,234.50",
        "24 Nov 2026 12:00",
    ):
        assert shown in html, shown


def test_the_deceased_are_marked_and_keep_the_age_they_died_at(owner: User, riverside: Branch) -> None:
    register(riverside, "Old Man", birth_date=date(1930, 1, 1), deceased=True, died_on=date(2020, 6, 1))
    html = signed_in(owner).get("/patients/").content.decode()
    assert "deceased</span>" in html
    assert "90 <span" in html


def test_the_list_is_scoped_to_the_branches_of_the_reader(
    desk: User, owner: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12."""
    assert listed(desk) == ["周雅琴"]
    assert set(listed(owner)) == {"周雅琴", "Халилова Марина Сергеевна"}
    assert listed(desk, "q=Khalilova") == []
    assert listed(desk, f"branch={khalilova.branch_id}") == ["周雅琴"], "an unseen branch is no filter"


def test_amounts_are_shown_only_to_who_may_see_them(desk: User, caller: User, zhou: Patient) -> None:
    saw(zhou, date(2026, 3, 5), 123_400)
    refresh_facts()
    assert "CN¥1,234" in signed_in(desk).get("/patients/").content.decode()
    for query in ("", "sort=-spend", "spend=1", "found=brings_80"):
        html = signed_in(caller).get(f"/patients/?{query}").content.decode()
        assert "1,234" not in html
        assert "Spent" not in html.replace("Spent in all, at least” was left out", "")
    assert "left out" in html or "cannot be sorted" in html


def test_a_right_to_amounts_at_one_branch_does_not_reach_into_another(
    riverside: Branch, almaty: Branch, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12."""
    from rapport.staff.actions import add_user

    both = add_user(
        "both", name="Two", password=None, language="en", roles=[("administrator", riverside), ("dentist", almaty)]
    )
    saw(zhou, date(2026, 3, 5), 100_00)
    saw(khalilova, date(2026, 3, 5), 900_00)
    refresh_facts()
    html = signed_in(both).get("/patients/").content.decode()
    assert "CN¥100" in html
    assert "900" not in html
    assert listed(both, "sort=-spend") == ["周雅琴"], "sorting by amounts would tell them"
    assert listed(both, "spend=1") == ["周雅琴"]


@pytest.mark.parametrize("at", ["%00", "zzz", "bnVsbA", "WzEsMiwzXQ", "Wy0xLC0xLDBd"])
def test_a_mutilated_place_begins_at_the_beginning(owner: User, zhou: Patient, at: str) -> None:
    assert listed(owner, f"deceased=no&at={at}") == ["周雅琴"]


def crowd(branch: Branch, number: int) -> list[Patient]:
    """Many people, seven of whom after seven share a name."""
    named = [NewPatient(Patient(branch=branch, full_name=f"Same Name {n % 7}")) for n in range(number)]
    return register_patients(named, by=None)


@pytest.mark.parametrize("sort", ["name", "-name", "last_visit", "-last_visit", "spend", "-spend"])
def test_pages_reach_everyone_once_forwards_and_backwards(owner: User, riverside: Branch, sort: str) -> None:
    people = crowd(riverside, 117)
    seen = [patient for n, patient in enumerate(people) if n % 3]
    record_visits(
        [
            NewVisit(
                Visit(patient=one, branch=riverside, day=date(2026, 1, 1 + n % 5)), [Treatment(amount=n % 4 * 100)]
            )
            for n, one in enumerate(seen)
        ]
    )
    refresh_facts(sorted(patient.pk for patient in people[:80]))  # the others have no facts yet
    client = signed_in(owner)
    url, pages = f"/patients/?sort={sort}" if sort != "name" else "/patients/", []
    while url:
        html = client.get(url).content.decode()
        pages.append(re.findall(r'name="patient" value="(\d+)"', html))
        following = re.search(r'rel="next" href="([^"]*)"', html)
        previous = re.search(r'rel="prev" href="([^"]*)"', html)
        url = following[1].replace("&amp;", "&") if following else ""
    assert [len(page) for page in pages] == [50, 50, 17]
    assert sorted(pk for page in pages for pk in page) == sorted(str(patient.pk) for patient in people)
    assert previous is not None
    html = client.get(previous[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r'name="patient" value="(\d+)"', html) == pages[1]
    previous = re.search(r'rel="prev" href="([^"]*)"', html)
    assert previous is not None
    html = client.get(previous[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r'name="patient" value="(\d+)"', html) == pages[0]
    assert 'rel="prev"' not in html


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("", 13),
        # two of them tell which different terms begin so: each is read by itself, in the order of names
        ("q=same", 17),
        ("found=living", 13),
        ("sort=-last_visit", 13),
        ("phone=no&age_to=90", 13),
    ],
)
def test_a_thousand_people_cost_as_many_queries_as_ten(
    owner: User, riverside: Branch, query: str, most: int
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"/patients/?{query}")
        return len(captured)

    client = signed_in(owner)
    tag = Tag.objects.create(name="VIP")

    def add(number: int) -> None:
        tag_patients([patient.pk for patient in crowd(riverside, number)], tag, by=owner)
        refresh_facts()

    add(10)
    queries()  # the first search is written down, the same one soon after is not
    ten = queries()
    add(990)
    assert queries() == ten <= most


def test_htmx_gets_the_part_and_others_the_page(owner: User, zhou: Patient) -> None:
    client = signed_in(owner)
    page, part = client.get("/patients/"), client.get("/patients/", headers={"HX-Request": "true"})
    assert b"<html" in page.content
    assert part.content.lstrip().startswith(b'<div id="people"')
    assert "HX-Request" in part["Vary"]


def test_text_of_people_is_never_markup(owner: User, riverside: Branch) -> None:
    patient = register(riverside, '<script>alert(1)</script>"', phone="+8613800138000")
    tag_patients([patient.pk], Tag.objects.create(name="<b>"), by=owner)
    for url in ("/patients/", "/patients/search/?q=script", "/patients/?q=<img src=x>"):
        html = signed_in(owner).get(url).content.decode()
        assert "<script>alert" not in html
        assert "<b></span>" not in html
        assert "<img src=x" not in html


def test_an_empty_house_leads_to_the_import_and_an_empty_result_to_clearing(owner: User) -> None:
    client = signed_in(owner)
    assert "Choose a file" in client.get("/patients/").content.decode()
    assert "Clear filters" in client.get("/patients/?sex=male").content.decode()


def test_search_tells_namesakes_apart_and_stays_in_the_branch(
    desk: User, zhou: Patient, khalilova: Patient
) -> None:
    html = signed_in(desk).get("/patients/search/?q=zhou").content.decode()
    assert "周雅琴" in html
    assert "1980 · …8000 · 20801" in html
    assert "Халилова" not in signed_in(desk).get("/patients/search/?q=hal").content.decode()


def test_paid_money_counts_for_who_keeps_payments(owner: User, zhou: Patient) -> None:
    saw(zhou, date(2026, 3, 5), 999_00)
    take_payments([Payment(patient=zhou, branch=zhou.branch, day=date(2026, 3, 5), amount=700_00)])
    refresh_facts()
    html = signed_in(owner).get("/patients/").content.decode()
    assert "CN¥700" in html
    assert "CN¥999" not in html


def test_many_tags_stand_behind_a_number(owner: User, zhou: Patient) -> None:
    """A row keeps its height; what is not written out is told to whoever points at it or listens."""
    for name in ("一", "二", "三", "四"):
        tag_patients([zhou.pk], Tag.objects.create(name=name), by=owner)
    html = signed_in(owner).get("/patients/").content.decode()
    assert html.count('<span class="chip">') == 2
    assert "+2<span" in html
