"""Segments and classes as filters of the list of patients, and what they tell to whom (BAS-4, REC-12)."""

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
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.patients.question import read_question
from rapport.web.patients.rows import Reader
from rapport.web.patients.saying import as_condition
from rapport.web.tests.listing import NOON, listed, signed_in
from rapport.web.tests.test_segments import BRACES, a_mother, draft, page, saved
from tests.cast import register

pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


@pytest.fixture
def mother(riverside: Branch, zhou: Patient, marsh: Patient, owner: User) -> Patient:
    """周雅琴 has a child of ten and came in January for an implant; Helen Marsh has neither."""
    return a_mother(zhou, owner)


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
