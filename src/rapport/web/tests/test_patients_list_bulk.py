"""What is done to many people at once: tagging with one undo, and taking them out as a file."""

from __future__ import annotations

import csv
import io
import re

import pytest
from auditlog.models import LogEntry
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from rapport.lib.cells import neutral
from rapport.people.actions import NewPatient, register_patients, tag_patients, untag_batch
from rapport.people.models import ChangedPatient, Patient, PatientTag, Tag
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, ExportLog, User
from rapport.staff.models.export import AppendOnly
from rapport.web.patients.forms import TagForm
from rapport.web.tests.listing import saw, signed_in
from tests.cast import register

pytestmark = pytest.mark.each_database


@pytest.fixture
def crowd(riverside: Branch) -> list[Patient]:
    """Sixty people: more than are tagged without a summary."""
    sexes = ("female", "male")
    people = [
        NewPatient(Patient(branch=riverside, full_name=f"Person {n:02}", sex=sexes[n % 2])) for n in range(60)
    ]
    return register_patients(people, by=None)


def tagged(name: str) -> set[int]:
    return set(PatientTag.objects.filter(tag__name=name).values_list("patient_id", flat=True))


def toast(client: Client, url: str = "/patients/") -> tuple[str, str]:
    """The sentence of the toast on the next page, and where its undo goes."""
    html = client.get(url).content.decode()
    found = re.search(r"<span data-text>([^<]*)</span>\s*<form method=\"post\" action=\"([^\"]*)\"", html)
    assert found is not None
    return found[1], found[2]


def test_picked_people_get_a_new_tag_and_one_undo_takes_it_back(desk: User, zhou: Patient, marsh: Patient) -> None:
    client = signed_in(desk)
    response = client.post(
        "/patients/tags/", {"patient": [zhou.pk, marsh.pk], "tag": "  Check-up  due ", "query": "sex=female"}
    )
    assert response["Location"] == "/patients/?sex=female"
    assert tagged("Check-up due") == {zhou.pk, marsh.pk}
    said, undo = toast(client)
    assert said == "2 people tagged “Check-up due”"
    client.post(undo, {"next": "/patients/?sex=female"})
    assert tagged("Check-up due") == set()


def test_two_who_think_of_one_new_tag_at_once_have_one(
    desk: User, zhou: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TagForm, "clean_tag", lambda _form: Tag(name="VIP"))  # there was none a moment ago
    Tag.objects.create(name="VIP")
    assert signed_in(desk).post("/patients/tags/", {"patient": [zhou.pk], "tag": "VIP"}).status_code == 302
    assert tagged("VIP") == {zhou.pk}


def test_an_undo_leaves_what_others_had_before_and_is_ones_own(
    desk: User, caller: User, zhou: Patient, marsh: Patient
) -> None:
    tag = Tag.objects.create(name="VIP")
    tag_patients([zhou.pk], tag, by=caller)
    batch, count = tag_patients([zhou.pk, marsh.pk], tag, by=desk)
    assert count == 1
    assert untag_batch(batch, by=caller) == 0, "another's batch"
    assert untag_batch(batch, by=desk) == 1
    assert tagged("VIP") == {zhou.pk}
    assert untag_batch(batch, by=desk) == 0


def test_bulk_tagging_is_audited_and_marks_the_people_changed(desk: User, zhou: Patient) -> None:
    """REC-12."""
    ChangedPatient.objects.all().delete()
    tag = Tag.objects.create(name="VIP")
    batch, _count = tag_patients(Patient.objects.all(), tag, by=desk)
    assert list(ChangedPatient.objects.values_list("patient_id", flat=True)) == [zhou.pk]
    untag_batch(batch, by=desk)
    entries = LogEntry.objects.get_for_object(tag).filter(actor=desk)
    told = [entry.additional_data for entry in entries.order_by("pk")]
    assert told == [{"batch": str(batch), "tagged": 1}, {"batch": str(batch), "untagged": 1}]


