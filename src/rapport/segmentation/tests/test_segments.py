"""Segments (BAS-4, BAS-5): everybody they should reach and nobody else, and nothing is told by a count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.lib import clock
from rapport.people.actions import put_guardian, tag_patients
from rapport.people.models import Patient, Source, Standing, Tag
from rapport.segmentation.asking import vocabulary_for
from rapport.segmentation.policies.reading import PolicyRefused, read_policy
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.segments import count, people
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.now(NOON)


def saw(patient: Patient, day: date, *, category: str = "hygiene", amount: int = 0) -> None:
    line = Treatment(name="洁治", category_id=category, amount=amount)
    record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day), [line])])


def met(text: str, user: User) -> list[str]:
    """The names of whom `user` reaches by `text`; the count says the same number."""
    node = read(text, vocabulary_for(user))
    found = sorted(people(node, user).values_list("full_name", flat=True))
    assert count(node, user) == len(found)
    return found


def test_an_offer_of_braces_for_children_reaches_only_parents_of_children_in_range(
    riverside: Branch, owner: User, zhou: Patient, marsh: Patient
) -> None:
    """BAS-5: a parent of a child of ten is reached; not one of a grown-up, of a baby, nor the child itself."""
    childless = register(riverside, "无子女")
    for parent, name, born in (
        (zhou, "十岁", date(2016, 3, 1)),
        (marsh, "Baby", date(2025, 3, 1)),
        (marsh, "Grown", date(2004, 3, 1)),
    ):
        put_guardian(register(riverside, name, birth_date=born), parent, by=owner)
    refresh_facts()
    assert met("exists child(age between 7 and 14)", owner) == [zhou.full_name]
    assert met("exists child(age between 7 and 14) and no child(age < 2)", owner) == [zhou.full_name]
    assert met("count child(age < 30) >= 2", owner) == [marsh.full_name]
    assert childless.full_name in met("no child()", owner)


@pytest.fixture
def known(riverside: Branch, zhou: Patient, marsh: Patient, owner: User) -> Patient:
    """周雅琴 with something to be found by in every dimension; Helen Marsh has none of it."""
    zhou.source = Source.objects.create(name="小红书", kind="online")
    zhou.save()
    tag_patients([zhou.pk], Tag.objects.create(name="怕疼"), by=owner)
    saw(zhou, date(2026, 3, 5), category="implant", amount=800_000)
    saw(zhou, date(2026, 9, 5), category="hygiene", amount=30_000)
    take_payments([Payment(patient=zhou, branch=riverside, day=date(2026, 3, 5), amount=830_000)])
    put_guardian(register(riverside, "周小宝", birth_date=date(2016, 3, 1), sex="male"), zhou, by=owner)
    Patient.objects.filter(pk=marsh.pk).update(sex="male")
    refresh_facts()
    return zhou


@pytest.mark.parametrize(
    "text",
    [
        "sex = female",
        'first_name = "雅琴"',
        "birthday within next 7 days",
        "birth_month = 11",
        "exists child(age <= 12 years)",
        "spend_12m >= 8000",
        "visits >= 2",
        "treated has implant",
        "treated has all (implant, hygiene)",
        "exists visit(category = implant, date within 12 months)",
        "last_visit after 2026-09-01",
        "lifecycle = active and visits >= 1",
        'tags has "怕疼"',
        'source = "小红书"',
        "source_kind = online",
        'branch = "滨江院" and sex = female',
        'sex = female and birth_month = 11 and tags has "怕疼" and (treated has implant or spend > 99999)',
    ],
)
def test_a_segment_is_told_by_every_dimension_and_any_combination(known: Patient, owner: User, text: str) -> None:
    """BAS-4."""
    assert met(text, owner) == [known.full_name]


def test_a_segment_is_never_stale(known: Patient, owner: User) -> None:
    """BAS-4: it is the condition that is kept, so what happens after is in the next count."""
    node = read("last_visit older than 6 months and no next_visit", vocabulary_for(owner))
    assert count(node, owner) == 0
    with clock.set_to(NOON + timedelta(days=200)):
        refresh_facts()
        assert [one.pk for one in people(node, owner)] == [known.pk]
        add_appointments([Appointment(patient=known, branch=known.branch, starts_at=NOON + timedelta(days=210))])
        refresh_facts([known.pk])
        assert count(node, owner) == 0


def test_grades_are_words_of_the_language(known: Patient, marsh: Patient, owner: User) -> None:
    """PAT-7: where people stand can be asked together with everything else."""
    standing = Standing.objects.get(patient=known)
    assert (standing.care, standing.lifecycle) == ("C", "active")
    assert met("care_class in (A, C) and lifecycle = active", owner) == [known.full_name]
    assert marsh.full_name in met("care_class is unknown and prospect_class = 1", owner)
    assert met("value_class = standard and loyalty != first_time", owner) == [known.full_name]


def test_no_policy_asks_for_what_policies_give(db: None) -> None:
    """PAT-9: rules that ask for classes would go round in a circle."""
    text = "scheme: care\napplies: visits >= 1\ngrades:\n  - grade: A\n    when: {}\n  - grade: E\n"
    assert read_policy(text.format("awareness >= 4"), vocabulary()).grades == ["A", "E"]
    with pytest.raises(PolicyRefused) as refused:
        read_policy(text.format("lifecycle = active"), vocabulary())
    assert refused.value.problem is not None
    assert refused.value.problem.code == "closed"
    assert "“lifecycle” is what policies give" in refused.value.message


def test_a_marketer_of_one_branch_never_counts_people_of_the_other(
    marketer: User, almaty_marketer: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12."""
    refresh_facts()
    assert met("sex = female", marketer) == [zhou.full_name]
    assert met("sex = female", almaty_marketer) == [khalilova.full_name]
    assert met('branch = "Алматы"', marketer) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("spend > 100", "amounts"),
        ("visits >= 1 and not (spend_place <= 20)", "amounts"),
        ("exists treatment(amount > 100)", "amounts"),
        ("exists referral(spend > 100)", "amounts"),
        ("open_findings >= 1", "findings"),
        ("exists plan()", "findings"),
        ("no finding", "findings"),
        ("awareness >= 3", "findings"),
    ],
)
def test_what_somebody_may_not_see_they_may_not_count_either(
    marketer: User, owner: User, zhou: Patient, text: str, code: str
) -> None:
    """REC-12: a count is an oracle. It is said in words at the place, and the count itself knows nobody."""
    saw(zhou, TODAY, amount=100_000)
    refresh_facts()
    with pytest.raises(CriterionRefused) as refused:
        read(text, vocabulary_for(marketer))
    assert refused.value.code == "closed"
    assert code in refused.value.message
    assert text[refused.value.start : refused.value.end] in refused.value.message
    node = read(text, vocabulary_for(owner))
    assert count(node, marketer) == 0
    assert not people(node, marketer).exists()


