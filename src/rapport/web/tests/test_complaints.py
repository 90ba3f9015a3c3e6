"""Complaints on the page: raised at the desk and from outside, followed, closed; promises and reviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.feedback.complaints import NewComplaint, close_complaint, raise_complaint, take_step
from rapport.feedback.models import EIGHT_STEPS, Complaint, ComplaintMove, Heard, Promise, Review
from rapport.lib import clock
from rapport.outreach.models import Pause, Task
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


def angry(patient: Patient, **more: Any) -> Complaint:
    told: dict[str, Any] = {"heard": Heard.DESK, "words": "等了四十分钟", "kinds": ["process"]}
    return raise_complaint(NewComplaint(patient.branch, patient=patient, **{**told, **more}))


def html(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_from_the_desk_to_the_clients_second_word(client: Client, desk: User, caller: User, zhou: Patient) -> None:
    """CMP-1, CMP-2: raised on the card, eight steps one after the other, a promise, 9 points, closed."""
    client.force_login(desk)
    url = f"{reverse('web:complaint_new')}?patient={zhou.pk}"
    unsaid = client.post(url, {"words": "等太久"})
    assert unsaid.status_code == 422 and "Tick what it is about" in unsaid.content.decode()
    raised = {"words": "等太久", "kinds": ["process", "attitude"], "severity": "1", "heard": "desk"}
    assert client.post(url, raised).status_code == 302
    complaint = Complaint.objects.get()
    one = [complaint.pk]
    for move in EIGHT_STEPS[:5]:
        assert (
            client.post(reverse("web:complaint_steps", args=one), {"move": move, "words": "好"}).status_code == 302
        )
    late = client.post(reverse("web:complaint_steps", args=one), {"move": "heard", "words": "又"})
    assert late.status_code == 422
    before = html(client.get(reverse("web:complaint", args=one)))
    assert f'href="tel:{zhou.contacts.get(kind="phone").value}"' in before
    assert "second-points" not in before and "Once a solution is agreed on" in before
    agreed = {
        "words": "退款",
        "promised": "林医生回电",
        "owner": caller.pk,
        "due_on": "2026-11-23",
        "given": "洁牙",
        "amount": "280",
    }
    half = {**agreed, "owner": ""}
    assert client.post(reverse("web:complaint_solution", args=one), half).status_code == 422
    assert client.post(reverse("web:complaint_solution", args=one), agreed).status_code == 302
    assert (complaint.redress.get().amount, Promise.objects.get().owner) == (28_000, caller)
    assert "林医生回电" in html(client.get(reverse("web:promises")))
    assert "second-points" in html(client.get(reverse("web:complaint", args=one)))
    second = {"second-points": "9", "second-words": "可以"}
    assert client.post(reverse("web:complaint_second_score", args=one), second).status_code == 302
    page = html(client.get(reverse("web:complaint", args=one)))
    assert "The client gave 9 of 10" in page and "280" in page


def test_it_is_taken_back_from_the_toast(client: Client, desk: User, zhou: Patient) -> None:
    client.force_login(desk)
    told = {"words": "等太久", "kinds": ["process"], "severity": "1", "heard": "desk"}
    client.post(f"{reverse('web:complaint_new')}?patient={zhou.pk}", told)
    step = Complaint.objects.get().steps.get()
    client.post(reverse("web:complaint_undoing", args=[step.complaint_id, step.pk]))
    assert not Complaint.objects.exists() and not Pause.objects.exists() and not Task.objects.exists()


def test_the_list_puts_the_overdue_first_and_costs_the_same_at_any_length(
    client: Client, desk: User, zhou: Patient, riverside: Branch
) -> None:
    """CMP-2, CMP-5."""
    angry(zhou)
    client.force_login(desk)
    url = reverse("web:complaints")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            html(client.get(url))
        return len(captured)

    cost()
    few = cost()
    for number in range(8):
        angry(register(riverside, f"客人{number}"))
    assert cost() == few
    with clock.set_to(NOON + timedelta(hours=7)):
        angry(register(riverside, "刚才"), words="新的")
        page = html(client.get(url))
        assert page.index(zhou.full_name) < page.index("刚才") and page.count('class="late"') == 9
    assert zhou.full_name not in html(client.get(url, {"kind": "hygiene"}))


def test_a_dentist_reads_and_a_marketer_does_not(
    client: Client, dentist: User, marketer: User, zhou: Patient, khalilova: Patient
) -> None:
    """REC-12: what may not be seen does not exist; a dentist reads and does not handle."""
    here, elsewhere = angry(zhou), angry(khalilova)
    client.force_login(dentist)
    assert "等了四十分钟" in html(client.get(reverse("web:complaint", args=[here.pk])))
    assert client.get(reverse("web:complaint", args=[elsewhere.pk])).status_code == 404
    step = reverse("web:complaint_steps", args=[here.pk])
    assert client.post(step, {"move": "heard", "words": "x"}).status_code == 403
    client.force_login(marketer)
    assert client.get(reverse("web:complaint", args=[here.pk])).status_code == 403


def _seen_by(user: User, patient: Patient) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("web:card", args=[patient.pk]))


def test_today_and_the_card_carry_the_flag(client: Client, desk: User, marketer: User, zhou: Patient) -> None:
    """CMP-3: until it is closed."""
    from rapport.appointments.actions import add_appointments
    from rapport.appointments.models import Appointment

    with clock.set_to(NOON - timedelta(days=1)):
        complaint = angry(zhou)
    add_appointments([Appointment(patient=zhou, branch=zhou.branch, starts_at=NOON + timedelta(hours=2))])
    refresh_facts()
    client.force_login(desk)
    assert "complaint open, day 2" in html(client.get(reverse("web:today")))
    assert "Complaint open, day 2" in html(client.get(reverse("web:card", args=[zhou.pk])))
    assert "Complaint open" not in html(_seen_by(marketer, zhou)), "who writes offers need not know why they rest"
    client.force_login(desk)
    close_complaint(complaint, 9)
    assert "complaint open" not in html(client.get(reverse("web:today"))).lower()
    assert "Complaint open" not in html(client.get(reverse("web:card", args=[zhou.pk])))


def test_a_colleague_without_a_name_leaves_no_trace(
    client: Client, dentist: User, riverside: Branch, owner: User
) -> None:
    """CMP-8: nothing in the record, the audit or the session tells who; the link alone leads back."""
    client.force_login(dentist)
    session = Session.objects.get().session_data
    told = {"branch": riverside.pk, "words": "消毒记录是补写的", "anonymous": "on"}
    answer = client.post(reverse("web:complaint_concern"), told)
    assert answer.status_code == 302 and answer["Location"].startswith("/say/")
    complaint = Complaint.objects.get()
    assert complaint.anonymous and complaint.owner == owner and complaint.steps.get().by is None
    assert not LogEntry.objects.filter(actor=dentist, content_type__app_label="feedback").exists()
    assert not LogEntry.objects.filter(timestamp__gte=NOON, actor=dentist).exists()
    assert Session.objects.get().session_data == session
    assert client.get(reverse("web:complaint", args=[complaint.pk])).status_code == 404
    assert "消毒记录是补写的" in html(Client().get(answer["Location"]))
    client.force_login(owner)
    assert "without a name" in html(client.get(reverse("web:complaints")))


def test_with_their_name_they_follow_it_themselves(client: Client, dentist: User, riverside: Branch) -> None:
    """CMP-8."""
    client.force_login(dentist)
    client.post(reverse("web:complaint_concern"), {"branch": riverside.pk, "words": "排班"})
    assert Complaint.objects.get().raised_by == dentist
    assert client.get(reverse("web:complaint", args=[Complaint.objects.get().pk])).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_from_outside_without_signing_in(client: Client, riverside: Branch, desk: User, language: str) -> None:
    """CMP-1: in three languages; opening it writes nothing, its link leads on, 9 points close it."""
    url = f"{reverse('web:say')}?branch={riverside.pk}&language={language}"
    assert f'lang="{language}"' in html(client.get(url)) and not Complaint.objects.exists()
    answer = client.post(url, {"words": "停车场没人管", "stranger": "王 138…"})
    assert answer.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.heard, complaint.patient, complaint.owner) == (Heard.LINK, None, desk)
    followed = answer["Location"]
    html(client.get(followed))
    client.post(followed, {"words": "还有一件事"})
    for move in EIGHT_STEPS:
        take_step(complaint, move, f"内部 {move}", by=desk)
    page = html(client.get(followed))
    assert "还有一件事" in page and f"内部 {ComplaintMove.AGREED}" in page and "内部 facts" not in page
    client.post(followed, {"points": "9"})
    complaint.refresh_from_db()
    assert complaint.closed_how == "client" and complaint.second_points == 9


def test_machines_are_thanked_and_kept_off(client: Client, riverside: Branch) -> None:
    """CMP-1: who fills in every field is no person; and one address says ten things in ten minutes at most."""
    url = f"{reverse('web:say')}?branch={riverside.pk}"
    assert client.post(url, {"words": "buy", "website": "http://x"}).status_code == 200
    assert not Complaint.objects.exists()
    codes = [client.post(url, {"words": f"第 {n} 件"}).status_code for n in range(12)]
    assert codes.count(302) == 9 and codes[-1] == 429
    assert client.get(reverse("web:said", args=["no-such-link"])).status_code == 404


def test_a_grave_one_is_proposed_reviewed_and_looked_back_at(client: Client, desk: User, zhou: Patient) -> None:
    """CMP-6."""
    complaint = angry(zhou, severity=2)
    client.force_login(desk)
    assert zhou.full_name in html(client.get(reverse("web:reviews")))
    client.post(reverse("web:review_new"), {"complaint": [complaint.pk], "kind": "process"})
    review = Review.objects.get()
    one = [review.pk]
    client.post(reverse("web:review_finishing", args=one))
    review.refresh_from_db()
    assert review.done_on is None and "It is changed" not in html(client.get(reverse("web:review", args=one)))
    told = {"cause": "没人通知", "action": "每 15 分钟通知", "owner": desk.pk, "due_on": "2026-12-01"}
    assert client.post(reverse("web:review", args=one), told).status_code == 302
    assert "It is changed" in html(client.get(reverse("web:review", args=one)))
    client.post(reverse("web:review_finishing", args=one))
    assert "looked at on" in html(client.get(reverse("web:review", args=one)))


def test_words_with_markup_stay_words(client: Client, desk: User, zhou: Patient) -> None:
    """What a client writes never becomes a page."""
    nasty = "<script>alert(1)</script>"
    complaint = angry(zhou, words=nasty)
    client.force_login(desk)
    for url in (reverse("web:complaints"), reverse("web:complaint", args=[complaint.pk])):
        assert nasty not in html(client.get(url))
