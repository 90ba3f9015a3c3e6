"""Finding people by whatever one remembers of them (REC-1)."""

from __future__ import annotations

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from rapport.people import term_index
from rapport.people.actions import index_patients
from rapport.people.models import ContactPoint, Patient, SearchTerm
from rapport.people.searching import best_matches, first_by_name, search
from rapport.staff.models import Branch, User
from tests.cast import edit, register


def found(q: str) -> set[str]:
    people = set(search(Patient.objects.all(), q).values_list("full_name", flat=True))
    listed = first_by_name(Patient.objects.all(), q, 50)
    assert listed == list(search(Patient.objects.all(), q).order_by("sort_key", "pk").values_list("pk", flat=True))
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


# what is typed, and who is found
CASES: dict[str, set[str]] = {
    "周": {ZHOU},
    "雅琴": {ZHOU},
    "琴": {ZHOU},
    "zhou": {ZHOU},
    "zhouya": {ZHOU},
    "zyq": {ZHOU},
    "yaqin": {ZHOU},
    "marsh hel": {MARSH},
    "HELEN": {MARSH},
    "Халил": {HALILOVA},
    "khalilova mar": {HALILOVA},
    "halilova": {HALILOVA},
    "8000": {ZHOU},
    "138 0013 8000": {ZHOU},
    "+7 701 123": {HALILOVA},
    "8 701 123 45 67": {HALILOVA},
    "20817": {MARSH},
    "A-17": {HALILOVA},
    "helen.marsh@example.com": {MARSH},
    "helen.marsh@": {MARSH},
    "wxid_qin": {ZHOU},
    "mar": {MARSH, HALILOVA},
    "zhou yq": {ZHOU},
    "ZhouYa": {ZHOU},
    "Xalilova": {HALILOVA},
    "халилова м": {HALILOVA},
    "марина халилова": {HALILOVA},
    "сергеевна": {HALILOVA},
    "vfhbyf": {HALILOVA},
    "[fkbkjdf": {HALILOVA},
    "ьфкыр": {MARSH},
    "周 8000": {ZHOU},
    "7012": set(),
    "020817": {MARSH},
    "a17": set(),
    "A 17": {HALILOVA},
    "qin1980": {ZHOU},
    "Helen.Marsh": {MARSH},
    "lilov": {HALILOVA},
    "alilo": {HALILOVA},
    "ELE": {MARSH},
    "zhou marsh": set(),
    "nobody": set(),
    "": set(),
    "  .,- ": set(),
    "%": set(),
    "_": set(),
    "'; DROP TABLE people_patient; --": set(),
}


def test_part_of_what_is_known_finds_the_person(everyone: None) -> None:
    """REC-1."""
    assert {q: found(q) for q in CASES} == CASES


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


@pytest.fixture
def namesakes(riverside: Branch, almaty: Branch) -> list[Patient]:
    """Twenty Smiths at Riverside, every fourth a Mary, and one at Almaty; sorted by name."""
    people = [register(riverside, f"{'Mary' if n % 4 == 0 else 'John'} {chr(97 + n)} Smith") for n in range(20)]
    return sorted((*people, register(almaty, "Adam Smith")), key=lambda one: (one.sort_key, one.pk))


@pytest.fixture(params=["rare", "common"])
def commonness(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the words were those of a few, and as if they were those of a crowd."""
    if request.param == "common":
        monkeypatch.setattr(term_index, "_COMMON", 2)
        monkeypatch.setattr(term_index, "_STRETCH_OF_PEOPLE", 5)
        monkeypatch.setattr(term_index, "_FEW", 1)


def test_pages_by_name_give_everyone_once_in_order_and_backwards(
    namesakes: list[Patient], commonness: None
) -> None:
    for q in ("smith", "smi", "s", "smith m", "mary smith", "m", "smith adam"):
        among = set(search(Patient.objects.all(), q).values_list("pk", flat=True))
        expected = [one.pk for one in namesakes if one.pk in among]
        assert expected, q
        assert pages(q) == expected, q
        assert pages(q, descending=True) == expected[::-1], q


def pages(q: str, *, descending: bool = False) -> list[int]:
    found: list[int] = []
    beyond = None
    while page := first_by_name(Patient.objects.all(), q, 3, beyond=beyond, descending=descending):
        found += page
        last = Patient.objects.get(pk=page[-1])
        beyond = (last.sort_key, last.pk)
    return found


def test_who_sees_one_branch_finds_its_people_among_many_others(
    namesakes: list[Patient], commonness: None, almaty_marketer: User
) -> None:
    """REC-12."""
    seen = Patient.objects.visible_to(almaty_marketer)
    for q in ("smith", "s", "adam smith", "smith a"):
        [found] = best_matches(seen, q, 8)
        assert Patient.objects.get(pk=found).full_name == "Adam Smith"
        assert first_by_name(seen, q, 8) == [found] == list(search(seen, q).values_list("pk", flat=True))
    assert not best_matches(seen, "smith mary", 8)


def test_filters_sort_out_however_rare_what_they_leave_is(namesakes: list[Patient], commonness: None) -> None:
    last = Patient.objects.filter(pk=namesakes[-1].pk)
    for q in ("smith", "s", "smith j", "smith m"):
        expected = list(search(last, q).values_list("pk", flat=True))
        assert best_matches(last, q, 8) == first_by_name(last, q, 8) == expected


def test_a_surname_with_the_beginning_of_a_name_comes_first(riverside: Branch) -> None:
    other = register(riverside, "Иванов Антон Михайлович")
    closest = register(riverside, "Иванов Михаил Антонович")
    assert best_matches(Patient.objects.all(), "иванов м", 8) == [closest.pk, other.pk]


def test_four_digits_are_a_file_number_or_the_end_of_a_phone_before_a_beginning(riverside: Branch) -> None:
    begun = register(riverside, "Ann Begun", phone="+8643210000000")
    ended = register(riverside, "Ann Ended", phone="+8613800004321")
    exact = register(riverside, "Ann Exact", file_number="4321")
    assert best_matches(Patient.objects.all(), "4321", 8) == [exact.pk, ended.pk, begun.pk]


def test_whoever_changed_their_name_or_branch_is_found_by_the_new_one(
    marsh: Patient, almaty: Branch, almaty_marketer: User
) -> None:
    edit(marsh, full_name="Helen Cole", family_name="Cole", branch=almaty)
    seen = Patient.objects.visible_to(almaty_marketer)
    assert best_matches(seen, "cole", 8) == first_by_name(seen, "helen", 8) == [marsh.pk]
    assert not search(seen, "marsh").exists()


@pytest.mark.each_database
def test_from_term_to_term(riverside: Branch, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """However many people have a term, it is met once; a word that begins too many different ones has no runs."""
    for name in ("Ana Bell", "Ana Cole", "Anton Dorn", "Andrew Ford", "Bob O'Annis"):
        register(riverside, name)
    terms = sorted(set(SearchTerm.objects.filter(term__startswith="an").values_list("term", flat=True)))
    with django_assert_num_queries(1):
        assert term_index.Word(("an",)).runs == [Q(term=term) for term in terms]
    assert {"ana", "anton", "andrew"} < set(terms)
    assert term_index.Word(("nobody",)).runs == []
    for letter in "abcdefgh":
        register(riverside, f"An{letter}el Hill")
    assert term_index.Word(("an",)).runs is None
