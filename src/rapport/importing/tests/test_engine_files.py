"""Files on their way in: kept, recognised, corrected, refused, and given back."""

import csv
import io
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rapport.importing import actions, report, tasks
from rapport.importing.models import Import, ImportFile, ImportRow, ImportSheet, ImportState
from rapport.importing.recognising import Kind, Mapping
from rapport.importing.tests.engine import bring_in, check, outcomes, table
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

pytestmark = pytest.mark.one_database


def test_copies_are_for_their_owner_alone(riverside: Branch) -> None:
    check(riverside, "姓名,出生日期\n王芳,1980-02-03")
    file = ImportFile.objects.get()
    assert stat.S_IMODE(file.stored.stat().st_mode) == 0o600
    assert "1.csv" not in file.path


@pytest.mark.parametrize("name", ["people\x00.csv", "\udcc3\udcfb.csv", "名" * 300 + ".csv"])
def test_a_file_may_be_called_anything(riverside: Branch, name: str) -> None:
    """What a disk of an old machine calls its files is no text in any database."""
    file = io.BytesIO(table("姓名,出生日期\n王芳,1980-02-03"))
    imported = actions.start_import([(name, file)], branch=riverside, by=None, queued=False)
    tasks.work(imported.pk)
    assert outcomes(imported) == ["new"]
    assert ImportFile.objects.get().name.endswith(".csv")


def test_a_file_given_twice_is_one_file(riverside: Branch) -> None:
    text = "姓名,出生日期\n王芳,1980-02-03"
    imported = check(riverside, text, text)
    assert (imported.files.count(), outcomes(imported)) == (1, ["new"])


def test_a_file_that_cannot_be_read_stays_in_the_report(riverside: Branch) -> None:
    files = [
        ("a.xlsx", io.BytesIO(b"PK\x03\x04 broken")),
        ("b.csv", io.BytesIO(table("姓名,出生日期\n王芳,1980-02-03"))),
    ]
    imported = actions.start_import(files, branch=riverside, by=None, queued=False)
    tasks.work(imported.pk)
    told = report.as_json(Import.objects.get(pk=imported.pk))
    assert told["state"] == "checked"
    assert "a.xlsx" in told["files"][0]["refused_file"]["reason"]
    assert told["files"][1]["new"] == 1


def test_what_a_person_says_about_a_sheet_is_remembered(riverside: Branch, desk: User) -> None:
    text = "甲,乙\n王芳,1980-02-03"
    imported = check(riverside, text)
    sheet = ImportSheet.objects.get(file__imported=imported)
    actions.correct_sheet(
        sheet, by=desk, kind=Kind.PATIENTS, mapping=Mapping({0: "full_name", 1: "birth_date"}), queued=False
    )
    tasks.work(imported.pk)
    assert outcomes(imported) == ["new"]
    again = check(riverside, text.replace("王芳", "李强"))
    assert ImportSheet.objects.get(file__imported=again).mapped_by == "remembered"
    assert outcomes(again) == ["new"]


