"""Segments in the browser (BAS-4): written, counted, saved, shared, taken away, and as a filter of the list."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rapport.people.actions import put_guardian
from rapport.people.models import Patient
from rapport.segmentation.models import Segment
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.tests.listing import NOON, listed, saw, signed_in
from tests.cast import register

pytestmark = pytest.mark.now(NOON)
BRACES = "exists child(age between 7 and 14)"


def a_mother(patient: Patient, by: User) -> Patient:
    put_guardian(register(patient.branch, "周小宝", birth_date=date(2016, 3, 1), sex="male"), patient, by=by)
    saw(patient, date(2026, 1, 10), 800_000, "implant")
    refresh_facts()
    return patient


@pytest.fixture
def mother(riverside: Branch, zhou: Patient, marsh: Patient, owner: User) -> Patient:
    """周雅琴 has a child of ten and came in January for an implant; Helen Marsh has neither."""
    return a_mother(zhou, owner)


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
    assert 'name="g0r0r0-v"' in html and 'value="14"' in html


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Nobody can meet this"), ("zh-hans", "没有人能满足"), ("ru", "Это невозможно")],
)
def test_what_nobody_can_meet_is_told_as_a_warning(owner: User, language: str, said: str) -> None:
    """BAS-4: it is counted like any other; rows and text alike."""
    owner.language = language
    owner.save()
    html = draft(owner, **{"from": "text", "text": "visits < 0"})
    assert said in html and "data-reached>0</b>" in html and "data-wrong-from" not in html
    rows = {"from": "builder", "g0r0-word": "awareness", "g0r0-way": ">=", "g0r0-v": "9"}
    assert said in draft(owner, **rows) and said not in draft(owner, **(rows | {"g0r0-v": "5"}))


def test_the_row_that_nobody_can_meet_is_named(owner: User) -> None:
    """BAS-4: rows that are not filled in yet count, and one is in doubt for what it asks of related rows."""
    text = "visits >= 1 or (visits < 0 and sex = male) or exists child(age < 0)"
    assert 'data-doubted="g1r0 g2r0"' in draft(owner, **{"from": "text", "text": text})
    rows = {"from": "builder", "g0r0-word": "visits", "g0r0-way": ">=", "g0r0-v": ""}
    assert 'data-doubted="g0r1"' in draft(
        owner, **(rows | {"g0r1-word": "awareness", "g0r1-way": ">=", "g0r1-v": "9"})
    )
    assert "data-doubted" not in draft(owner, **{"from": "text", "text": "not (visits < 0 and sex = male)"})


@pytest.mark.parametrize(("language", "whose", "do"), [("zh-hans", "创建人", "修改"), ("ru", "Автор", "Изменить")])
def test_whose_a_segment_is_stands_above_them(owner: User, language: str, whose: str, do: str) -> None:
    """Not the owner of the clinic, and what is pressed is no noun."""
    saved(owner)
    owner.language = language
    owner.save(update_fields=["language"])
    shown = page(owner, "/segments/")
    assert f'<th scope="col">{whose}</th>' in shown and f"</svg>{do}<" in shown


def test_what_is_wrong_is_pointed_at_and_a_better_word_offered(owner: User, mother: Patient) -> None:
    html = draft(owner, **{"from": "text", "text": "last_vist before today"})
    assert 'data-wrong-from="0" data-wrong-to="9"' in html
    assert 'data-suggest="last_visit"' in html
    assert "data-reached" not in html


def test_ages_are_said_as_the_language_says_them(owner: User, mother: Patient) -> None:
    """BAS-5: nobody in China is seven calendar years, and no sentence there ends with a point."""
    owner.language = "zh-hans"
    owner.save(update_fields=["language"])
    shown = draft(owner, text=BRACES, **{"from": "text"})
    assert "7 岁～14 岁）。" in shown and ">岁<" in shown
    assert "早于 2 年前。" in draft(owner, text="last_visit older than 2 years", **{"from": "text"})


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
        "g1r0r0-word": "age",
        "g1r0r0-way": "between",
        "g1r0r0-v": ["7", "14"],
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


def test_a_row_can_be_several(owner: User, mother: Patient) -> None:
    """BAS-4: chosen like a word, it begins with a row to fill in; what nobody can meet is marked in it."""
    rows = {"from": "builder", "g0r0-word": "(or)"}
    begun = draft(owner, **rows, edit="word g0r0")
    assert 'name="g0r0r0-word"' in begun and "At least one of these" in begun and "One row is not filled" in begun
    deepest = draft(owner, **rows | {"g0r0r0-word": "(and)"}, edit="word g0r0r0")
    assert begun.count("Several together") == deepest.count("Several together") == 2, "no deeper than that"
    rows |= {"g0r0r0-word": "visits", "g0r0r0-way": ">=", "g0r0r0-v": "5", "g0r0r1-word": "child"}
    rows |= {"g0r0r1-way": "exists", "g0r0r1r0-word": "age", "g0r0r1r0-way": "<", "g0r0r1r0-v": "0"}
    html = draft(owner, **rows, edit="add g0r0r1")
    assert ">(visits &gt;= 5 or exists child(age &lt; 0))</textarea>" in html
    assert 'data-doubted="g0r0r1"' in html and 'name="g0r0r1r1-word"' in html
    assert 'name="g0r0r1-word"' not in draft(owner, **rows, edit="drop g0r0r1")


def test_no_two_words_are_called_the_same(owner: User) -> None:
    """How many visits there were, and visits of which one says more, are told apart."""
    options = re.findall(r"<option value=\"\w+\">([^<]+)</option>", page(owner, "/segments/new/"))
    words = options[: options.index("Visits, and which") + 1]
    assert "Visits" in words and len(set(words)) == len(words)


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
