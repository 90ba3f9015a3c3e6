"""The rules as data (PAT-9): read, written out, refused, compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rapport.people.models.standing import Scheme
from rapport.segmentation.policies.comparing import Kind, compare
from rapport.segmentation.policies.policy import Safeguards
from rapport.segmentation.policies.reading import (
    PolicyRefused,
    Sheet,
    check_sheet,
    read_policy,
    read_sheet,
    shipped_text,
)
from rapport.segmentation.policies.writing import policy_text
from rapport.segmentation.tests.policies.steps import SHIPPED
from rapport.segmentation.vocabulary import vocabulary


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", list(Scheme))
def test_what_is_written_out_reads_the_same(scheme: Scheme) -> None:
    sheet = read_sheet(shipped_text(scheme))
    again = read_sheet(policy_text(sheet))
    assert again == sheet and again.remarks[""].startswith("# ")
    words = vocabulary()
    assert compare(read_policy(shipped_text(scheme), words), read_policy(policy_text(sheet), words)).changes == 0


def test_a_condition_keeps_its_lines_and_remarks() -> None:
    when = 'visits >= 3 # "often"\nand treated has implant\nor no visits'
    sheet = read_sheet(SHIPPED)
    sheet = replace(sheet, rungs=(("left", when), *sheet.rungs[1:]))
    assert read_sheet(policy_text(sheet)) == sheet


REFUSED = {
    "too_long": "#" * 20_001,
    "unreadable": "scheme: [lifecycle",
    "no_mapping": "- lifecycle",
    "unknown_key": SHIPPED + "\nevil: 1",
    "unknown_scheme": SHIPPED.replace("scheme: lifecycle", "scheme: lifecycl"),
    "no_grades": "scheme: lifecycle\napplies: visits >= 1\ngrades: []",
    "unknown_grade": SHIPPED.replace("grade: due", "grade: dew"),
    "twice": SHIPPED.replace("grade: due", "grade: active"),
    "no_condition": SHIPPED.replace("    when: deceased or left\n", ""),
    "no_default": SHIPPED.replace("- grade: sleeping", "- grade: sleeping\n    when: visits >= 1"),
    "condition": SHIPPED.replace("deceased or left", "deceased or lef"),
    "bad_safeguard": SHIPPED.replace("by_hand_days: 365", "by_hand_days: soon"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_policy_is_refused_in_words(code: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(REFUSED[code], vocabulary())
    assert refused.value.code == code
    assert refused.value.message and "%(" not in refused.value.message


@pytest.mark.django_db
def test_a_wrong_condition_is_refused_at_its_place_with_a_better_word() -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(SHIPPED.replace("last_visit within 12", "last_visti within 12"), vocabulary())
    problem = refused.value.problem
    assert refused.value.grade == "due" and problem is not None
    assert (problem.start, problem.end) == (0, len("last_visti"))
    assert "last_visit" in problem.suggestions


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile",
    [
        "a: &a [x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b]",
        "scheme: !!python/object/apply:os.system ['true']",
        "[" * 5_000,
        SHIPPED.replace("deceased or left", "(" * 400 + "deceased" + ")" * 400),
        SHIPPED.replace("deceased or left", '"first_name = \\"\\0\\""'),
        SHIPPED.replace("deceased or left", "'first_name = \"\x07\"'"),
        SHIPPED.replace("deceased or left", '"first_name = \\"\\uD800\\""'),
        SHIPPED.replace("deceased or left", "left'; DROP TABLE people_patient; --"),
        "\x00",
        "",
    ],
)
def test_hostile_text_is_refused_in_words(hostile: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(hostile, vocabulary())
    assert refused.value.message


@pytest.mark.django_db
def test_a_comparison_tells_which_condition_became_what() -> None:
    """PAT-9: 12 months of A become 9, B loses a condition, D goes, E stays, the jump waits no more."""
    words = vocabulary()
    old = {
        "A": "with_us >= 12 months and visits >= 2",
        "B": "visits >= 3 and demands >= 3",
        "D": "visits >= 2",
        "E": "",
    }
    new = {"A": "with_us >= 9 months and visits >= 2", "B": "visits >= 3", "E": ""}
    was = Sheet(Scheme.CARE, "visits >= 1", tuple(old.items()), Safeguards(jump=2))
    told = compare(
        check_sheet(was, words),
        check_sheet(replace(was, rungs=tuple(new.items()), safeguards=Safeguards()), words),
    )
    kinds = [one.kind for one in told.rungs.values()]
    assert kinds == [Kind.CHANGED, Kind.CHANGED, Kind.SAME]
    assert told.gone == ("D",) and told.safeguards == {"jump"} and told.applies.kind == Kind.SAME
    [changed] = [one for one in told.rungs["A"].conditions if one.changed]
    assert changed.old is not None and changed.new is not None
    [lost] = [one for one in told.rungs["B"].conditions if one.changed]
    assert lost.new is None


@pytest.mark.django_db
def test_a_rung_that_went_to_the_top_is_the_one_that_moved() -> None:
    words, care = vocabulary(), read_sheet(shipped_text(Scheme.CARE))
    rungs = dict(care.rungs)
    sheet = replace(care, rungs=tuple((grade, rungs[grade]) for grade in "DABCE"))
    told = compare(read_policy(shipped_text(Scheme.CARE), words), read_policy(policy_text(sheet), words))
    assert [grade for grade, one in told.rungs.items() if one.kind == Kind.MOVED] == ["D"]
    assert told.changes == 1