def test_a_queryset_is_tagged_in_a_constant_number_of_statements(
    desk: User, crowd: list[Patient], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tag = Tag.objects.create(name="VIP")
    with django_assert_max_num_queries(6):
        assert tag_patients(Patient.objects.filter(sex="male"), tag, by=desk)[1] == 30


def test_everyone_in_the_list_is_tagged_after_a_summary(desk: User, crowd: list[Patient]) -> None:
    client = signed_in(desk)
    tag_patients([crowd[0].pk], Tag.objects.create(name="VIP"), by=desk)
    asked = {"all": "1", "query": "", "tag": "vip", "patient": [crowd[0].pk]}
    summary = client.post("/patients/tags/", asked)
    html = summary.content.decode()
    assert summary.status_code == 200
    assert "Tag 60 people “VIP”?" in html
    assert '<dd class="num">1</dd>' in html
    assert len(tagged("VIP")) == 1
    client.post("/patients/tags/", asked | {"confirmed": "1"})
    assert len(tagged("VIP")) == 60
    assert toast(client)[0] == "59 people tagged “VIP”"


def test_everyone_means_those_the_filters_show_and_no_one_unseen(
    desk: User, crowd: list[Patient], khalilova: Patient
) -> None:
    client = signed_in(desk)
    client.post("/patients/tags/", {"all": "1", "query": "sex=male&q=person", "tag": "VIP", "confirmed": "1"})
    assert tagged("VIP") == {patient.pk for patient in crowd if patient.sex == "male"}
    client.post("/patients/tags/", {"patient": [khalilova.pk], "tag": "VIP"})
    assert khalilova.pk not in tagged("VIP")


@pytest.mark.parametrize(
    "asked",
    [
        {"tag": "VIP"},
        {"tag": "", "patient": ["1"]},
        {"tag": "VIP", "patient": ["x", "-1", "9" * 40]},
        {"tag": "VIP", "all": "1", "query": "age_from=abc", "confirmed": "1"},
        {"tag": "VIP", "all": "1", "query": "unknown=1", "confirmed": "1"},
    ],
)
def test_a_selection_that_is_not_understood_tags_nobody_and_says_so(
    desk: User, zhou: Patient, asked: dict[str, object]
) -> None:
    client = signed_in(desk)
    assert client.post("/patients/tags/", asked).status_code == 302
    assert tagged("VIP") == set()
    assert 'class="toast1 bad"' in client.get("/patients/").content.decode()


def test_a_list_of_nobody_tags_nobody(desk: User, zhou: Patient) -> None:
    client = signed_in(desk)
    for query in ("q=%25", "sex=male", "q=nobody"):
        response = client.post("/patients/tags/", {"all": "1", "query": query, "tag": "VIP"})
        assert response.status_code == 302
    assert tag_patients([], Tag.objects.create(name="none"), by=desk)[1] == 0
    assert tagged("VIP") == set()


def test_a_built_in_tag_is_found_by_the_reader_s_word(desk: User, zhou: Patient) -> None:
    """REC-8."""
    signed_in(desk).post("/patients/tags/", {"patient": [zhou.pk], "tag": "Implant"})
    assert PatientTag.objects.get().tag.built_in == "implant"


def test_tagging_and_exporting_need_their_rights(dentist: User, desk: User, zhou: Patient) -> None:
    """REC-12."""
    assert signed_in(dentist).post("/patients/tags/", {"patient": [zhou.pk], "tag": "VIP"}).status_code == 403
    assert signed_in(desk).get("/patients/export/").status_code == 403
    assert (
        signed_in(desk)
        .post("/patients/export/", {"all": "1", "reason": "because", "file_format": "csv"})
        .status_code
        == 403
    )


def read_csv(response: object) -> list[list[str]]:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_an_export_asks_why_is_logged_and_neutralises_formulas(owner: User, riverside: Branch) -> None:
    """REC-12."""
    patient = register(riverside, "=HYPERLINK(1)", phone="+8613800138000", file_number="@1")
    from datetime import date

    saw(patient, date(2026, 3, 5), 123_450)
    refresh_facts()
    client = signed_in(owner)
    assert "What is it for?" in client.get("/patients/export/?deceased=no").content.decode()
    asked = {"all": "1", "query": "deceased=no", "file_format": "csv"}
    assert client.post("/patients/export/", asked | {"reason": "x"}).status_code == 422
    assert not ExportLog.objects.exists()
    heading, row = read_csv(client.post("/patients/export/", asked | {"reason": "letter to the tax office"}))
    told = dict(zip(heading, row, strict=True))
    assert told["Name"] == "'=HYPERLINK(1)"
    assert told["File number"] == "'@1"
    assert told["Phone"] == "'+8613800138000"
    assert (told["Spent in all"], told["Currency"], told["Last visit"]) == ("1234.50", "CNY", "2026-03-05")
    log = ExportLog.objects.get()
    assert (log.by, log.rows, log.filter, log.reason) == (owner, 1, "deceased=no", "letter to the tax office")
    with pytest.raises(AppendOnly):
        log.save()
    with pytest.raises(AppendOnly):
        log.delete()


def test_a_workbook_holds_picked_people_as_text_dates_and_numbers(
    owner: User, zhou: Patient, marsh: Patient
) -> None:
    response = signed_in(owner).post(
        "/patients/export/", {"patient": [zhou.pk], "reason": "for the doctor", "file_format": "xlsx"}
    )
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(content))["patients"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    told = dict(zip(rows[0], rows[1], strict=True))
    assert told["Name"] == "周雅琴"
    assert str(told["Birth date"]).startswith("1980-11-22")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert ExportLog.objects.get().filter == f"ids: {zhou.pk}"


def test_an_export_goes_on_over_several_reads_in_the_order_of_the_list(
    owner: User, crowd: list[Patient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.web.patients.taking_out._AT_ONCE", 7)
    asked = {"all": "1", "query": "sort=-name", "reason": "a list for the wall", "file_format": "csv"}
    rows = read_csv(signed_in(owner).post("/patients/export/", asked))
    assert [row[1] for row in rows[1:]] == [f"Person {n:02}" for n in reversed(range(60))]


def test_more_than_the_cap_is_refused(owner: User, crowd: list[Patient], settings: Settings) -> None:
    settings.RAPPORT_EXPORT_ROWS = 59
    client = signed_in(owner)
    asked = {"all": "1", "query": "", "reason": "everything", "file_format": "csv"}
    assert client.post("/patients/export/", asked).status_code == 302
    assert "More than 59 rows" in client.get("/patients/").content.decode()
    assert not ExportLog.objects.exists()
    assert client.post("/patients/export/", asked | {"query": "sex=male"}).status_code == 200


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+7", "'+7"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("\x00=1", "'=1"),
        ("O'Neil", "O'Neil"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_of_text_is_never_a_formula(text: str, cell: str) -> None:
    assert neutral(text) == cell
