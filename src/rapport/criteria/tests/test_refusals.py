"""What is no condition is refused, with its place, in words, and with what was perhaps meant."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.tests.people import reading
from rapport.criteria.vocabulary import Term, Vocabulary
from rapport.lib.facts import FactType

# the text with the wrong place in brackets, the code, and the first suggestion
WRONG = [
    ("[[visit]] >= 3", "unknown_name", "visits"),
    ("visits >= 3 and [[last_vist]] older than 6 months", "unknown_name", "last_visit"),
    ("sex = [[femal]]", "unknown_value", "female"),
    ("treated has any (implant, [[orthodntic]])", "unknown_value", "orthodontic"),
    ("tags has [[VPI]]", "unknown_value", "VIP"),
    ("exists [[vist]](date within 1 year)", "unknown_relation", "visit"),
    ("exists visit([[categry]] = implant)", "unknown_name", "category"),
    ("exists visit([[sex]] = female)", "unknown_name", None),
    ("with_us >= [[3 days]]", "wrong_unit", None),
    ("visits >= [[3 months]]", "wrong_unit", None),
    ("visits >= [[today]]", "bad_value", None),
    ("spend >= [[10.001]]", "bad_value", None),
    ("last_visit before [[2026-02-30]]", "bad_value", None),
    ("last_visit before [[7]]", "bad_value", None),
    ("birthday = [[02-30]]", "bad_value", None),
    ("last_visit older than [[5 minutes]]", "no_span", None),
    ("[[visits older than 3 months]]", "misfit", None),
    ("[[first_name >= 3]]", "misfit", None),
    ("[[sex between female and male]]", "misfit", None),
    ("[[deceased = 1]]", "misfit", None),
    ("[[visits]]", "incomplete", None),
    ("[[visits between 5 and 3]]", "upside_down", None),
    ("visits >= [[9999999999999999]]", "bad_value", None),
    ('first_name contains [[" "]]', "bad_value", None),
    ("visits >= 3 [[adn]] sex = male", "misplaced", "and"),
    ("visits >= 3 [[)]]", "misplaced", None),
    ("visits [[3]]", "misplaced", None),
    ("visits >= 3 [[;]] DROP TABLE language_person", "misplaced", None),
    ("visits >=[[]]", "unfinished", None),
    ("(visits >= 3[[]]", "unfinished", None),
    ("exists visit(category = [[foo]])", "unknown_value", None),
    ("sex = [[“”]]", "unknown_value", None),
]


@pytest.mark.parametrize(("marked", "code", "suggestion"), WRONG, ids=[one[0] for one in WRONG])
def test_a_mistake_is_named_with_its_place(marked: str, code: str, suggestion: str | None) -> None:
    start, end = marked.index("[["), marked.index("]]") - 2
    with pytest.raises(CriterionRefused) as refused:
        reading(marked.replace("[[", "").replace("]]", ""))
    assert (refused.value.code, refused.value.start, refused.value.end) == (code, start, end)
    assert str(refused.value)
    if suggestion:
        assert refused.value.suggestions[0] == suggestion


def test_who_writes_a_word_as_the_pages_call_it_is_told_how_it_is_called_here() -> None:
    words = Vocabulary({"awareness": Term("awareness", FactType.NUMBER, "口腔保健意识", "f.awareness")})
    for text in ("口腔保健意识 >= 4", "保健意识 >= 4"):
        with pytest.raises(CriterionRefused) as refused:
            read(text, words)
        assert (refused.value.code, refused.value.suggestions) == ("unknown_name", ("awareness",))


@pytest.mark.parametrize(
    "text", ["", "   ", "visits >= 3 " * 1000, "(" * 100 + "deceased" + ")" * 100, "（" * 100]
)
def test_what_nobody_wrote_by_hand_is_refused(text: str) -> None:
    with pytest.raises(CriterionRefused):
        reading(text)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60) | st.lists(st.sampled_from(
    ["visits", ">=", "3", "(", ")", "and", "not", "exists", "visit", "in", "has", '"', "6 months", "%", ","]
), max_size=12).map(" ".join))  # fmt: skip
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading(text)
    except CriterionRefused as refused:
        assert str(refused)
        assert 0 <= refused.start <= refused.end <= len(text)
