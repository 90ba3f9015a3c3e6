"""Writing to many people of the list, and the page of what came of it (CAM-7)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from rapport.outreach import outlook
from rapport.outreach.mailing import carry_on, start_mailing
from rapport.outreach.models import Mailing, Message, MessageState, Outlook, Template
from rapport.outreach.wording.actions import save_wording
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.web.patients import writing

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def recall(owner: User, zhou: Patient, marsh: Patient) -> Template:
    """Words in Chinese, and one person who may be written to."""
    give_consent(zhou, "care", by=owner)
    template = Template.objects.create(name="该复查了", purpose="care")
    save_wording(template, "sms", "zh-hans", body="{greeting},该复查了。", by=owner)
    return template


def begun(template: Template, by: User, *people: Patient) -> Mailing:
    picked = Patient.objects.filter(pk__in=[person.pk for person in people])
    return start_mailing(picked, template, "sms", by=by, queued=False)


def test_the_button_pressed_twice_writes_once(
    client: Client,
    desk: User,
    zhou: Patient,
    recall: Template,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """CAM-7: the form says what becomes of it, and is one mailing however often it is sent."""
    client.force_login(desk)
    asked = {"patient": zhou.pk}
    page = client.post(reverse("web:patients_message"), asked)
    key = page.context["form"]["key"].value()
    assert page.status_code == 200 and str(key) in page.content.decode()
    sent = {**asked, "template": recall.pk, "channel": "sms", "key": key, "confirmed": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        for _press in range(2):
            assert client.post(reverse("web:patients_message"), sent).status_code == 302
    assert (Mailing.objects.count(), OrmQ.objects.count()) == (1, 1)
    client.post(reverse("web:mailing_taking_back", args=[Mailing.objects.get().pk]))
    client.post(reverse("web:patients_message"), sent)
    assert Mailing.objects.filter(taken_back_at=None).count() == 1, "after that the form begins another one"


def test_what_comes_of_it_is_seen_and_taken_back(
    client: Client, desk: User, marketer: User, zhou: Patient, marsh: Patient, recall: Template
) -> None:
    """How many were written to, why others were not, and one button for what waits; of one's own alone."""
    mailing = begun(recall, desk, zhou, marsh)
    client.force_login(desk)
    assert "Stop, and take back" in client.get(reverse("web:mailings")).content.decode()
    carry_on(mailing.pk)
    page = client.get(reverse("web:mailings"))
    [line] = page.context["mailings"]
    assert (line.people, line.mailing.written, line.waiting, line.went) == (2, 1, 1, 0)
    assert [number for _words, number in line.left_out] == [1] and "该复查了" in page.content.decode()
    path = reverse("web:mailing_taking_back", args=[mailing.pk])
    assert path in page.content.decode()
    assert client.post(path, follow=True).status_code == 200
    assert Message.objects.get().state == MessageState.TAKEN_BACK
    assert path not in client.get(reverse("web:mailings")).content.decode()
    client.force_login(marketer)
    assert client.get(reverse("web:mailings")).context["mailings"] == []
    assert client.post(path).status_code == 404


def test_too_many_are_refused_before_anything_is_worked_out(
    client: Client, desk: User, zhou: Patient, marsh: Patient, recall: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlook, "MOST", 1)
    client.force_login(desk)
    asked = {"patient": [zhou.pk, marsh.pk], "template": recall.pk, "channel": "sms", "key": str(uuid4())}
    assert "narrow the list" in client.post(reverse("web:patients_message"), asked, follow=True).content.decode()
    foretold = client.post(reverse("web:patients_message_forecast"), asked)
    assert foretold.status_code == 200 and "narrow the list" in foretold.content.decode()


def test_the_page_costs_the_same_however_many_there_are(
    client: Client,
    desk: User,
    zhou: Patient,
    recall: Template,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    carry_on(begun(recall, desk, zhou).pk)
    client.force_login(desk)
    client.get(reverse("web:mailings"))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("web:mailings"))
    for _more in range(4):
        carry_on(begun(recall, desk, zhou).pk)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("web:mailings"))


def test_what_becomes_of_many_is_worked_out_in_the_background_and_can_be_left(
    client: Client,
    desk: User,
    marketer: User,
    zhou: Patient,
    marsh: Patient,
    recall: Template,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """CAM-7: how far it has come, then what it came to; asked again it is the same."""
    monkeypatch.setattr(writing, "AT_THE_PAGE", 1)
    client.force_login(desk)
    asked = {"patient": [zhou.pk, marsh.pk], "template": recall.pk, "channel": "sms", "key": str(uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        shown = [client.post(reverse("web:patients_message_forecast"), asked).content.decode() for _ in range(2)]
    begun = Outlook.objects.get()
    path = reverse("web:mailing_outlook", args=[begun.pk])
    assert OrmQ.objects.count() == 1 and all(path in page and "0 / 2" in page for page in shown)
    outlook.work_out(begun.pk)
    for page in (client.get(path), client.post(reverse("web:patients_message_forecast"), asked)):
        told = page.context["forecast"]
        assert (told.now, told.written, told.first.body[-5:]) == (1, 1, "该复查了。")
        assert path not in page.content.decode()
    client.force_login(marketer)
    assert client.get(path).status_code == 404
