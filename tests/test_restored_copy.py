"""A restored copy says so on every page, until a person who may confirms it (DESIGN rule 12)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from rapport.config import cli
from rapport.config.archive.loading import restore
from rapport.config.archive.reading import opened
from rapport.config.archive.writing import take_backup
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Restoration, User
from rapport.staff.restored_copy import confirm_restored_copy

pytestmark = pytest.mark.django_db(transaction=True)

SAYS_SO = "This is a restored copy, not the clinic."
PAGE = "/settings/restored-copy/"


@pytest.fixture
def copy(owner: User, desk: User, dentist: User) -> Restoration:
    """That the clinic was put back, as the clinic knows it then."""
    noted = Restoration(at=clock.now(), file="monday.zip", taken_at=clock.now(), contents=64 * "5")
    with disable_auditlog():
        noted.save()
    return noted


def test_every_page_says_so_to_everybody(
    owner: User, client: Client, dentist: User, zhou: Patient, tmp_path: Path
) -> None:
    take_backup(tmp_path / "monday.zip", tmp_path / "files")
    with opened(tmp_path / "monday.zip") as archive:
        copy = restore(archive, tmp_path / "files", name="monday.zip")
    at_the_door = client.get(reverse("account_login")).content.decode()
    assert SAYS_SO in at_the_door and copy.file not in at_the_door
    client.force_login(dentist)
    for path in ("/today/", f"/patients/{zhou.pk}/", "/patients/"):
        answer = client.get(path).content.decode()
        assert SAYS_SO in answer and copy.file in answer and PAGE not in answer, path


def test_parts_of_pages_do_not_ask(copy: Restoration, client: Client, desk: User) -> None:
    client.force_login(desk)
    assert SAYS_SO not in client.get("/patients/", headers={"HX-Request": "true"}).content.decode()


def test_who_may_not_change_the_clinic_cannot_confirm(copy: Restoration, client: Client, dentist: User) -> None:
    client.force_login(dentist)
    assert client.post(f"{PAGE}confirmation/").status_code == 403
    assert Restoration.objects.waiting().exists()


def test_an_owner_confirms_it_once_and_the_audit_knows(copy: Restoration, client: Client, owner: User) -> None:
    client.force_login(owner)
    page = client.get(PAGE).content.decode()
    assert copy.contents[:16] in page and "No message, reminder or survey" in page
    answer = client.post(f"{PAGE}confirmation/", follow=True).content.decode()
    assert SAYS_SO not in answer and "This copy is the clinic." in answer and str(owner) in answer
    copy.refresh_from_db()
    assert copy.confirmed_by == owner and copy.confirmed_at
    assert LogEntry.objects.get_for_object(copy).get().actor == owner
    again = client.post(f"{PAGE}confirmation/", follow=True).content.decode()
    assert "somebody has confirmed it already" in again


def test_restoring_again_disarms_again(copy: Restoration, owner: User, tmp_path: Path) -> None:
    confirm_restored_copy(by=owner)
    take_backup(tmp_path / "again.zip", tmp_path / "files")
    with opened(tmp_path / "again.zip") as archive:
        restore(archive, tmp_path / "files", name="again.zip")
    assert [one.file for one in Restoration.objects.waiting()] == ["again.zip"]


def test_what_was_never_restored_has_nothing_to_confirm(client: Client, owner: User) -> None:
    client.force_login(owner)
    page = client.get(PAGE)
    assert page.status_code == 200 and "This is no restored copy" in page.content.decode()


def test_it_is_confirmed_from_the_command_line_on_somebodys_word(
    copy: Restoration, owner: User, dentist: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "--confirm-restored", dentist.username]) == 1
    assert dentist.name in capsys.readouterr().err and Restoration.objects.waiting().exists()
    cli.main(["doctor"])
    assert "monday.zip" in capsys.readouterr().out
    cli.main(["doctor", "--confirm-restored", owner.username])
    assert "monday.zip" not in capsys.readouterr().out
    assert Restoration.objects.get().confirmed_by == owner
    assert LogEntry.objects.get_for_object(copy).get().actor == owner


def test_a_page_asks_once(client: Client, owner: User, django_assert_max_num_queries: Any) -> None:
    client.force_login(owner)
    client.get("/settings/tags/")
    with django_assert_max_num_queries(30) as asked:
        client.get("/settings/tags/")
    assert sum("staff_restoration" in query["sql"] for query in asked.captured_queries) == 1
