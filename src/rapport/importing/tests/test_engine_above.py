"""Visits that stand below the name of their person, which is told once for all of them."""

import csv
from datetime import date

import pytest

from rapport.care.models import Treatment, Visit
from rapport.importing.models import Import, ImportRow
from rapport.importing.report import refused_csv
from rapport.importing.tests.engine import bring_in, check, codes, outcomes, take_back, written
from rapport.people.models import Patient
from rapport.staff.models import Branch

pytestmark = pytest.mark.one_database

HEAD = "姓名,手机号,就诊日期,治疗项目,金额"
ONCE = f"""{HEAD}
王芳,13911112222,2024-03-05,洁治,300
,,2024-03-19,补牙,500
,,,拔牙,200
李强,13911113333,2024-03-06,根管治疗,1500
,,2024-04-06,全瓷冠,3000"""
AGAIN = f"""{HEAD}
王芳,13911112222,2024-03-05,洁治,300
王芳,13911112222,2024-03-19,补牙,500
王芳,13911112222,2024-03-19,拔牙,200
李强,13911113333,2024-03-06,根管治疗,1500
李强,13911113333,2024-04-06,全瓷冠,3000"""


def done() -> dict[str, list[tuple[date, str]]]:
    """What was done for whom, by day."""
    found: dict[str, list[tuple[date, str]]] = {}
    treatments = Treatment.objects.order_by("visit__day", "pk")
    for name, day, what in treatments.values_list("visit__patient__full_name", "visit__day", "name"):
        found.setdefault(name, []).append((day, what))
    return found


def test_visits_below_a_name_are_those_of_the_person(riverside: Branch) -> None:
    imported = bring_in(riverside, ONCE)
    assert outcomes(imported) == ["new"] * 5
    assert done() == {
        "王芳": [(date(2024, 3, 5), "洁治"), (date(2024, 3, 19), "补牙"), (date(2024, 3, 19), "拔牙")],
        "李强": [(date(2024, 3, 6), "根管治疗"), (date(2024, 4, 6), "全瓷冠")],
    }
    assert (Patient.objects.count(), Visit.objects.count()) == (2, 4)
    take_back(imported)
    assert not any(written())


def test_the_preview_says_so_of_each_row(riverside: Branch) -> None:
    preview = check(riverside, ONCE)
    assert (codes(preview), preview.counts) == (["person_above"] * 3, {"new": 5, "remarked": 3})
    told = ImportRow.objects.get(sheet__file__imported=preview, line=4).problems[0]["params"]
    assert told == {"who": "王芳", "line": 2}


def test_names_told_once_or_again_are_the_same_rows(riverside: Branch) -> None:
    bring_in(riverside, ONCE)
    assert outcomes(bring_in(riverside, AGAIN)) == ["same"] * 5


