"""What 1 and 2, or 1 and 0, mean in a column of sex: told by the standard or by the names, else asked for."""

import pytest

from rapport.importing.recognising import Mapping, recognise
from rapport.importing.report import as_json
from rapport.importing.tests.engine import bring_in, codes
from rapport.people.models import Patient
from rapport.staff.models import Branch

HEADS = [("姓名", "性别"), ("ФИО", "Пол"), ("Full name", "Sex")]
CHINESE = ["王小明", "李娜", "张伟", "刘洋"]
RUSSIAN = ["Иванов Пётр", "Петрова Анна", "Ким Олег Иванович", "Сидорова Ия"]


def meant(head: tuple[str, str], names: list[str], cells: list[str]) -> Mapping:
    return recognise("", head, [[name, cell] for name, cell in zip(names, cells, strict=True)]).mapping


@pytest.mark.parametrize("head", HEADS)
def test_1_and_2_are_what_the_standard_says(head: tuple[str, str]) -> None:
    mapping = meant(head, CHINESE, ["1", "2.0", "1", "0"])
    assert mapping.columns[1] == "sex"
    assert mapping.sexes == {"0": "unknown", "1": "male", "2": "female"}
    assert Mapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize("head", HEADS)
def test_1_and_0_are_not_guessed(head: tuple[str, str]) -> None:
    assert meant(head, CHINESE, ["1", "0", "1", "0"]).sexes == {"0": "", "1": ""}


def test_1_alone_is_not_guessed() -> None:
    assert meant(HEADS[0], CHINESE, ["1", "1", "1", ""]).sexes == {"1": ""}


def test_names_tell_better_than_the_standard() -> None:
    assert meant(HEADS[1], RUSSIAN, ["0", "1", "0", "1"]).sexes == {"0": "male", "1": "female"}
    assert meant(HEADS[1], RUSSIAN, ["2", "1", "2", "1"]).sexes == {"1": "female", "2": "male"}


def test_names_that_disagree_tell_nothing() -> None:
    assert meant(HEADS[1], RUSSIAN, ["0", "0", "1", "1"]).sexes == {"0": "", "1": ""}


def test_words_beside_codes_are_words() -> None:
    assert meant(HEADS[0], CHINESE, ["1", "男", "女", "女"]).sexes == {}


def test_numbers_under_another_heading_are_no_sex() -> None:
    assert "sex" not in meant(("姓名", "等级"), CHINESE, ["1", "2", "1", "2"]).columns.values()


def test_people_have_the_sex_their_code_means(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,性别\n王小明,1\n李娜,2\n张伟,9")
    sexes = dict(Patient.objects.values_list("full_name", "sex"))
    assert sexes == {"王小明": "male", "李娜": "female", "张伟": ""}
    assert codes(imported) == []
    assert as_json(imported)["files"][0]["codes"] == ["sex: 1 = male, 2 = female, 9 = nothing known"]


def test_a_code_that_cannot_be_told_is_remarked_on(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,性别\n王小明,1\n李娜,0")
    assert codes(imported) == ["sex_code", "sex_code"]
    assert set(Patient.objects.values_list("sex", flat=True)) == {""}