def test_a_correction_that_cannot_work_is_refused(riverside: Branch, desk: User) -> None:
    imported = check(riverside, "甲,乙\n王芳,1980-02-03")
    sheet = ImportSheet.objects.get(file__imported=imported)
    for columns, code in (
        ({0: "amount"}, "no_such_field"),
        ({7: "full_name"}, "no_such_column"),
        ({0: "full_name", 1: "full_name"}, "field_twice"),
        ({1: "birth_date"}, "field_missing"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.correct_sheet(sheet, by=desk, kind=Kind.PATIENTS, mapping=Mapping(columns), queued=False)
        assert refusal.value.code == code
        assert str(refusal.value)


def test_refused_rows_come_back_with_the_reason_and_without_formulas(riverside: Branch) -> None:
    imported = bring_in(
        riverside, '姓名,出生日期,备注\n,1980-02-03,"=HYPERLINK(""http://x"")"\n王芳,1980-02-03,好'
    )
    with report.refused_rows_file(imported) as file:
        sheet = load_workbook(io.BytesIO(file.read())).worksheets[0]
    heading, row = list(sheet.iter_rows(values_only=True))
    assert heading[:3] == ("姓名", "出生日期", "备注")
    assert row[2] == '\'=HYPERLINK("http://x")' and row[3] == "2" and row[4]
    lines = list(csv.reader(io.StringIO("".join(report.refused_csv(imported)))))
    assert lines[1][2].startswith("'=")


def test_every_row_is_accounted_for(riverside: Branch) -> None:
    text = "姓名,出生日期,金额\n王芳,1980-02-03,1\n\n,1980-02-03,2\n合计,,3\n李强,2090-01-01,1"
    imported = bring_in(riverside, text, kind="patients")
    sheet = ImportSheet.objects.get()
    assert sheet.rows_total + sheet.blank_rows == 5
    assert sum(imported.counts.values()) == sheet.rows_total
    assert imported.counts == {"new": 1, "refused": 2, "skipped": 1}


def test_a_row_that_no_database_takes_is_refused_alone(riverside: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    from rapport.importing.writing import people

    real = people.register_patients

    def brittle(newcomers, *, by):  # type: ignore[no-untyped-def]
        if any("坏" in newcomer.patient.full_name for newcomer in newcomers):
            raise ValueError("no")
        return real(newcomers, by=by)

    monkeypatch.setattr(people, "register_patients", brittle)
    imported = bring_in(riverside, "姓名,出生日期\n王芳,1980-02-03\n坏人,1980-02-03\n李强,1980-02-03")
    assert outcomes(imported) == ["new", "refused", "new"]
    assert [found["code"] for found in ImportRow.objects.get(outcome="refused").problems] == ["could_not_write"]


def test_stopped_by_hand_it_goes_on_where_it_stood(riverside: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", 1)
    imported = check(riverside, "姓名,出生日期\n王芳,1980-02-03\n李强,1975-01-01\n刘洋,1970-01-01")
    actions.apply_import(imported, by=None, queued=False)
    tasks.work(imported.pk, told=lambda: stop_once(imported))
    imported.refresh_from_db()
    assert (imported.state, Patient.objects.count(), imported.done) == (ImportState.STOPPED, 1, 1)
    actions.resume_import(imported, by=None, queued=False)
    tasks.work(imported.pk)
    imported.refresh_from_db()
    assert (imported.state, Patient.objects.count()) == (ImportState.APPLIED, 3)


def stop_once(imported: Import) -> None:
    if Import.objects.get(pk=imported.pk).state == ImportState.APPLYING and Patient.objects.exists():
        actions.stop_import(imported, by=None)


def test_what_cannot_be_done_now_is_said(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,出生日期\n王芳,1980-02-03")
    for action in (actions.apply_import, actions.resume_import):
        with pytest.raises(Refused) as refusal:
            action(imported, by=None, queued=False)
        assert refusal.value.code == "import_state"


def test_numbers_and_sums_of_merged_cells_stand_once(riverside: Branch, tmp_path: Path) -> None:
    from openpyxl import Workbook

    from rapport.care.models import Treatment

    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ("姓名", "手机号", "就诊日期", "治疗项目", "金额"),
        ("王芳", "13911112222", "2024-03-05", "洁治", 300),
        ("", "", "", "补牙", ""),
    ):
        page.append(row)
    for column in "ABCE":
        page.merge_cells(f"{column}2:{column}3")
    path = tmp_path / "visits.xlsx"
    book.save(path)
    imported = actions.start_import([(path.name, path)], branch=riverside, by=None, queued=False)
    tasks.work(imported.pk)
    actions.apply_import(imported, by=None, queued=False)
    tasks.work(imported.pk)
    assert sorted(Treatment.objects.values_list("name", "amount")) == [("洁治", 30000), ("补牙", 0)]
