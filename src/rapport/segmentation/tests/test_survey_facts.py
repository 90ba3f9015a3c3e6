"""What people answered, as facts that rules can ask for (AFT-4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rapport.criteria.reading import read
from rapport.feedback.answering import Answers, answer_survey, decline_survey, open_link
from rapport.feedback.models import Through
from rapport.feedback.tests.asked import asked, question
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.segments import count
from rapport.segmentation.sweeping import look_at_everyone
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def answered(patient: Patient, ago: timedelta, overall: int, **dimensions: int) -> None:
    with clock.set_to(NOW - ago):
        points = {question(key).pk: value for key, value in (("overall", overall), *dimensions.items())}
        answer_survey(asked(patient), Answers(points), through=Through.DESK)


def told() -> tuple[object, ...]:
    facts = PatientFacts.objects.get()
    return (
        str(facts.last_survey),
        facts.last_score,
        facts.lowest_score_12m,
        facts.average_score_12m,
        facts.surveys_answered_12m,
        facts.surveys_unanswered_12m,
    )


def test_what_was_answered_in_a_year(zhou: Patient) -> None:
    with clock.set_to(NOW):
        refresh_facts()
        assert told() == ("None", None, None, None, 0, 0)
    answered(zhou, 366 * DAY, 1)
    answered(zhou, 200 * DAY, 7, waiting=4)
    answered(zhou, 10 * DAY, 10, price=8)
    answered(zhou, 10 * DAY, 8)  # twice on one day: the later one
    with clock.set_to(NOW):
        decline_survey(asked(zhou))
        refresh_facts()
        assert told() == ("2026-11-14", 8, 4, 8, 3, 1)


def test_the_daily_look_finds_links_that_run_out_and_years_that_pass(zhou: Patient) -> None:
    answered(zhou, timedelta(), 6)
    with clock.set_to(NOW):
        open_link(asked(zhou), days=14)
        look_at_everyone()
        assert told() == ("2026-11-24", 6, 6, 6, 1, 0)
    for days, answers, silent in ((13, 1, 0), (14, 1, 1), (364, 1, 1), (365, 0, 0)):
        for day in (days - 1, days):
            with clock.set_to(NOW + day * DAY + timedelta(minutes=1)):
                look_at_everyone()
        assert told()[-2:] == (answers, silent), days
        assert told()[2] == (6 if answers else None)


def test_rules_ask_for_points_of_a_dimension(zhou: Patient, owner: User) -> None:
    answered(zhou, 30 * DAY, 9, waiting=7)
    with clock.set_to(NOW):
        refresh_facts()
        for text, fits in (
            ("exists survey(points <= 7, dimension = waiting, date within 3 months)", 1),
            ("exists survey(points <= 7, dimension = price)", 0),
            ("exists survey(points <= 7, date within 2 weeks)", 0),
            ("lowest_score_12m <= 7 and last_score >= 9 and surveys_answered_12m = 1", 1),
            ("last_survey within 3 months and count survey(category = hygiene) = 2", 1),
        ):
            assert count(read(text, vocabulary()), owner) == fits, text
