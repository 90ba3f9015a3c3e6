"""Segments in the browser (BAS-4): written, counted, saved, shared, taken away, and as a filter of the list."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.people.actions import put_guardian, tag_patients
from rapport.people.models import Patient, PatientTag, Tag
from rapport.segmentation.models import Segment
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.patients.question import read_question
from rapport.web.patients.rows import Reader
from rapport.web.patients.saying import as_condition
from rapport.web.tests.test_patients_list import at_noon, listed, saw, signed_in  # noqa: F401 a fixture
from tests.cast import register

BRACES = "exists child(age between 7 and 14)"


@pytest.fixture
def mother(riverside: Branch, zhou: Patient, marsh: Patient, owner: User) -> Patient:
    """周雅琴 has a child of ten and came in January for an implant; Helen Marsh has neither."""
    put_guardian(register(riverside, "周小宝", birth_date=date(2016, 3, 1), sex="male"), zhou, by=owner)
    saw(zhou, date(2026, 1, 10), 800_000, "implant")
    refresh_facts()
    return zhou


def saved(owner: User, text: str = BRACES, **more: object) -> Segment:
    return Segment.objects.create(owner=owner, **{"name": "Braces", "text": text, **more})


def page(user: User, path: str) -> str:
    response = signed_in(user).get(path)
    assert response.status_code == 200, response
    return response.content.decode()


def draft(user: User, **posted: object) -> str:
    response = signed_in(user).post("/segments/draft/", posted)
    assert response.status_code == 200
    return response.content.decode()


def test_a_condition_is_said_back_counted_and_shows_the_first_people(owner: User, mother: Patient) -> None:
    """BAS-4: at once, while it is written; the rows are written anew from the text."""
    html = draft(owner, **{"from": "text", "text": BRACES})
    assert '<b class="num" data-reached>1</b>' in html
    assert "There is: children (age: from 7 years to 14 years)" in html
    assert mother.full_name in html
    assert 'name="g0r0s0-v"' in html and 'value="14"' in html


def test_what_is_wrong_is_pointed_at_and_a_better_word_offered(owner: User, mother: Patient) -> None:
    html = draft(owner, **{"from": "text", "text": "last_vist before today"})
    assert 'data-wrong-from="0" data-wrong-to="9"' in html
    assert 'data-suggest="last_visit"' in html
    assert "data-reached" not in html


def test_rows_write_the_text(owner: User, mother: Patient) -> None:
    rows = {
        "from": "builder",
        "joint": "and",
        "g0-joint": "or",
        "g0r0-word": "sex",
        "g0r0-way": "in",
        "g0r0-v": ["female"],
        "g0r1-word": "visits",
        "g0r1-way": ">=",
        "g0r1-v": "5",
        "g1r0-word": "child",
        "g1r0-way": "exists",
        "g1r0s0-word": "age",
        "g1r0s0-way": "between",
        "g1r0s0-v": ["7", "14"],
        "g1r1-word": "last_visit",
        "g1r1-way": "older",
        "g1r1-v": "",
    }
    html = draft(owner, **rows)
    text = "(sex in (female) or visits &gt;= 5) and exists child(age between 7 and 14)"
    assert f">{text}</textarea>" in html
    assert "One row is not filled in yet" in html
    assert 'id="builder"' not in html, "whoever types keeps the field"
    assert 'name="g1r2-word"' in draft(owner, **rows, edit="add g1")
    assert 'name="g1r1-word"' not in draft(owner, **rows, edit="drop g1r1")
    other = draft(owner, **rows, edit="word g0r1")
    assert 'name="g0r1-v" id="g0r1-v0" value=""' in other, "what was filled in for another word is gone"


def test_raw_counts_are_not_offered_but_stay_where_they_are_used(owner: User, mother: Patient) -> None:
    """The clinic chooses “dissatisfied”; a text that says “unhappy >= 2” keeps its row."""
    offered = 'value="{}">'.format
    html = draft(owner, **{"from": "text", "text": "visits >= 1"})
    for words, inner in (("dissatisfied", "unhappy"), ("technical_hazard", "hazard"), ("left", "departures")):
        assert offered(words) in html and offered(inner) not in html
    assert 'value="agrees_' not in html
    assert 'value="unhappy" selected' in draft(owner, **{"from": "text", "text": "unhappy >= 2"})


@pytest.mark.parametrize("text", ["not (visits = 1 and deceased)", "visits in (1, 2)"])
def test_what_rows_cannot_show_stays_a_text_with_a_word_why(owner: User, mother: Patient, text: str) -> None:
    html = draft(owner, **{"from": "text", "text": text})
    assert "has no place in the builder" in html
    assert "data-reached" in html


def test_a_segment_is_saved_from_either_side_changed_and_shared(
    owner: User, desk: User, caller: User, mother: Patient
) -> None:
    client = signed_in(owner)
    rows = {"from": "builder", "g0r0-word": "visits", "g0r0-way": ">=", "g0r0-v": "1", "text": "visits >= 99"}
    response = client.post("/segments/new/", {"name": " Came   once ", **rows})
    one = Segment.objects.get(owner=owner)
    assert (one.name, one.text, one.shared) == ("Came once", "visits >= 1", False)
    assert response.url == f"/patients/?segment={one.pk}"
    client.post(f"/segments/{one.pk}/", {"from": "text", "name": "Braces", "text": BRACES})
    assert "Braces" not in page(desk, "/segments/")
    client.post(f"/segments/{one.pk}/sharing/", {"shared": "1"})
    html = page(desk, "/segments/")
    assert "Braces" in html and "There is: children" in html and "Make one like it" in html
    assert page(desk, f"/segments/{one.pk}/count/").strip() == "<b>1</b>"
    client.post(f"/segments/{one.pk}/sharing/", {"shared": "0"})
    assert signed_in(desk).get(f"/segments/{one.pk}/count/").status_code == 404


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"name": "", "text": BRACES}, "This field is required"),
        ({"name": "Braces", "text": BRACES}, "You have a segment of that name already"),
        ({"name": "New", "text": "vists = 1"}, "“vists” is not known"),
        ({"name": "New", "text": ""}, "This field is required"),
        ({"name": "New", "from": "builder", "g0r0-word": "visits", "g0r0-way": ">="}, "not filled in yet"),
        ({"name": "New", "text": "visits >= 1" + " or visits >= 1" * 400}, "4000"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_written_stays(
    owner: User, mother: Patient, posted: dict[str, str], told: str
) -> None:
    saved(owner)
    response = signed_in(owner).post("/segments/new/", {"from": "text", **posted})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert Segment.objects.count() == 1


def test_nobody_changes_the_segment_of_another(owner: User, desk: User) -> None:
    one = saved(owner, shared=True)
    client = signed_in(desk)
    assert client.get(f"/segments/{one.pk}/").status_code == 404
    for verb in ("sharing", "removal"):
        assert client.post(f"/segments/{one.pk}/{verb}/").status_code == 404
    one.refresh_from_db()
    assert one.shared and one.removed_at is None


def test_what_was_taken_away_can_be_brought_back(owner: User, mother: Patient) -> None:
    one = saved(owner)
    client = signed_in(owner)
    client.post(f"/segments/{one.pk}/removal/")
    assert "Braces</a>" not in page(owner, "/segments/")
    assert "there is no such segment" in page(owner, f"/patients/?segment={one.pk}")
    client.post(f"/segments/{one.pk}/removal/undo/")
    assert listed(owner, f"segment={one.pk}") == [mother.full_name]
    client.post(f"/segments/{one.pk}/removal/")
    saved(owner)
    html = client.post(f"/segments/{one.pk}/removal/undo/", follow=True).content.decode()
    assert "another segment is called “Braces” now" in html
    assert Segment.objects.filter(removed_at=None).count() == 1


def test_the_list_is_narrowed_by_a_segment_together_with_everything_else(
    owner: User, mother: Patient, marsh: Patient
) -> None:
    """BAS-4: filters, order, search, count, tagging and export take it as any other filter."""
    one = saved(owner, "sex = female")
    assert set(listed(owner, f"segment={one.pk}")) == {mother.full_name, marsh.full_name}
    assert listed(owner, f"segment={one.pk}&visited=yes&sort=-last_visit") == [mother.full_name]
    assert listed(owner, f"segment={one.pk}&q=helen") == [marsh.full_name]
    query = urlencode({"segment": one.pk, "where": BRACES})
    assert listed(owner, query) == [mother.full_name]
    assert ">1</span>" in page(owner, f"/patients/number/?{query}")
    client = signed_in(owner)
    client.post("/patients/tags/", {"all": "1", "query": query, "tag": "Braces"})
    assert list(PatientTag.objects.filter(tag__name="Braces").values_list("patient", flat=True)) == [mother.pk]
    posted = {"all": "1", "query": query, "reason": "a letter to parents", "file_format": "csv"}
    file = b"".join(client.post("/patients/export/", posted)).decode("utf-8-sig")
    assert mother.full_name in file and marsh.full_name not in file and "Care class" in file


@pytest.mark.parametrize(
    "query",
    ["segment=987654", "segment=x", "where=vists", "where=" + "(" * 60, "where=" + "x" * 5000, "where=%00"],
)
def test_a_bad_or_vanished_condition_breaks_no_list_and_means_nobody_in_bulk(
    owner: User, mother: Patient, query: str
) -> None:
    html = page(owner, f"/patients/?{query}")
    assert "left out" in html and mother.full_name in html
    signed_in(owner).post("/patients/tags/", {"all": "1", "query": query, "tag": "All"})
    assert not PatientTag.objects.filter(tag__name="All").exists()


def test_a_link_to_a_segment_that_is_not_shared_tells_nothing(owner: User, desk: User, mother: Patient) -> None:
    """REC-12: neither its name nor that it is there."""
    html = page(desk, f"/patients/?segment={saved(owner, name='Secret plan').pk}")
    assert "there is no such segment, or nobody shares it with you" in html
    assert "Secret plan" not in html


@pytest.mark.parametrize("text", ["spend >= 1", "exists treatment(amount >= 1)", "open_findings = 0"])
def test_a_count_is_no_oracle(owner: User, marketer: User, mother: Patient, text: str) -> None:
    """REC-12: what a marketer may not see, no page counts for them: not the draft, nor a shared segment, nor the
    list."""
    one = saved(owner, text, shared=True)
    assert "data-reached" in draft(owner, **{"from": "text", "text": text})
    html = draft(marketer, **{"from": "text", "text": text})
    assert "which you do not see" in html and "data-reached" not in html
    assert "–" in page(marketer, f"/segments/{one.pk}/count/")
    assert "which you do not see" in page(marketer, "/segments/")
    for query in (f"segment={one.pk}", urlencode({"where": text})):
        assert "left out" in page(marketer, f"/patients/?{query}")
        assert "which you do not see" in page(marketer, f"/patients/?{query}")
    assert "spend_12m" not in page(marketer, "/segments/words/")
    assert "spend_12m" in page(owner, "/segments/words/")


def test_classes_narrow_the_list_and_stand_in_its_rows(owner: User, mother: Patient, marsh: Patient) -> None:
    """PAT-7: one click a grade, one more takes it away."""
    html = page(owner, "/patients/")
    assert 'aria-label="Care class' in html
    assert listed(owner, "care=E") == [mother.full_name] or listed(owner, "care=C") == [mother.full_name]
    assert marsh.full_name in listed(owner, "prospect=1")
    assert listed(owner, "lifecycle=sleeping") == []
    assert listed(owner, "lifecycle=due") == [mother.full_name]
    assert 'href="/patients/" aria-current="true"' in page(owner, "/patients/?lifecycle=due")


def test_at_the_counter_neither_classes_nor_their_filters_are_there(owner: User, mother: Patient) -> None:
    """REC-12."""
    client = signed_in(owner)
    client.post("/counter/", {"on": "1"})
    for path in ("/patients/", "/patients/filters/"):
        html = client.get(path).content.decode()
        assert "Care class" not in html and "Sleeping" not in html
    for query in ("lifecycle=due", "where=lifecycle+%3D+due", "care=E"):
        html = client.get(f"/patients/?{query}").content.decode()
        assert "left out" in html and mother.full_name in html
    assert "care_class" not in client.get("/segments/words/").content.decode()


SAID = [
    *(
        "found=not_seen_6m",
        "found=never_seen",
        "found=living",
        "branch=1",
        "tag=1",
        "treated=implant",
        "sex=female",
    ),
    *("age_from=20&age_to=50", "seen_before=2026-05-01", "seen_after=2026-01-01", "visited=no", "no_shows=1"),
    *("spend=100", "birthday=7", "birthday=0", "phone=yes", "deceased=no", "lifecycle=due", "prospect=1"),
    *("where=visits+%3D+1+or+sex+%3D+male", "where=sex+%3D+female&visited=yes"),
]


def test_a_list_becomes_a_segment_of_the_same_people(owner: User, mother: Patient) -> None:
    """BAS-4: what is said of the filters finds whom the filters find."""
    tag = Tag.objects.create(name='怕 "疼"')
    tag_patients([mother.pk], tag, by=owner)
    own = {"branch=1": f"branch={mother.branch_id}", "tag=1": f"tag={tag.pk}"}
    for query in (own.get(one, one) for one in SAID):
        question = read_question(QueryDict(query), Reader.of(owner, "en"))
        text = as_condition(question.chosen)
        assert text and not question.wrong, query
        again = read_question(QueryDict(urlencode({"where": text})), Reader.of(owner, "en"))
        assert sorted(question.people.values_list("pk")) == sorted(again.people.values_list("pk")), query
        assert again.chosen, text
    html = page(owner, "/patients/?treated=implant&sex=female")
    assert "/segments/new/?text=treated%20has%20%22implant%22%20and%20sex%20%3D%20female" in html
    assert "Make a segment" not in page(owner, "/patients/?found=no_consent")


def test_pages_cost_the_same_for_one_person_as_for_many(owner: User, mother: Patient, riverside: Branch) -> None:
    one = saved(owner)
    client = signed_in(owner)

    def cost(path: str, client: Client = client) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    paths = ["/segments/", f"/segments/{one.pk}/", f"/segments/{one.pk}/count/", f"/patients/?segment={one.pk}"]
    before = [cost(path) for path in paths]
    for number in range(30):
        child = register(riverside, f"Child {number}", birth_date=date(2016, 3, 1))
        put_guardian(child, register(riverside, f"Parent {number}"), by=owner)
        saved(owner, name=f"Another {number}")
    refresh_facts()
    assert [cost(path) for path in paths] == before
    assert max(before) <= 22
