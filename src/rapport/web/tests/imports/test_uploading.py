"""Who brings files in, whose they are, and what is said of files that cannot be read."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from rapport.importing.models import Import, ImportSheet, ImportState
from rapport.importing.tasks import work
from rapport.staff.models import Branch, User
from rapport.web.imports.forms import MOST_FILES
from rapport.web.roles_table import ROLE_TABLE
from rapport.web.tests.imports.steps import PEOPLE, checked, shown, upload


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
