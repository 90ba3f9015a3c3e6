"""Who brought whom, as trees over the base (REF-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, came, noon, paid
from rapport.segmentation.trees import DEEPEST, Trees, largest_trees, rings, tree_below
from rapport.staff.models import Branch
from tests.cast import register

pytestmark = [pytest.mark.each_database, pytest.mark.now(noon())]
A_YEAR_AGO = TODAY - timedelta(days=365)


def client(
    name: str, referrer: Patient | None, spend: int, first: date = TODAY, branch: Branch | None = None
) -> Patient:
    """Somebody who came once and paid."""
    person = register(branch or referrer.branch, name, referrer=referrer)  # type: ignore[union-attr]
    came(person, first)
    paid(person, spend)
    return person


def names(person: Patient, *branches: Branch) -> list[tuple[str, int]]:
    found = tree_below(person.pk, [branch.pk for branch in branches])
    known = Patient.objects.in_bulk([one.person for one in found])
    return [(known[one.person].full_name, one.step) for one in found]


def trees(*branches: Branch, most: int = 9) -> Trees:
    return largest_trees([branch.pk for branch in branches], A_YEAR_AGO, most)


@pytest.fixture
def helen(riverside: Branch) -> Patient:
    """Helen brought Tom and Ana, Ana brought Ida; the others came long ago."""
    helen = client("Helen", None, 500, date(2020, 1, 1), riverside)
    client("Tom", helen, 100, date(2021, 1, 1))
    ana = client("Ana", helen, 300)
    client("Ida", ana, 50)
    lonely = client("Lonely", None, 9_000, branch=riverside)
    client("Friend", lonely, 10)
    refresh_facts()
    return helen


def test_the_largest_trees_come_first_with_their_money(
    helen: Patient, riverside: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """REF-4: with everyone in them, however many steps away, their money, and how many of them are new."""
    with django_assert_num_queries(1):
        found = trees(riverside)
    hers, other = found.largest
    assert (hers.root, hers.brought, hers.steps, hers.new, hers.money) == (helen.pk, 3, 2, 2, 950)
    assert (other.brought, other.new, other.money) == (1, 1, 9_010)
    assert found.through_few == 3
    assert [tree.root for tree in trees(riverside, most=1).largest] == [helen.pk]


def test_below_somebody_stand_all_who_came_through_them(helen: Patient, riverside: Branch) -> None:
    """REF-4: step by step, who spent most first."""
    assert names(helen, riverside) == [("Helen", 0), ("Ana", 1), ("Tom", 1), ("Ida", 2)]


def test_people_of_other_branches_cut_the_tree(helen: Patient, riverside: Branch, almaty: Branch) -> None:
    """REC-12, REF-4: below somebody who is not seen a tree of its own begins; two currencies are not added up."""
    aigul = client("Aigul", helen, 7_000, branch=almaty)
    client("Noor", aigul, 40, branch=riverside)
    client("Wes", Patient.objects.get(full_name="Noor"), 40)
    refresh_facts()
    assert names(helen, riverside) == [("Helen", 0), ("Ana", 1), ("Tom", 1), ("Ida", 2)]
    assert [one for one, _step in names(helen, riverside, almaty)] == [
        "Helen",
        "Aigul",
        "Ana",
        "Tom",
        "Ida",
        "Noor",
        "Wes",
    ]
    assert sorted(tree.brought for tree in trees(riverside).largest) == [1, 1, 3]
    assert [(tree.brought, tree.money) for tree in trees(riverside, almaty).largest] == [(6, None), (1, 9_010)]
    assert trees().largest == [] and tree_below(helen.pk, []) == []


def test_a_ring_hangs_nothing_and_is_told(helen: Patient, riverside: Branch, almaty: Branch) -> None:
    """REF-4: who is written down as brought by somebody whom they brought ends the tree where it began."""
    assert rings([riverside.pk], 5) == []
    Patient.objects.filter(pk=helen.pk).update(referrer=Patient.objects.get(full_name="Ida"))
    refresh_facts()
    assert names(helen, riverside) == [("Helen", 0), ("Ana", 1), ("Tom", 1), ("Ida", 2)]
    assert names(Patient.objects.get(full_name="Ida"), riverside)[1:] == [("Helen", 1), ("Ana", 2), ("Tom", 2)]
    # nobody began it: the record that is there longest stands for its root
    assert [(tree.root == helen.pk, tree.brought) for tree in trees(riverside).largest] == [(True, 3), (False, 1)]
    [ring] = rings([riverside.pk], 5)
    assert [Patient.objects.get(pk=pk).full_name for pk in ring] == ["Helen", "Ana", "Ida"]
    one, other = register(almaty, "One"), register(almaty, "Other")
    Patient.objects.filter(pk=one.pk).update(referrer=other)
    Patient.objects.filter(pk=other.pk).update(referrer=one)
    register(almaty, "Third", referrer=other)
    assert rings([riverside.pk], 5) == [ring] and rings([], 5) == []
    assert rings([riverside.pk, almaty.pk], 5) == [ring, [one.pk, other.pk]]
    assert rings([riverside.pk, almaty.pk], 1) == [ring]


@pytest.mark.one_database
def test_it_is_followed_so_many_steps(riverside: Branch) -> None:
    first = last = register(riverside, "0")
    for step in range(DEEPEST + 5):
        last = register(riverside, str(step + 1), referrer=last)
    refresh_facts()
    assert len(tree_below(first.pk, [riverside.pk])) == DEEPEST + 1
