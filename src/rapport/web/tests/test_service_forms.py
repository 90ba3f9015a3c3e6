"""The pages of service forms: filled by customer service, filed, and found again (AFT-1)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import ServiceForm
from rapport.feedback.tests.asked import question
from rapport.feedback.tests.test_asking import treat
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import User

# Tuesday, the 3rd of November, 18:00 in Hangzhou
TUESDAY = datetime(2026, 11, 3, 10, tzinfo=UTC)
LATER = datetime(2026, 11, 13, 10, tzinfo=UTC)
pytestmark = pytest.mark.now(TUESDAY)


def found(client: Client, **asked: object) -> list[str]:
    answer = client.get(reverse("web:service_forms"), asked)
    assert answer.status_code == 200
    return [line.form.patient.full_name for line in answer.context["page"].lines]


def test_a_form_is_filled_filed_and_found_again(
    client: Client, caller: User, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """AFT-1: by view, category, dentist, month and words; what was written stands on the card."""
    treat(zhou, date(2026, 11, 3), "surgery", dentist)
    treat(marsh, date(2026, 10, 20), "hygiene")
    ask_everyone()
    form = ServiceForm.objects.get(patient=zhou)
    client.force_login(caller)
    assert len(found(client)) == len(found(client, view="mine")) == 2
    assert found(client, view="late") == []
    with clock.set_to(LATER):
        assert len(found(client, view="late")) == 2
    page = reverse("web:service_form", args=[form.pk])
    assert client.post(page, {"remark": " "}).status_code == 422
    said = {f"words-{question('form_surgery_swelling').pk}": "<b>右脸微肿</b>", "remark": "已约拆线"}
    assert client.post(page, said).status_code == 302
    shown = client.get(page).content.decode()
    assert "&lt;b&gt;右脸微肿" in shown and "已约拆线" in shown
    assert found(client) == [marsh.full_name]
    one = [zhou.full_name]
    for asked in (
        {"q": "微肿"},
        {"q": "拆线"},
        {"q": zhou.full_name},
        {"category": "surgery"},
        {"dentist": dentist.pk},
        {"month": "2026-11"},
    ):
        assert found(client, view="filed", **asked) == one, asked
    for nobody in ({"q": "种植"}, {"category": "hygiene"}, {"month": "2026-10"}, {"dentist": caller.pk}):
        assert found(client, view="filed", **nobody) == [], nobody
    card = client.get(reverse("web:card_timeline", args=[zhou.pk])).content.decode()
    assert "右脸微肿" in card


def test_who_only_sees_feedback_fills_nothing(
    client: Client, dentist: User, almaty_marketer: User, zhou: Patient
) -> None:
    """AFT-1: the dentist reads, customer service writes, elsewhere there is nothing."""
    treat(zhou, date(2026, 11, 3), "surgery", dentist)
    ask_everyone()
    page = reverse("web:service_form", args=[ServiceForm.objects.get().pk])
    client.force_login(dentist)
    assert client.get(page).status_code == 200
    assert client.post(page, {"remark": "—"}).status_code == 404
    client.force_login(almaty_marketer)
    assert client.get(page).status_code in {403, 404}
    assert not ServiceForm.objects.get().filled_at
