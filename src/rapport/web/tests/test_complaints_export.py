"""Complaints leave the house through the one exporter: with a reason, logged, as the page shows them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.feedback.complaints import NewComplaint, close_complaint, raise_complaint
from rapport.feedback.models import Complaint, Heard
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import AccessLog, Branch, ExportLog, User
from rapport.staff.roles import Role
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
URL = "/complaints/export/"
ASKED = {"reason": "for the yearly review", "file_format": "csv"}


@pytest.fixture
def complained(zhou: Patient, khalilova: Patient) -> list[Complaint]:
    """One open and one closed at Riverside, one in Almaty."""
    with clock.set_to(NOON):
        found = [
            raise_complaint(NewComplaint(one.branch, Heard.DESK, words, ["process", "attitude"], patient=one))
            for one, words in (
                (zhou, "=等了四十分钟，打 13800138000"),
                (zhou, "洁牙之后疼"),
                (khalilova, "Долго ждала"),
            )
        ]
        close_complaint(found[1], 9, by=None)
    return found


def rows_of(client: Client, query: str = "", **told: str) -> list[dict[str, str]]:
    answer: Any = client.post(reverse("web:complaints_export") + query, ASKED | told)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_it_asks_why_is_logged_and_tells_what_the_page_tells(
    client: Client, owner: User, complained: list[Complaint], zhou: Patient
) -> None:
    """REC-12, CMP-5: at the counter there is nothing to export, as the page is closed."""
    client.force_login(owner)
    url = reverse("web:complaints_export")
    shown = client.get(url, {"kind": "attitude"}).content.decode()
    assert "Export 2 complaints" in shown and "Attitude</span>" in shown
    assert client.post(url, ASKED | {"reason": "x"}).status_code == 422 and not ExportLog.objects.exists()
    [row] = rows_of(client, f"?branch={zhou.branch_id}&kind=attitude")
    assert (row["Client"], row["Heard"], row["Written down"]) == ("周雅琴", "at the desk", "2026-11-21")
    assert row["In their words"] == "'=等了四十分钟，打 13800138000"
    assert row["What comes next"] == "hear the core of it" and row["Branch"] == "滨江院"
    assert row["About"] == "process: waiting too long, no choice given; attitude"
    [row] = rows_of(client, "?view=closed")
    assert (row["Points out of ten"], row["Until"], row["Closed"]) == ("9", "", "2026-11-21 12:00")
    told = ExportLog.objects.order_by("pk").values_list("by", "what", "filter", "rows")
    assert told[0] == (owner.pk, "complaints", f"view=open&branch={zhou.branch_id}&kind=attitude", 1)
    assert AccessLog.objects.filter(kind="export", detail__contains="for the yearly review").count() == 2
    client.post(reverse("web:counter"), {"on": "1"})
    assert client.post(url, ASKED).status_code == 403 and ExportLog.objects.count() == 2


def test_it_is_for_who_may_take_people_out_and_of_their_branch_alone(
    client: Client, desk: User, riverside: Branch, almaty: Branch, complained: list[Complaint]
) -> None:
    """REC-12."""
    client.force_login(desk)
    assert client.get(reverse("web:complaints_export")).status_code == 403
    assert URL not in client.get(reverse("web:complaints")).content.decode()
    roles = [(Role.OWNER, riverside), (Role.ADMINISTRATOR, almaty)]
    both = add_user("both", name="两处", password=None, roles=roles, language="en")
    client.force_login(both)
    page = client.get(reverse("web:complaints")).content.decode()
    assert "Долго ждала" in page and reverse("web:complaints_export") in page
    assert [row["Client"] for row in rows_of(client)] == ["周雅琴"]
    answer = client.post(f"{reverse('web:complaints_export')}?branch={almaty.pk}", ASKED)
    assert answer.status_code == 302 and ExportLog.objects.count() == 1
    assert "nothing to export" in client.get(answer["Location"]).content.decode()


def test_many_cost_as_much_as_few(
    client: Client, owner: User, riverside: Branch, complained: list[Complaint]
) -> None:
    client.force_login(owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows_of(client)
        return len(captured)

    cost()
    few = cost()
    for number in range(6):
        patient = register(riverside, f"客人{number}")
        raise_complaint(NewComplaint(riverside, Heard.DESK, "等", ["process"], patient=patient))
    assert cost() == few