def test_a_block_goes_on_however_the_rows_are_taken(riverside: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", 1)
    assert outcomes(bring_in(riverside, ONCE)) == ["new"] * 5
    assert [len(visits) for visits in done().values()] == [3, 2]


GROUPED = f"""{HEAD}
王芳,13911112222,,,800
,,2024-03-05,洁治,300
,,2024-03-19,补牙,500
李强,13911113333,,,1500"""


@pytest.mark.parametrize("rows", [500, 1])
def test_a_name_alone_above_its_visits_is_no_visit(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """Reports that group by client; a name with nothing below it lacks its day, as ever."""
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", rows)
    imported = bring_in(riverside, GROUPED)
    assert outcomes(imported) == ["skipped", "new", "new", "refused"]
    assert done() == {"王芳": [(date(2024, 3, 5), "洁治"), (date(2024, 3, 19), "补牙")]}


def test_a_break_within_a_cell_is_no_blank_line(riverside: Branch) -> None:
    text = f'{HEAD},备注\n王芳,13911112222,2024-03-05,洁治,300,"怕疼\n要麻药"\n,,2024-03-19,补牙,500,'
    assert outcomes(check(riverside, text)) == ["new", "new"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(",,2024-03-19,补牙,500", id="nobody above"),
        pytest.param("王芳,13911112222,2024-03-05,洁治,300\n,,,,\n,,2024-03-19,补牙,500", id="below a blank line"),
        pytest.param("王芳,13911112222,2024-03-05,洁治,300\n小计,,,,300\n,,2024-03-19,补牙,500", id="below a sum"),
        pytest.param("王芳,13911112222,2024-03-05,洁治,300\n,,,,800", id="a sum that nothing names"),
        pytest.param("王芳,13911112222,2024-03-05,洁治,300\n,,2024-03-19,,", id="a day alone"),
        pytest.param("王芳,13911112222,2024-03-05,洁治,300\n?,,2024-03-19,补牙,500", id="somebody unknown"),
    ],
)
def test_what_may_be_about_anybody_is_refused(riverside: Branch, lines: str) -> None:
    imported = check(riverside, f"{HEAD}\n{lines}")
    assert outcomes(imported)[-1] == "refused" and "patient_missing" in codes(imported)


def test_a_slip_in_a_journal_that_names_everyone_is_refused(riverside: Branch) -> None:
    """One nameless row among rows that name a person again for the same day is a slip."""
    imported = check(riverside, f"{AGAIN}\n,,2024-05-06,检查,100")
    assert outcomes(imported)[-1] == "refused"
    rows = "\n".join(f"客户{row},139{row:08},2024-03-05,洁治,300" for row in range(1, 11))
    imported = check(riverside, f"{HEAD}\n{rows}\n,,2024-05-06,检查,100")
    assert outcomes(imported)[-1] == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "预约日期,预约时间,姓名,手机号,医生\n2024-03-05,10:00,王芳,13911112222,林岚\n2024-03-05,10:30,,,林岚",
        "收费日期,姓名,手机号,实收金额,支付方式\n2024-03-05,王芳,13911112222,300,现金\n2024-03-05,,,20,现金",
    ],
    ids=["a free hour", "a brush sold at the till"],
)
def test_appointments_and_payments_without_a_name_are_nobodys(riverside: Branch, text: str) -> None:
    assert outcomes(check(riverside, text)) == ["new", "refused"]


def refused(imported: Import) -> str:
    return "".join(refused_csv(imported))


def test_a_refused_row_comes_back_with_its_person(riverside: Branch) -> None:
    imported = bring_in(riverside, ONCE.replace("2024-03-19", "2024-13-19"))
    assert outcomes(imported) == ["new", "refused", "refused", "new", "new"]
    lines = list(csv.reader(refused(imported).splitlines()))
    assert [line[:4] for line in lines[1:]] == [
        ["王芳", "13911112222", "2024-13-19", "补牙"],
        ["王芳", "13911112222", "2024-13-19", "拔牙"],
    ]
    corrected = refused(imported).replace("2024-13-19", "2024-03-19")
    assert outcomes(bring_in(riverside, corrected)) == ["new", "new"]
    assert [len(visits) for visits in done().values()] == [3, 2]


def test_a_refused_row_of_nobody_stays_nobodys_in_its_file(riverside: Branch) -> None:
    text = f"{HEAD}\n王芳,13911112222,2024-13-05,洁治,300\n,,,,\n,,2024-03-19,补牙,500"
    imported = bring_in(riverside, text)
    assert outcomes(imported) == ["refused", "refused"]
    corrected = refused(imported).replace("2024-13-05", "2024-03-05")
    assert outcomes(bring_in(riverside, corrected)) == ["new", "refused"]


def test_rows_of_another_table_below_are_refused(riverside: Branch) -> None:
    """Under the headings of this one they would be visits with a sum for a treatment."""
    first = f"{HEAD}\n王芳,13911112222,2024-03-05,洁治,300"
    second = "姓名,手机,收费日期,实收金额,支付方式\n王芳,,2024-03-05,300,现金"
    imported = bring_in(riverside, f"{first}\n,,,,\n{second}")
    assert (outcomes(imported), codes(imported)) == (["new", "refused", "refused"], ["other_table"] * 2)
    assert Treatment.objects.count() == 1
