"""How far the work is, what became of it, and what is undone."""

import io
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from rapport.importing import actions
from rapport.importing.holding import fail, take
from rapport.importing.models import ImportState
from rapport.importing.tasks import work
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.imports.changes import NOTHING, Changes
from rapport.web.imports.progress import UNTAKEN, left_words, progress_of
from rapport.web.tests.imports.steps import PEOPLE, checked, shown


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


def test_a_visit_that_goes_is_named_by_its_day(riverside: Branch) -> None:
    went = {"field": "visit", "before": "2024-03-05", "after": ""}
    [change] = Changes(riverside).of([went], "appointment")
    assert (change.label, change.after) == ("Visit", NOTHING)
    assert "2024" in change.before
