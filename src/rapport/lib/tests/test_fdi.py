"""The mouth in FDI numbers."""

import pytest

from rapport.lib import fdi
from rapport.lib.fdi import Dentition, dentition, neighbours, place_name


def test_every_tooth_stands_in_one_arch_and_every_milk_tooth_has_a_successor() -> None:
    """REC-4: tooth in FDI notation, 32 of an adult and 20 of a child."""
    assert len(fdi.TEETH) == 52 == sum(len(arch) for arch in fdi.ARCHES)
    milk = [tooth for tooth in fdi.TEETH if fdi.is_milk(tooth)]
    assert len(milk) == 20
    assert {fdi.successor(tooth) for tooth in milk} <= fdi.TEETH - set(milk)


@pytest.mark.parametrize("place", ["36", "75", "00", "01", "40"])
def test_teeth_and_areas_are_places(place: str) -> None:
    assert fdi.is_place(place)


@pytest.mark.parametrize("place", ["", "3", "19", "56", "036", "٣٦", "3６", "99", "03", "ab", "-1", "36 "])
def test_nothing_else_is_a_place(place: str) -> None:
    assert not fdi.is_place(place)


@pytest.mark.parametrize(
    ("tooth", "beside"), [(36, (35, 37)), (11, (12, 21)), (18, (17,)), (41, (42, 31)), (55, (54,)), (61, (51, 62))]
)
def test_who_stands_beside_whom(tooth: int, beside: tuple[int, ...]) -> None:
    assert neighbours(tooth) == beside


@pytest.mark.parametrize("tooth", [0, 19, 49, 56])
def test_what_is_no_tooth_has_no_neighbours(tooth: int) -> None:
    with pytest.raises(KeyError):
        neighbours(tooth)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, Dentition.ADULT),
        (0, Dentition.MILK),
        (5, Dentition.MILK),
        (6, Dentition.MIXED),
        (12, Dentition.MIXED),
        (13, Dentition.ADULT),
        (80, Dentition.ADULT),
    ],
)
def test_which_teeth_an_age_has(age: int | None, expected: Dentition) -> None:
    assert dentition(age) is expected


def test_a_range_follows_the_arch_over_the_middle() -> None:
    assert fdi.between(12, 22) == (12, 11, 21, 22) == fdi.between(22, 12)
    with pytest.raises(KeyError):
        fdi.between(11, 31)


def test_every_place_has_a_name_of_its_own() -> None:
    names = {place_name(str(tooth)) for tooth in fdi.TEETH} | {place_name(area) for area in fdi.AREAS}
    assert len(names) == 52 + 7
    assert place_name("36") == "first molar, lower left"
    assert place_name("75") == "second milk molar, lower left"
    with pytest.raises(KeyError):
        place_name("19")
