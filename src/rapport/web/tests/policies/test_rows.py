"""Conditions of rules are written in rows or as text, whichever somebody prefers (PAT-9)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.criteria.building import sheet_of, text_of
from rapport.criteria.reading import read
from rapport.criteria.tree import leaves
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.reading import read_sheet, shipped_text
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User
from rapport.web.tests.policies.steps import HTMX, RULES, page, url

LOYAL = RULES | {"when-due": "visits >= 3 and last_visit within 12 months"}
NOT_FILLED = "A row is not filled in yet. Fill it in, or take it away."
Fields = dict[str, object]


def drawn(at_owner: Client, edit: str, sent: Fields) -> tuple[str, Fields]:
    """What comes back for one condition, and what the editor would send with it in its place."""
    answer = at_owner.post(url("policy_rows"), sent | {"edit": edit}, headers=HTMX)
    assert answer.status_code == 200
    html, key = answer.content.decode(), edit.split()[1].partition("-")[0]
    kept = {name: value for name, value in sent.items() if not name.startswith(f"{key}-")}
    found = {one["name"]: one["value"] for one in map(field, re.findall(r"<input[^>]*>", html)) if one["shown"]}
    for name, options in re.findall(r'<select[^>]* name="([^"]*)".*?>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)
    assert text is not None
    written = text[1].replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", '"')
    return html, kept | found | {"applies" if key == "applies" else f"when-{key}": written}


def field(tag: str) -> dict[str, str]:
    told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
    shown = "checkbox" not in tag or " checked" in tag
    return {"name": told["name"], "value": told.get("value", ""), "shown": "yes" if shown else ""}


def text_saved() -> str:
    return dict(read_sheet(PolicyVersion.objects.get().text).rungs)["due"]


def test_an_owner_changes_a_figure_in_a_row_in_her_own_language(
    at_owner: Client, owner: User, house: None
) -> None:
    """PAT-9: the row is in words, the text of the draft says what the row says."""
    owner.language = "ru"
    owner.save()
    html, sent = drawn(at_owner, "rows due-", LOYAL)
    assert "Визиты" in html and ">минимум</option>" in html and "hidden" in html
    assert sent["due-g0r0-word"] == "visits" and sent["due-g0r0-v"] == "3" and sent["due-as"] == "rows"
    tried = at_owner.post(url("policy_trial"), sent | {"due-g0r0-v": "4"}, headers=HTMX).content.decode()
    assert ">минимум 4</" in tried and "visits &gt;= 4 and last_visit within 12 months</textarea>" in tried
    at_owner.post(url("policy_draft"), sent | {"due-g0r0-v": "4"})
    assert text_saved() == "visits >= 4 and last_visit within 12 months"


def test_rows_come_and_go_and_the_text_follows(at_owner: Client, house: None) -> None:
    _html, sent = drawn(at_owner, "rows due-", LOYAL)
    html, sent = drawn(at_owner, "add due-g0", sent)
    assert html.count("does not count") == 0 and "due-g0r2-word" in sent
    html, sent = drawn(at_owner, "word due-g0r2", sent | {"due-g0r2-word": "awareness"})
    assert "One row is not filled in yet and does not count." in page_of(html)
    html, sent = drawn(at_owner, "drop due-g0r0", sent | {"due-g0r2-v": "2"})
    assert sent["when-due"] == "last_visit within 12 months and awareness >= 2"
    html, sent = drawn(at_owner, "draw due-g0-joint", sent | {"due-g0-joint": "or"})
    assert sent["when-due"] == "last_visit within 12 months or awareness >= 2"
    _html, sent = drawn(at_owner, "rows applies-", sent)
    _html, sent = drawn(at_owner, "draw applies-g0r0", sent | {"applies-g0r0-v": "2"})
    assert sent["applies"] == "visits >= 2" and sent["when-due"] == "last_visit within 12 months or awareness >= 2"


def test_a_grade_that_is_put_in_begins_with_a_row(at_owner: Client, house: None) -> None:
    answer = at_owner.post(url("policy_arrangement"), LOYAL | {"grade": ["due", "sleeping"], "add": "left"})
    assert 'name="left-g0r0-word"' in answer.content.decode() and "Write a condition" in page(answer)


def page_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not (deceased and visits >= 1)", "has no place in the builder"),
        ("visits >= 3 # the regulars", "A remark (#) has no place in the builder"),
        ("visitz >= 3", "visitz"),
    ],
)
def test_what_rows_cannot_hold_stays_as_text_and_says_why(at_owner: Client, text: str, why: str) -> None:
    html, sent = drawn(at_owner, "rows due-", LOYAL | {"when-due": text})
    assert why in page_of(html) and "due-g0r0-word" not in html
    assert sent["when-due"] == text and sent["due-as"] == "text"


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_rule_that_we_ship_can_be_changed_in_rows(at_owner: Client, scheme: Scheme) -> None:
    """PAT-9: nobody has to learn the language for the rules of the house, and rows say what its text says."""
    sheet, words = read_sheet(shipped_text(scheme)), vocabulary()
    for text in filter(None, [sheet.applies, *(text for _grade, text in sheet.rungs)]):
        node = read(text, words)
        again = text_of(sheet_of(node), words)
        assert len([*leaves(read(again, words))]) == len([*leaves(node)]), text
        assert text_of(sheet_of(read(again, words)), words) == again


def test_rows_that_are_only_looked_at_change_nothing(at_owner: Client, house: None) -> None:
    """Boxes stand in an order of their own, the text in that of whoever wrote it."""
    own = LOYAL | {"when-due": "treated has any (implant, hygiene, checkup) and awareness >= 2"}
    html, sent = drawn(at_owner, "rows due-", own)
    boxes = re.findall(r'name="due-g0r0-v"[^>]* value="(\w+)" checked', html)
    assert sorted(boxes) == ["checkup", "hygiene", "implant"] and boxes != ["implant", "hygiene", "checkup"]
    at_owner.post(url("policy_draft"), sent | {"due-g0r0-v": boxes})
    assert text_saved() == own["when-due"]


def test_switching_keeps_what_was_written(at_owner: Client, house: None) -> None:
    """Also its line breaks, and a row that says nothing yet."""
    own = LOYAL | {"when-due": "visits  >=  3\nand last_visit within 12 months"}
    _html, sent = drawn(at_owner, "rows due-", own)
    _html, back = drawn(at_owner, "text due-", sent)
    assert back["when-due"] == own["when-due"] and back["due-as"] == "text" and "due-g0r0-word" not in back
    half = sent | {"due-g0r0-v": "", "due-g0r1-v": "9"}
    html, still = drawn(at_owner, "text due-", half)
    assert NOT_FILLED in html and still["due-as"] == "rows" and still["due-g0r1-v"] == "9"
    whole = at_owner.post(url("policy_arrangement"), half | {"show": "text"})
    assert NOT_FILLED in page(whole) and 'name="due-g0r1-v"' in whole.content.decode()
    moved = at_owner.post(url("policy_arrangement"), half | {"up": "due"})
    assert NOT_FILLED not in page(moved) and 'name="due-g0r1-v"' in moved.content.decode()
    wrong = {**sent, "due-g0r0-v": "viele"}
    assert (
        drawn(at_owner, "text due-", wrong)[1]["when-due"] == 'visits >= "viele" and last_visit within 12 months'
    )


def test_a_row_that_says_nothing_or_nonsense_is_not_saved(at_owner: Client, house: None) -> None:
    """It would silently be left out of the rules; what was filled in stands there still."""
    _html, sent = drawn(at_owner, "rows due-", LOYAL)
    for value, said in (("", NOT_FILLED), ("viele", "viele")):
        answer = at_owner.post(url("policy_draft"), sent | {"due-g0r0-v": value})
        assert answer.status_code == 422 and said in page(answer)
        assert re.search(rf'name="due-g0r0-v"[^>]*value="{value}"', answer.content.decode())
    assert not PolicyVersion.objects.exists()
    at_owner.post(url("policy_draft"), sent)
    assert text_saved() == LOYAL["when-due"]


def test_hostile_rows_are_refused(at_owner: Client, house: None) -> None:
    for edit in ("", "rows", "rows x-", "rows sleeping-", "add due", "drop -g0", "text <b>-"):
        assert at_owner.post(url("policy_rows"), LOYAL | {"edit": edit}).status_code in (200, 404), edit
    assert at_owner.post(url("policy_rows"), {"text": "{{{", "edit": "rows due-"}).status_code == 404
    odd = LOYAL | {"due-as": "rows", "due-g0r0-word": "care", "due-g0r0-way": "in", "due-g0r0-v": "A"}
    assert at_owner.post(url("policy_draft"), odd).status_code == 422


def test_rows_cost_the_same_for_one_condition_and_for_all(at_owner: Client, house: None) -> None:
    def queries(sent: Fields) -> list[int]:
        told = []
        for name, more in (("policy_rows", {"edit": "add due-g0"}), ("policy_trial", {})):
            with CaptureQueriesContext(connection) as captured:
                assert at_owner.post(url(name), sent | more, headers=HTMX).status_code == 200
            told.append(len(captured))
        return told

    _html, one = drawn(at_owner, "rows due-", LOYAL)
    few, every = queries(one), one
    for key in ("left", "active", "applies"):
        _html, every = drawn(at_owner, f"rows {key}-", every)
    assert queries(every) == few
