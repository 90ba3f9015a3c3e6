"""The report's figures (AFT-4, AFT-5), worked out once more in plain Python over a dump of the tables."""

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from rapport.feedback.answering import Answers, answer_survey, end_survey
from rapport.feedback.models import Ending, Slip, Survey, SurveyAnswer, Through
from rapport.feedback.questions import sheet_of
from rapport.feedback.report import in_the_time, response, shares, slips_of
from rapport.feedback.scores import Band, Dimension
from rapport.feedback.slips import deal_with
from rapport.feedback.tests.asked import asked
from rapport.lib import clock
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
ALL_TIME = (date(2000, 1, 1), date(2100, 1, 1))
pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def answers(riverside: Branch, almaty: Branch, dentist: User) -> None:
    """Twelve surveys of two branches, three categories and two months; chance from a fixed seed."""
    chance = Random(6)
    for n in range(12):
        branch = chance.choice((riverside, riverside, almaty))
        category = chance.choice(("hygiene", "filling", "implant"))
        survey = asked(register(branch, f"患者{n}"), category, dentist=chance.choice((dentist, None)))
        with clock.set_to(NOON - timedelta(days=chance.choice((0, 40)))):
            if n % 6 == 5:
                end_survey(survey, chance.choice((Ending.DECLINED, Ending.NOT_REACHED)))
                continue
            sheet = sheet_of(survey)
            tapped = chance.sample(sheet.tapped, k=min(2, len(sheet.tapped)))
            points = {one.pk: chance.randint(3, 10) for one in (sheet.overall, *tapped)}
            answer_survey(survey, Answers(points=points), through=Through.DESK)


def dump(model: type) -> list[dict]:
    rows = json.loads(serializers.serialize("json", model.objects.all()))
    return [{"pk": row["pk"], **row["fields"]} for row in rows]


def band(points: int) -> Band:
    if points == 10:
        return Band.DELIGHTED
    return Band.SATISFIED if points > 7 else Band.FAIR if points > 5 else Band.DISSATISFIED


BY = {
    "dimension": lambda answer, survey: answer["dimension"],
    "dentist": lambda answer, survey: survey["dentist"],
    "branch": lambda answer, survey: survey["branch"],
    "category": lambda answer, survey: survey["category"],
    "month": lambda answer, survey: date.fromisoformat(survey["answered_on"]).replace(day=1),
}


def test_shares_are_those_of_the_dump(answers: None) -> None:
    """AFT-4: 10, 8–9, 6–7, under 6, by dimension, dentist, branch, category and month; the whole visit alone, not
    mixed with what else was asked."""
    surveys = {row["pk"]: row for row in dump(Survey)}
    given = [(row, surveys[row["survey"]]) for row in dump(SurveyAnswer) if row["points"] is not None]
    for by, key in BY.items():
        expected: dict = defaultdict(Counter)
        for row, survey in given:
            expected[key(row, survey)][band(row["points"])] += 1
        found = {one.key: one.counts for one in shares(in_the_time(Survey.objects.all(), *ALL_TIME), by)}
        assert found == {one: {band: counts[band] for band in Band} for one, counts in expected.items()}, by
        assert all(sum(one.percent.values()) == 100 for one in shares(Survey.objects.all(), by)), by
    by_dentist = shares(Survey.objects.all(), "dentist", Dimension.OVERALL)
    assert sum(one.answers for one in by_dentist) == sum(row["ended_how"] == "answered" for row in dump(Survey))


def test_who_answered_and_what_became_of_the_others(answers: None) -> None:
    """AFT-2: the rate of response counts those whose asking is over."""
    rows, found = dump(Survey), response(Survey.objects.all())
    ended = Counter(row["ended_how"] for row in rows)
    assert (found.asked, found.answered) == (12, ended["answered"])
    assert (found.declined, found.not_reached) == (ended["declined"], ended["not_reached"])
    assert found.rate == round(100 * ended["answered"] / 12)
    assert found.over == found.answered + found.spoken + found.declined + found.not_reached


def test_all_who_were_asked_are_accounted_for(
    client: Client, answers: None, owner: User, riverside: Branch
) -> None:
    """AFT-2: the rate says of how many it is, and who is still to be asked stands beside the others."""
    asked(register(riverside, "还没问"))
    client.force_login(owner)
    answer = client.get(reverse("web:feedback_report"), {"months": "12"})
    told, page = answer.context["page"].response, answer.content.decode()
    assert (told.asked, told.over, told.waiting) == (13, 12, 1)
    assert f"{told.rate}% of 12" in page and '<b>1</b><span class="s ink2">to do</span>' in page


def test_slips_are_counted_by_how_they_were_closed(answers: None, dentist: User, owner: User) -> None:
    """AFT-5: with the client's word, and apart from it; the second answer is no survey of its own."""
    first, second = Slip.objects.order_by("pk")[:2]
    again = deal_with(first, "道歉了。", by=owner)
    with clock.set_to(NOON + timedelta(hours=30)):
        answer_survey(again, Answers(points={sheet_of(again).overall.pk: 9}), through=Through.DESK)
        end_survey(deal_with(second, "道歉了。", by=owner), Ending.DECLINED)
    rows, found = dump(Slip), slips_of(Slip.objects.all(), NOON)
    low = Counter(dimension for row in rows for dimension in row["low"])
    assert (found.opened, found.by_client, found.apart, found.open) == (len(rows), 1, 1, len(rows) - 2)
    assert dict(found.about) == low and [n for _one, n in found.about] == sorted(low.values(), reverse=True)
    assert response(Survey.objects.all()).asked == 12


def test_a_dentist_reads_of_their_own_patients(
    client: Client, answers: None, dentist: User, riverside: Branch
) -> None:
    """AFT-4, REC-12: the owner reads all, a dentist what was said of them."""
    client.force_login(dentist)
    page = client.get(reverse("web:feedback_report"), {"months": "12"}).context["page"]
    mine = Survey.objects.filter(branch=riverside, dentist=dentist).count()
    assert page.response.asked == mine and page.complaints is None


def test_each_who_answered_counts_once_and_voices_make_the_headline(
    client: Client, owner: User, riverside: Branch
) -> None:
    """AFT-4: what was asked of few, who tapped on it because they had something to say, does not speak for all."""
    for number in range(5):
        survey = asked(register(riverside, f"等{number}"))
        sheet = sheet_of(survey)
        by = {one.dimension: one.pk for one in sheet.tapped}
        points = {sheet.overall.pk: 9, by["waiting"]: 6 if number < 2 else 9}
        answer_survey(
            survey, Answers(points=points | ({by["price"]: 2} if not number else {})), through=Through.DESK
        )
    client.force_login(owner)
    page = client.get(reverse("web:feedback_report")).context["page"]
    assert page.title == "Least satisfied: waiting, fair or worse in 2 of 5 answers"
    tables = {table.title: sum(line.answers for line in table.lines) for table in page.tables}
    assert tables["By branch"] == tables["By dentist"] == 5 and tables["By what was asked"] == 11
    whole = client.get(reverse("web:feedback_report"), {"dimension": "all"}).context["page"]
    assert {table.title: sum(line.answers for line in table.lines) for table in whole.tables}["By branch"] == 11
