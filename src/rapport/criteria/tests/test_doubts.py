"""What nobody can ever meet is told as such, and nothing else is (BAS-4, PAT-9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rapport.criteria.doubting import doubts
from rapport.criteria.reading import read
from rapport.criteria.tests.people import WORDS
from rapport.criteria.tests.test_cases import CASES
from rapport.criteria.vocabulary import Vocabulary

# visits as a scale from 1 to 5
SCALED = Vocabulary({**WORDS.terms, "visits": replace(WORDS.terms["visits"], least=1, most=5)}, WORDS.relations)
NEVER = {
    "visits < 0": "It is never below 0.",
    "travel = -5": "It is never below 0.",
    "sex = female and visits < 0": "It is never below 0.",
    "sex = female or visits < 0": "It is never below 0.",
    "not (visits < 0)": "It is never below 0.",
    "count visit < 0": "It is never below 0.",
    "exists child(age < 0)": "It is never below 0.",
    "visits >= 3 and visits < 3": "Nobody can meet all of these",
    "visits > 5 and sex = male and (visits <= 4 and travel > 1)": "Nobody can meet all of these",
    "visits in (1, 2) and visits = 3": "Nobody can meet all of these",
    "visits in (1, 2) and visits > 2": "Nobody can meet all of these",
    "spend > 5000 and spend < 100": "Nobody can meet all of these",
    "sex = female and sex = male": "Nobody can meet all of these",
    "last_visit after 2026-05-01 and last_visit before 2026-05-01": "Nobody can meet all of these",
    "last_visit older than 12 months and last_visit within 6 months": "Nobody can meet all of these",
    "last_visit before 2026-05-01 and last_visit on 2026-06-01": "Nobody can meet all of these",
    "exists visit(date within 30 days and date older than 2 months)": "Nobody can meet all of these",
}
MAY_BE = (
    "visits >= 0",
    "visits >= 3 and visits <= 3",
    "visits in (1, 2) and visits < 2",
    "visits < 2 or visits > 5",
    "sex in (female, male) and sex = male",
    "sex != female and sex != male",
    "spend < 0",  # more was paid back than paid
    # a month has 28 days at times
    "last_visit older than 1 months and last_visit within 30 days",
    # in a year from then they come together
    "last_visit after 2026-05-01 and last_visit older than 12 months",
    "birthday between 12-20 and 01-10 and birthday between 01-05 and 01-20",
    "exists visit(category = filling) and exists visit(category = implant)",
)


@pytest.mark.parametrize(("text", "said"), NEVER.items())
def test_what_is_never_true_is_told(text: str, said: str) -> None:
    [doubt] = doubts(read(text, WORDS))
    assert said in doubt.message


@pytest.mark.parametrize("text", MAY_BE)
def test_what_may_be_is_left_alone(text: str) -> None:
    assert not list(doubts(read(text, WORDS)))


def test_what_somebody_meets_is_never_doubted() -> None:
    """Every case of the language that one of its people meets."""
    met = [text for text, people in CASES if people]
    assert len(met) > 30
    assert not [text for text in met if list(doubts(read(text, WORDS)))]


@pytest.mark.parametrize("text", ["visits >= 9", "visits = 0", "visits between 6 and 9", "visits in (0, 6)"])
def test_a_scale_is_told_from_its_first_to_its_last_step(text: str) -> None:
    [doubt] = doubts(read(text, SCALED))
    assert "It goes from 1 to 5." in doubt.message
    assert not list(doubts(read("visits between 5 and 9", SCALED)))
