"""The import pages: whose they are, what they say of files that cannot be read, and what rows become."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook

from rapport.importing import actions
from rapport.importing.holding import fail, take
from rapport.importing.models import Import, ImportSheet, ImportState
from rapport.importing.tasks import work
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.imports.changes import NOTHING, Changes
from rapport.web.imports.forms import MOST_FILES
from rapport.web.imports.progress import UNTAKEN, left_words, progress_of
from rapport.web.roles_table import ROLE_TABLE

PEOPLE = (
    "病历号,姓名,性别,出生日期,电话,备注\n"
    "20801,周雅琴,女,1980-11-22,13800138000,怕疼\n"
    "R1,吴昊,男,1988-02-01,13900139009,\n"
    "R1,吴昊,男,1988-02-01,13900139009,\n"
    "R2,,女,1990-01-01,13700137000,\n"
    "R3,马骏,男,31.02.1999,123,\n"
)


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def checked(branch: Branch, by: User, *files: tuple[str, str | bytes]) -> Import:
    """An import whose preview is ready."""
    contents = [
        (name, io.BytesIO(content.encode() if isinstance(content, str) else content)) for name, content in files
    ]
    imported = actions.start_import(contents, branch=branch, by=by, queued=False)
    work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == ImportState.CHECKED
    return imported


def shown(client: Client, imported: Import) -> str:
    return client.get(reverse("web:import", args=[imported.pk])).content.decode()


def upload(client: Client, branch: Branch, *files: SimpleUploadedFile) -> Any:
    return client.post(reverse("web:imports"), {"branch": branch.pk, "file": list(files)})


def test_an_import_is_seen_at_its_own_branch_alone(
    client: Client, owner: User, desk: User, almaty: Branch, riverside: Branch
) -> None:
    """REC-12: access is by branch; what may not be seen does not exist, on any of its pages."""
    other, own = checked(almaty, owner, ("p.csv", PEOPLE)), checked(riverside, owner, ("p.csv", PEOPLE))
    client.force_login(desk)
    history = client.get(reverse("web:imports")).content.decode()
    assert reverse("web:import", args=[own.pk]) in history
    assert reverse("web:import", args=[other.pk]) not in history
    sheet = ImportSheet.objects.get(file__imported=other)
    for name in (name for name in ROLE_TABLE if name.startswith("web:import_") or name == "web:import"):
        url = reverse(name, args=[other.pk, sheet.pk] if "sheet" in name else [other.pk])
        assert client.get(url).status_code in (404, 405), name
        assert client.post(url).status_code in (404, 405), name
    other.refresh_from_db()
    assert other.state == ImportState.CHECKED


def test_a_sheet_is_found_under_its_own_import_alone(
    client: Client, desk: User, owner: User, riverside: Branch, almaty: Branch
) -> None:
    own, other = checked(riverside, owner, ("p.csv", PEOPLE)), checked(almaty, owner, ("p.csv", PEOPLE))
    client.force_login(desk)
    sheet = ImportSheet.objects.get(file__imported=other)
    assert client.get(reverse("web:import_sheet", args=[own.pk, sheet.pk])).status_code == 404


def test_nobody_uploads_to_a_branch_that_is_not_theirs(client: Client, desk: User, almaty: Branch) -> None:
    client.force_login(desk)
    assert upload(client, almaty, SimpleUploadedFile("p.csv", b"a,b\n1,2\n")).status_code == 422
    assert not Import.objects.exists()


def test_who_may_not_import_is_told_who_may(client: Client, dentist: User, owner: User) -> None:
    client.force_login(dentist)
    answer = client.get(reverse("web:imports"))
    assert answer.status_code == 403
    assert owner.name in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "No file was chosen."), (MOST_FILES + 1, f"These are {MOST_FILES + 1} files.")],
)
def test_none_and_too_many_files_are_refused_in_words(
    client: Client, desk: User, riverside: Branch, number: int, words: str
) -> None:
    client.force_login(desk)
    answer = upload(client, riverside, *(SimpleUploadedFile(f"{n}.csv", b"a\n") for n in range(number)))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Import.objects.exists()


def empty() -> bytes:
    return b""


def photo() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(200)


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return packed.getvalue()


def locked() -> bytes:
    plain, packed = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    OOXMLFile(plain).encrypt("secret", packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (empty, "is empty"),
        (photo, "is not a table"),
        (bomb, "unpacks to far more than a table holds"),
        (locked, "is protected with a password"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, desk: User, riverside: Branch, content: Callable[[], bytes], words: str
) -> None:
    client.force_login(desk)
    name = "<b>клиенты 患者.xlsx"
    answer = upload(client, riverside, SimpleUploadedFile(name, content()))
    imported = Import.objects.get()
    assert answer.status_code == 302
    work(imported.pk)
    page = shown(client, imported)
    assert words in page
    assert "&lt;b&gt;" in page and "<b>клиенты" not in page
    assert reverse("web:import_application", args=[imported.pk]) not in page


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


def rows(client: Client, url: str, outcome: str) -> Any:
    answer = client.get(url, {"outcome": outcome}, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    return answer.context["rows"].lines


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


def test_what_the_state_does_not_allow_is_refused_in_words(client: Client, desk: User, riverside: Branch) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    client.force_login(desk)
    for name in ("stop", "resumption", "undoing"):
        answer = client.post(reverse(f"web:import_{name}", args=[imported.pk]), follow=True)
        assert "This cannot be done now" in answer.content.decode(), name


def test_a_failed_import_says_what_was_saved_and_can_go_on(client: Client, desk: User, riverside: Branch) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    actions.apply_import(imported, by=desk, queued=False)
    claim = take(imported.pk)
    assert claim is not None
    fail(imported.pk, claim, "unexpected")
    client.force_login(desk)
    page = shown(client, imported)
    assert "Nothing is half written" in page
    assert reverse("web:import_resumption", args=[imported.pk]) in page
    client.post(reverse("web:import_resumption", args=[imported.pk]))
    work(imported.pk)
    assert "Written: 2 new." in shown(client, imported)


def test_undoing_says_what_stayed_and_why(client: Client, desk: User, riverside: Branch) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    actions.apply_import(imported, by=desk, queued=False)
    work(imported.pk)
    Patient.objects.filter(full_name="吴昊").update(occupation="教师")
    client.force_login(desk)
    client.post(reverse("web:import_undoing", args=[imported.pk]))
    work(imported.pk)
    page = shown(client, imported)
    assert "Taken back, but for 1 record." in page
    assert "吴昊: It has been changed since the import, so it stays." in page


def test_refused_rows_come_back_as_a_file_with_the_reasons(client: Client, desk: User, riverside: Branch) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    client.force_login(desk)
    answer = client.get(reverse("web:import_refused", args=[imported.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    _headings, *lines = sheet.iter_rows(values_only=True)
    assert [(line[0], line[-2]) for line in lines] == [("R2", "5"), ("R3", "6")]
    assert all(line[-1] for line in lines)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "about 5 s left"), (42, "about 40 s left"), (95, "about 2 min left"), (3600, "about 60 min left")],
)
def test_how_long_it_takes_is_said_roughly(seconds: float, words: str) -> None:
    assert left_words(seconds) == words


def test_progress_is_measured_from_where_the_page_was_opened(desk: User, riverside: Branch) -> None:
    imported = checked(riverside, desk, ("p.csv", PEOPLE))
    imported.state, imported.done, imported.total = ImportState.APPLYING, 1000, 5000
    began = clock.now()
    first = progress_of(imported, QueryDict())
    assert (first.figure, first.value) == ("1,000 of 5,000", 20)
    imported.done, imported.heartbeat_at = 3000, began
    with clock.set_to(began + timedelta(seconds=20)):
        later = progress_of(imported, QueryDict(first.poll.partition("?")[2]))
    assert later.figure == "3,000 of 5,000 · about 20 s left"
    imported.done = 5000
    assert progress_of(imported, QueryDict("since=x&from=-1")).value is None


def test_work_that_no_worker_takes_is_said_to_wait(desk: User, riverside: Branch) -> None:
    contents = [("p.csv", io.BytesIO(PEOPLE.encode()))]
    imported = actions.start_import(contents, branch=riverside, by=desk, queued=False)
    assert not progress_of(imported, QueryDict()).waits
    with clock.set_to(clock.now() + 2 * UNTAKEN):
        assert progress_of(imported, QueryDict()).waits


def test_many_rows_cost_as_many_queries_as_few(
    client: Client, owner: User, riverside: Branch, django_assert_max_num_queries: Any
) -> None:
    lines = "".join(f"N{n},客{n},女,1990-01-01,1390013{n:04},\n" for n in range(40))
    imported = checked(riverside, owner, ("p.csv", PEOPLE + lines), ("q.csv", PEOPLE.replace("R", "Q") + lines))
    client.force_login(owner)
    with django_assert_max_num_queries(25):
        assert client.get(reverse("web:import", args=[imported.pk])).status_code == 200


def test_a_visit_that_goes_is_named_by_its_day(riverside: Branch) -> None:
    went = {"field": "visit", "before": "2024-03-05", "after": ""}
    [change] = Changes(riverside).of([went], "appointment")
    assert (change.label, change.after) == ("Visit", NOTHING)
    assert "2024" in change.before


def test_money_that_the_files_tell_twice_is_told_before_they_are_written(
    client: Client, desk: User, owner: User, riverside: Branch
) -> None:
    visits = (
        "病历号,姓名,就诊日期,治疗项目,金额,实收\n1,王芳,2024-03-05,洁治,300,300\n1,王芳,2024-04-05,补牙,500,500\n"
    )
    payments = "病历号,姓名,收费日期,实收金额,支付方式\n1,王芳,2024-03-05,300,现金\n1,王芳,2024-04-09,500,现金\n"
    imported = checked(riverside, owner, ("v.csv", visits), ("p.csv", payments))
    client.force_login(desk)
    words = shown(client, imported)
    assert "1 sum is told twice: beside a visit, and among the payments. It counts once." in words
    assert "1 sum may be told twice." in words
    assert "told twice" not in shown(client, checked(riverside, owner, ("v.csv", visits)))
