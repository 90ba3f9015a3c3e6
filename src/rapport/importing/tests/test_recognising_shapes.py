"""What is no table is told of, with what to bring instead."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from rapport.importing.models import ImportSheet
from rapport.importing.recognising import NO_TABLE, no_table
from rapport.importing.recognising.shapes import NoTable
from rapport.importing.tests.engine import check
from rapport.staff.models import Branch, User

# who they are does not stand on them
NAMELESS = {
    "ru": ["Дата рождения:,05.03.1980", "Телефон:,+7 701 123 45 67", "Адрес:,Алматы", "Пол:,м"],
    "zh": ["出生日期：,1980-03-05", "电话：,13800138000", "地址：,杭州", "性别：,男"],
    "en": ["Date of birth,1980-03-05", "Phone,+86 138 0013 8000", "E-mail,j@example.com", "Address,Hangzhou"],
}
DAYS = {
    "ru": ["Время,Иванова,Петров", "09:00,Сидоров Иван,", "09:30,,Ким Анна", "10:00,,", "10:30,Цой Олег,"],
    "zh": ["时间,林医生,赵医生", "09:00,王小明 13800138000,", "09:30,,李娜", "10:00,,", "10:30,张伟,"],
    "en": ["Time,Dr Lee,Dr Marsh", "09:00,John Smith,", "09:30,,Ann Kim", "10:00,,", "10:30,Bo Li,"],
}


@pytest.mark.parametrize("language", ["ru", "zh", "en"])
@pytest.mark.parametrize(("sheets", "shape"), [(NAMELESS, NoTable.CARD), (DAYS, NoTable.DAY)])
def test_what_is_no_table_is_told_and_not_read(
    riverside: Branch, client: Client, desk: User, sheets: dict[str, list[str]], shape: NoTable, language: str
) -> None:
    """A card with labels at the side and no name would become people called “Date of birth”."""
    imported = check(riverside, "\n".join(sheets[language]))
    assert ImportSheet.objects.get().kind == ""
    client.force_login(desk)
    page = client.get(reverse("web:import", args=[imported.pk])).content.decode()
    assert escape(str(NO_TABLE[shape])) in page


def test_a_short_list_is_a_table(riverside: Branch) -> None:
    for text in ("姓名,电话\n王小明,13800138000\n李娜,13800138001", "时间,姓名,电话\n09:00,王小明,13800138000"):
        check(riverside, text)
        assert (
            no_table(ImportSheet.objects.latest("pk").headings, [row.split(",") for row in text.split("\n")[1:]])
            is None
        )
