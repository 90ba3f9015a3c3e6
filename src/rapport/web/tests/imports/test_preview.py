"""What rows become, before anything is written."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rapport.importing.models import ImportSheet
from rapport.importing.tasks import work
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.imports.steps import PEOPLE, checked, rows, shown


def test_the_preview_says_of_every_row_what_it_becomes(
    client: Client, owner: User, riverside: Branch, zhou: Patient
) -> None:
    imported = checked(riverside, owner, ("p.csv", PEOPLE))
    client.force_login(owner)
    context = client.get(reverse("web:import", args=[imported.pk])).context["page"]
    assert context.headline == "1 new, 1 changed, 2 refused. Nothing is written yet."
    [view] = context.sheets
    assert [line.line for line in view.rows.lines] == [5, 6], "what is refused comes first"
    assert [words for line in view.rows.lines for words, _fatal in line.problems] == [
        "There is no name in this row. Fill it in and import the row again.",
        "There is no such day as “31.02.1999” in “Date of birth”. Correct it and import the row again.",
    ]
    [changed] = rows(client, view.url, "changed")
    assert [tuple(change) for change in changed.changes] == [("Notes", "—", "怕疼")]
    assert changed.record == ("周雅琴", reverse("web:card", args=[zhou.pk]))
    [duplicate] = rows(client, view.url, "duplicate")
    assert duplicate.record == ("line 3", f"{view.url}?after=2")
    assert Patient.objects.count() == 1, "nothing is written before the click"


def test_a_record_of_another_branch_is_not_named(
    client: Client, desk: User, owner: User, riverside: Branch, almaty: Branch, zhou: Patient
) -> None:
    """REC-12: a row may be somebody whom the reader may not see by now."""
    imported = checked(riverside, owner, ("p.csv", PEOPLE))
    Patient.objects.filter(pk=zhou.pk).update(branch=almaty)
    client.force_login(desk)
    sheet = ImportSheet.objects.get()
    [changed] = rows(client, reverse("web:import_sheet", args=[imported.pk, sheet.pk]), "changed")
    assert changed.record is None


def test_a_sheet_is_left_out_and_taken_after_all(client: Client, desk: User, riverside: Branch) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    client.force_login(desk)
    sheet = ImportSheet.objects.get()
    for name, left_out in (("omission", True), ("inclusion", False)):
        client.post(reverse(f"web:import_sheet_{name}", args=[imported.pk, sheet.pk]))
        work(imported.pk)
        sheet.refresh_from_db()
        assert sheet.left_out is left_out
        may_write = reverse("web:import_application", args=[imported.pk]) in shown(client, imported)
        assert may_write is not left_out


def test_another_kind_is_looked_at_anew_and_remembered_when_it_is_chosen(
    client: Client, desk: User, riverside: Branch
) -> None:
    file = "号码,谁,什么时候,多少\n20801,周雅琴,2025-01-02,300\n"
    imported = checked(riverside, desk, ("p.csv", file))
    client.force_login(desk)
    sheet = ImportSheet.objects.get()
    url = reverse("web:import_sheet", args=[imported.pk, sheet.pk])
    page = client.get(url, {"kind": "payments"})
    assert page.context["form"].kind == "payments"
    chosen = {"kind": "payments", "date_order": "ymd", "decimal": "auto"}
    incomplete = client.post(url, {**chosen, "column_0": "file_number"})
    assert incomplete.status_code == 422
    assert "Without it no row can be taken." in incomplete.content.decode()
    columns = {"column_0": "file_number", "column_1": "full_name", "column_2": "date", "column_3": "amount"}
    assert client.post(url, {**chosen, **columns}).status_code == 302
    work(imported.pk)
    again = checked(riverside, desk, ("again.csv", file + "20802,别人,2025-01-03,400\n"))
    assert ImportSheet.objects.get(file__imported=again).mapped_by == "remembered"


def test_what_the_codes_of_a_sex_mean_is_shown_and_said_by_hand(
    client: Client, desk: User, riverside: Branch
) -> None:
    imported = checked(riverside, desk, ("p.csv", "姓名,性别\n王小明,1\n李娜,0\n"))
    client.force_login(desk)
    sheet = ImportSheet.objects.get()
    assert "sex: 0 = ?, 1 = ?" in shown(client, imported)
    url = reverse("web:import_sheet", args=[imported.pk, sheet.pk])
    assert "Sex 1 means" in client.get(url).content.decode()
    chosen = {"kind": "patients", "date_order": "ymd", "decimal": "auto", "sex_1": "male", "sex_0": "female"}
    client.post(url, {**chosen, "column_0": "full_name", "column_1": "sex"})
    work(imported.pk)
    assert "sex: 0 = female, 1 = male" in shown(client, imported)
    again = checked(riverside, desk, ("again.csv", "姓名,性别\n张伟,1\n"))
    assert ImportSheet.objects.get(file__imported=again).mapping["sexes"] == {"0": "female", "1": "male"}


@pytest.mark.parametrize(
    "asked", [{"outcome": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"kind": "x"}, {"few": ""}]
)
def test_strange_addresses_are_plain_pages(
    client: Client, desk: User, riverside: Branch, asked: dict[str, str]
) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    client.force_login(desk)
    sheet = ImportSheet.objects.get()
    assert client.get(reverse("web:import_sheet", args=[imported.pk, sheet.pk]), asked).status_code == 200
    assert client.get(reverse("web:imports"), {"before": "9" * 30}).status_code == 200


def test_many_rows_cost_as_many_queries_as_few(
    client: Client, owner: User, riverside: Branch, django_assert_max_num_queries: Any
) -> None:
    lines = "".join(f"N{n},客{n},女,1990-01-01,1390013{n:04},\n" for n in range(40))
    imported = checked(riverside, owner, ("p.csv", PEOPLE + lines), ("q.csv", PEOPLE.replace("R", "Q") + lines))
    client.force_login(owner)
    with django_assert_max_num_queries(25):
        assert client.get(reverse("web:import", args=[imported.pk])).status_code == 200


def test_money_that_the_files_tell_twice_is_told_before_they_are_written(
    client: Client, desk: User, owner: User, riverside: Branch
) -> None:
    visits = (
        "病历号,姓名,就诊日期,治疗项目,金额,实收\n1,王芳,2024-03-05,洁治,300,300\n1,王芳,2024-04-05,补牙,500,500\n"
    )
    payments = "病历号,姓名,收费日期,实收金额,支付方式\n1,王芳,2024-03-05,300,现金\n1,王芳,2024-04-09,500,现金\n"
    imported = checked(riverside, owner, ("v.csv", visits), ("p.csv", payments))
    client.force_login(desk)
    page = client.get(reverse("web:import", args=[imported.pk])).content.decode()
    assert f'href="{reverse("web:told_twice")}">Open the list' in page
    words = shown(client, imported)
    assert "1 sum is told twice: beside a visit, and among the payments. It counts once." in words
    assert "1 sum may be told twice." in words
    without = checked(riverside, owner, ("v.csv", visits))
    assert "told twice" not in shown(client, without)
    without.counts["paid_in_rows"] = 1
    without.save()
    page = client.get(reverse("web:import", args=[without.pk])).content.decode()
    assert "1 sum is told twice" in page and reverse("web:told_twice") not in page
