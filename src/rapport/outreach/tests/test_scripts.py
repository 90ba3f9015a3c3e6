"""Scripts: written as text, versioned, by the history of the person (CAM-4, CAM-6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.lib.refusal import Refused
from rapport.outreach.models import ScriptVersion
from rapport.outreach.scripts.approach import approach_of, steps_for
from rapport.outreach.scripts.force import script_in_force, shipped, write_script
from rapport.outreach.scripts.reading import (
    Approach,
    as_rows,
    as_text,
    fill,
    from_rows,
    read_script,
)
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES

TODAY = date(2026, 11, 21)
LISTS = ("sleeping", "recall", "plan", "call_back", "birthday", "survey", "aftercare")


@pytest.mark.parametrize("work_list", LISTS)
@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_the_product_comes_with_scripts_in_three_languages(work_list: str, language: str) -> None:
    """CAM-4: each reads back from what is written, and offers twice at most (CAM-3)."""
    came = shipped(work_list, language)
    assert came is not None and came.name
    assert read_script(as_text(came.steps)) == came.steps == from_rows(as_rows(came.steps))
    assert [step.key for step in came.steps] == [step.key for step in shipped(work_list, "en").steps]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello", "Line 1"),
        ("= hello\n{password}", "{password}"),
        ("= hello (sing)\nLa", "Line 1"),
        ("= hello @rich\nLa", "@rich"),
        ("= a\nWhy?\n- Moved | moved", "cannot be kept"),
        ("= a\nWhy?\n- Moved -> far", "far"),
        ("= a\nX\n= a\nY", "twice"),
        ("= a", "says nothing"),
        ("= a (offer)\n1\n2\n3", "third"),
        ("", "one step"),
        ("= a\n" + "x" * 9000, "too long"),
    ],
)
def test_what_is_wrong_with_a_script_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_script(text)
    assert said in refusal.value.message


def test_placeholders_are_plain_substitution() -> None:
    assert fill("{greeting}, {{x}} {unknown}!", {"greeting": "{clinic}"}) == "{clinic}, {} !"


def test_the_history_decides_how_to_speak() -> None:
    """CAM-6: acute pain and repeated whitening get different words, a cleaning a year ago is invited again."""

    def ago(days: int) -> date:
        return TODAY - timedelta(days=days)

    assert approach_of([], TODAY) == Approach.USUAL
    assert approach_of([(ago(400), "endodontic")], TODAY) == Approach.ACUTE_PAIN
    assert approach_of([(ago(800), "hygiene"), (ago(400), "surgery")], TODAY) == Approach.USUAL
    assert approach_of([(ago(900), "whitening"), (ago(500), "whitening")], TODAY) == Approach.WHITENING
    assert approach_of([(ago(365), "hygiene")], TODAY) == Approach.HYGIENE
    sleeping = shipped("sleeping", "en")
    assert sleeping is not None
    offers = {
        approach: [step.key for step in steps_for(sleeping.steps, approach) if step.part == "offer"]
        for approach in Approach
    }
    assert offers[Approach.WHITENING] == ["offer_white"] and offers[Approach.HYGIENE] == ["offer_again"]
    assert offers[Approach.USUAL] == offers[Approach.ACUTE_PAIN] == ["offer"]
    assert "pain" in {step.key for step in steps_for(sleeping.steps, Approach.ACUTE_PAIN)}


def test_a_change_is_a_new_version_in_force(owner: User) -> None:
    """CAM-4: calls so far keep the version that they were told by."""
    first = write_script("recall", "en", name="Recall", text="= a\nHello", by=owner)
    assert first.number == 2, "what the product came with is version 1"
    assert write_script("recall", "en", name="Recall", text="= a\nHello", by=owner) == first
    second = write_script("recall", "en", name="Recall", text="= a\nGood day", by=owner)
    assert (second.number, second.in_force) == (3, True)
    assert ScriptVersion.objects.filter(in_force=True).count() == 1
    found = script_in_force("recall", "en")
    assert found is not None and found.steps[0].lines == ("Good day",)