def test_at_the_counter_nobody_asks_by_class_or_value(owner: User, zhou: Patient) -> None:
    """REC-12: counter mode hides classes; counting by them would show them."""
    refresh_facts()
    text = "prospect_class = 1 or influence is known"
    assert met(text, owner) == [zhou.full_name]
    owner.at_counter = True
    del owner.rights
    with pytest.raises(CriterionRefused, match="class and value"):
        read(text, vocabulary_for(owner))
    assert count(read(text, vocabulary()), owner) == 0


def test_a_right_at_one_branch_does_not_ask_at_another(
    riverside: Branch, almaty: Branch, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12: who sees amounts in Hangzhou alone learns none of Almaty by counting."""
    both = add_user(
        "both", name="Two", password=None, language="en", roles=[("administrator", riverside), ("dentist", almaty)]
    )
    for person in (zhou, khalilova):
        saw(person, TODAY, amount=500_00)
    refresh_facts()
    assert met("visits >= 1", both) == sorted([zhou.full_name, khalilova.full_name])
    assert met("spend > 1", both) == [zhou.full_name]


@pytest.mark.parametrize(
    "text",
    [
        "first_name = \"x' OR '1'='1\"",
        'name contains "x%"',
        'name = "Robert\'); DROP TABLE people_patient;--"',
        'tags has none ("怕疼") and name contains "%s"',
    ],
)
def test_what_is_typed_never_becomes_sql(known: Patient, owner: User, text: str) -> None:
    assert known.full_name not in met(text, owner)
    assert Patient.objects.filter(pk=known.pk).exists()
