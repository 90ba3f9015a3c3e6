"""A condition is built in rows by keys alone: of a segment, where rows and text say at once whom they reach, and
of rules, where what they would do follows.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from rapport.segmentation.models import Segment
from rapport.segmentation.refresh import refresh_facts
from tests.cast import register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(riverside):
    today = riverside.today()
    for name, years in (("丁一", 8), ("丁二", 41), ("丁三", 64)):
        register(riverside, name, birth_date=today - timedelta(days=years * 366))
    refresh_facts()


def go_to(page, key: str, *, by: str = "Tab") -> None:
    """Press `by` until the element of this id has the focus."""
    for _press in range(60):
        if page.evaluate("document.activeElement.id") == key:
            return
        page.keyboard.press(by)
    raise AssertionError(f"{by} does not lead to {key}")


def choose(page, key: str, label: str, *, by: str) -> None:
    """In the pick list of this id, by an arrow or by the letters of the word."""
    go_to(page, key)
    with page.expect_response("**/segments/draft/"):
        page.keyboard.press(by) if by.startswith("Arrow") else page.keyboard.type(by)
    expect(page.locator(f"#{key} option:checked")).to_have_text(label)


def test_rows_are_filled_in_by_keys_and_the_text_says_the_same(open_page, owner, people):
    """BAS-4: any combination, counted at once."""
    page = open_page("/segments/new/", user=owner)
    text, reached = page.locator("#id_text"), page.locator("[data-reached]")
    choose(page, "g0r0-word", "Age", by="age")
    expect(page.locator("#g0r0-way option:checked")).to_have_text("at least")
    go_to(page, "g0r0-v0")
    page.keyboard.type("40")
    expect(text).to_have_value("age >= 40")
    expect(reached).to_have_text("2")
    expect(page.locator("#preview .said")).to_contain_text("40")

    go_to(page, "add-g0")
    page.keyboard.press("Enter")
    choose(page, "g0r1-word", "Age", by="age")
    choose(page, "g0r1-way", "at most", by="ArrowDown")
    go_to(page, "g0r1-v0")
    page.keyboard.type("50")
    expect(text).to_have_value("age >= 40 and age <= 50")
    expect(reached).to_have_text("1")

    go_to(page, "id_text")
    page.keyboard.press("End")
    page.keyboard.type(" or age < 10")
    expect(reached).to_have_text("2")
    expect(page.locator("#builder")).to_contain_text("or")

    go_to(page, "id_name")
    page.keyboard.type("Forties")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text("New segment")
    assert Segment.objects.get(name="Forties").text == "age >= 40 and age <= 50 or age < 10"


def test_a_row_that_is_several_is_filled_in_by_keys(open_page, assert_accessible, owner, people):
    """BAS-4: one of them is enough, and what nobody can meet is marked where it stands."""
    page = open_page("/segments/new/", user=owner)
    text = page.locator("#id_text")
    choose(page, "g0r0-word", "At least one of these", by="at least")
    choose(page, "g0r0r0-word", "Age", by="age")
    go_to(page, "g0r0r0-v0")
    page.keyboard.type("60")
    expect(text).to_have_value("age >= 60")
    go_to(page, "add-g0r0")
    page.keyboard.press("Enter")
    choose(page, "g0r0r1-word", "Age", by="age")
    choose(page, "g0r0r1-way", "at most", by="ArrowDown")
    go_to(page, "g0r0r1-v0")
    page.keyboard.type("9")
    expect(text).to_have_value("(age >= 60 or age <= 9)")
    expect(page.locator("[data-reached]")).to_have_text("2")
    assert_accessible(page)
    page.fill("#g0r0r1-v0", "-9")
    expect(page.locator(".cond.doubted > .word")).to_have_attribute("id", "g0r0r1-word")


def test_who_types_faster_than_the_rows_are_drawn_loses_nothing(open_page, owner, people):
    page = open_page("/segments/new/", user=owner)
    choose(page, "g0r0-word", "Age", by="age")
    go_to(page, "g0r0-way")
    held = []
    page.route("**/segments/draft/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/segments/draft/"):
        page.keyboard.press("ArrowDown")  # at most: the rows are drawn anew
    go_to(page, "g0r0-v0")
    page.keyboard.type("50")
    held[0].continue_()
    expect(page.locator("#id_text")).to_have_value("age <= 50")
    expect(page.locator("#g0r0-v0")).to_be_focused()
    expect(page.locator("#g0r0-v0")).to_have_value("50")


def test_rows_that_nobody_can_meet_are_marked_until_somebody_can(open_page, assert_accessible, owner, people):
    """BAS-4: a warning beside whom it reaches, and where it stands; written in rows or as text."""
    page = open_page("/segments/new/", user=owner)
    page.fill("#id_text", "age < 30 and age > 40")
    marked = page.locator(".cond.doubted .word")
    expect(marked).to_have_count(2)
    expect(page.locator("#preview .doubt")).to_contain_text("Nobody can meet")
    assert_accessible(page)
    page.fill("#g0r0-v0", "50")
    expect(page.locator("#id_text")).to_have_value("age < 50 and age > 40")
    expect(marked).to_have_count(0)
    expect(page.locator("#preview .doubt")).to_have_count(0)


def test_a_condition_of_rules_is_written_in_rows_by_keys(open_page, assert_accessible, owner, people):
    """PAT-9: opened, filled in, tried, and nothing of it lost on the way to the text and back."""
    page = open_page("/settings/classes/lifecycle/draft/", user=owner)
    write, text = page.locator("#write-due"), page.locator("[name=when-due]")
    page.locator("details:has(#write-due) > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#due-g0r0-word option:checked")).to_have_text("Last visit")
    expect(text).to_be_hidden()
    assert_accessible(page)
    go_to(page, "due-g0r0-v0")
    page.keyboard.press("Control+a")
    with page.expect_response("**/draft/trial/"):
        page.keyboard.type("9")
    expect(text).to_have_value("last_visit within 9 months")
    expect(page.locator("#said-due")).to_contain_text("9 months")

    go_to(page, "add-due-g0")
    page.keyboard.press("Enter")
    go_to(page, "due-g0r1-word")
    page.keyboard.type("age")
    expect(page.locator("#due-g0r1-way")).to_be_visible()
    expect(page.locator("#due-g0r1-word")).to_be_focused()
    expect(page.locator("#said-due")).to_contain_text("not filled in yet")
    page.get_by_role("group", name="Due").get_by_role("button", name="As text").press("Enter")
    expect(write).to_contain_text("not filled in yet")
    go_to(page, "due-g0r1-v0")
    with page.expect_response("**/draft/trial/"):
        page.keyboard.type("40")
    write.get_by_role("button", name="Take this row away").first.focus()
    with page.expect_response("**/draft/trial/"):
        page.keyboard.press("Enter")
    expect(text).to_have_value("age >= 40")
    write.get_by_role("button", name="As text").press("Enter")
    expect(text).to_be_visible()
    expect(text).to_have_value("age >= 40")
    write.get_by_role("button", name="As rows").press("Enter")
    expect(page.locator("#due-g0r0-v0")).to_have_value("40")
