"""Finding people by whatever one remembers of them (REC-1)."""

from __future__ import annotations

import pytest

from rapport.people.actions import index_patients
from rapport.people.models import ContactPoint, Patient
from rapport.people.searching import best_matches, search
from rapport.staff.models import Branch, User
from tests.cast import register


def found(q: str) -> set[str]:
    people = set(search(Patient.objects.all(), q).values_list("full_name", flat=True))
    best = best_matches(Patient.objects.all(), q, 8)
    assert set(Patient.objects.filter(pk__in=best).values_list("full_name", flat=True)) == people
    assert len(best) == len(set(best))
    return people


ZHOU, MARSH, HALILOVA = "周雅琴", "Helen Marsh", "Халилова Марина Сергеевна"


@pytest.fixture
def everyone(zhou: Patient, marsh: Patient, khalilova: Patient) -> None:
    ContactPoint.objects.create(patient=marsh, kind="email", value="helen.marsh@example.com")
    ContactPoint.objects.create(patient=zhou, kind="wechat", value="wxid_qin1980")
    index_patients([marsh, zhou])


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("周", {ZHOU}),
        ("雅琴", {ZHOU}),
        ("琴", {ZHOU}),
        ("zhou", {ZHOU}),
        ("zhouya", {ZHOU}),
        ("zyq", {ZHOU}),
        ("yaqin", {ZHOU}),
        ("marsh hel", {MARSH}),
        ("HELEN", {MARSH}),
        ("Халил", {HALILOVA}),
        ("khalilova mar", {HALILOVA}),
        ("halilova", {HALILOVA}),
        ("8000", {ZHOU}),
        ("138 0013 8000", {ZHOU}),
        ("+7 701 123", {HALILOVA}),
        ("8 701 123 45 67", {HALILOVA}),
        ("20817", {MARSH}),
        ("A-17", {HALILOVA}),
        ("helen.marsh@example.com", {MARSH}),
        ("helen.marsh@", {MARSH}),
        ("wxid_qin", {ZHOU}),
        ("mar", {MARSH, HALILOVA}),
        ("ELE", {MARSH}),
        ("zhou marsh", set()),
        ("nobody", set()),
        ("", set()),
        ("  .,- ", set()),
        ("%", set()),
        ("_", set()),
        ("'; DROP TABLE people_patient; --", set()),
    ],
)
def test_part_of_what_is_known_finds_the_person(everyone: None, q: str, expected: set[str]) -> None:
    """REC-1."""
    assert found(q) == expected


def test_the_search_stays_within_the_people_it_is_given(everyone: None, almaty_marketer: User) -> None:
    seen = Patient.objects.visible_to(almaty_marketer)
    for q in ("mar", "8000", "ele"):
        assert set(search(seen, q).values_list("full_name", flat=True)) <= {HALILOVA}
        assert len(best_matches(seen, q, 8)) <= 1


def test_the_whole_word_comes_before_longer_ones(riverside: Branch) -> None:
    longer = [register(riverside, f"Linda Ab{n}") for n in range(12)]
    exact = register(riverside, "Li Zz")
    assert best_matches(Patient.objects.all(), "li", 8)[0] == exact.pk
    assert len(best_matches(Patient.objects.all(), "li", 8)) == 8
    assert set(search(Patient.objects.all(), "li")) == {*longer, exact}


def test_within_a_name_is_looked_only_where_no_beginning_fits(riverside: Branch) -> None:
    register(riverside, "Elena Stone")
    register(riverside, "Helen Marsh")
    assert found("ele") == {"Elena Stone"}
    assert found("tone") == {"Elena Stone"}
