"""What a mailing brought beside those who got nothing, as it is read (CAM-8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Treatment, Visit
from rapport.lib import clock
from rapport.outreach.mailing import carry_on, start_mailing, take_mailing_back
from rapport.outreach.models import Mailing, Template
from rapport.outreach.wording.actions import save_wording
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 10, 20, 4, tzinfo=UTC)


@pytest.fixture
def offer(riverside: Branch, owner: User) -> Template:
    """An offer in words, and forty who agreed to be told of such."""
    template = Template.objects.create(name="美白优惠", purpose="marketing")
    save_wording(template, "sms", "zh-hans", body="{greeting},美白优惠。", by=owner)
    with clock.set_to(NOON - timedelta(days=1)):
        for n in range(40):
            give_consent(register(riverside, f"周{n}", phone=f"138000000{n:02}"), "marketing", by=owner)
    return template


@pytest.fixture
def mailing(offer: Template, marketer: User) -> Iterator[Mailing]:
    """The marketer's, begun a month and a half ago; about half were held back."""
    with clock.set_to(NOON):
        begun = start_mailing(Patient.objects.all(), offer, "sms", held_share=50, by=marketer, queued=False)
        carry_on(begun.pk)
    begun.refresh_from_db()
    with clock.set_to(NOON + timedelta(days=45)):
        yield begun


def page_of(mailing: Mailing) -> str:
    return reverse("web:insights_mailing", args=[mailing.pk])


def all_come(patients: list[Patient], amount: int) -> None:
    for patient in patients:
        visit = Visit(patient=patient, branch=patient.branch, day=(NOON + timedelta(days=9)).date())
        record_visits([NewVisit(visit, [Treatment(name="Whitening", amount=amount)])])


def test_the_owner_reads_what_it_brought(client: Client, mailing: Mailing, owner: User) -> None:
    """CAM-8: both groups side by side, and a sentence that says no more than the figures do."""
    client.force_login(owner)
    page = client.get(page_of(mailing)).context["page"]
    assert page.title == "Whether it brought anybody cannot be told from chance"
    all_come(list(Patient.objects.filter(messages__batch=mailing.pk)), 50_000)
    answer = client.get(page_of(mailing))
    page, number = answer.context["page"], mailing.written
    assert page.title == f"It brought about {number} people who would not have come otherwise"
    [line] = client.get(reverse("web:insights_mailings")).context["lines"]
    finding = client.get(line.finding_url).content.decode()
    assert page.title in finding and "100.0% came, 0.0% of those held back" in finding
    assert [(line.group.people, line.group.came) for line in page.lines] == [(number, number), (40 - number, 0)]
    assert [line.spent_each for line in page.lines] == ["CN¥500", "CN¥0"] and not page.still
    assert "95 times in 100" in answer.content.decode()
    all_come(list(Patient.objects.filter(pk__in=mailing.held_back)), 0)
    Visit.objects.filter(patient__messages__batch=mailing.pk).delete()
    assert client.get(page_of(mailing)).context["page"].title == "Fewer came than without it"


def test_of_ones_own_without_amounts(
    client: Client, mailing: Mailing, marketer: User, desk: User, almaty_marketer: User
) -> None:
    """The marketer who wrote it reads it without money; whoever has one branch reads none of the others'."""
    client.force_login(marketer)
    [line] = client.get(reverse("web:insights_mailings")).context["lines"]
    assert client.get(line.url).context["page"].with_money is False
    listed = client.get(reverse("web:mailings")).content.decode()
    assert page_of(mailing) in listed and f"{len(mailing.held_back)}</span>" in listed
    for other in (desk, almaty_marketer):
        client.force_login(other)
        assert client.get(reverse("web:insights_mailings")).context["lines"] == []
        assert client.get(page_of(mailing)).status_code == 404
        assert client.get(f"{page_of(mailing)}finding/").status_code == 404


def test_while_it_counts_it_says_so_and_taken_back_it_is_gone(
    client: Client, mailing: Mailing, owner: User
) -> None:
    client.force_login(owner)
    with clock.set_to(NOON + timedelta(days=30)):
        assert "Still counting" in client.get(page_of(mailing)).content.decode()
        [line] = client.get(reverse("web:insights_mailings")).context["lines"]
        assert line.counting
    with clock.set_to(NOON + timedelta(days=31)):
        assert "Still counting" not in client.get(page_of(mailing)).content.decode()
    take_mailing_back(mailing, by=owner)
    assert client.get(page_of(mailing)).status_code == 404


def test_the_list_takes_as_many_queries_for_many(
    client: Client, mailing: Mailing, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(owner)
    address = reverse("web:insights_mailings")
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    for _number in range(3):
        Mailing.objects.create(
            template=mailing.template, channel="sms", held_share=10, by=owner, at=NOON + timedelta(days=1)
        )
    with django_assert_num_queries(7):
        assert len(client.get(address).context["lines"]) == 4


def test_how_many_get_nothing_is_said_before_it_is_written(client: Client, offer: Template, owner: User) -> None:
    """CAM-8: in the form, for offers alone; what nobody offers is refused."""
    client.force_login(owner)
    with clock.set_to(NOON):
        chosen = {"patient": list(Patient.objects.values_list("pk", flat=True)), "template": offer.pk}
        asked = {**chosen, "channel": "sms", "held_share": "20", "key": str(uuid4())}
        told = client.post(reverse("web:patients_message_forecast"), asked)
        assert told.context["held_back"] == 8
        assert client.post(reverse("web:patients_message"), {**asked, "confirmed": "1"}).status_code == 302
        assert Mailing.objects.get().held_share == 20
        wrong = client.post(reverse("web:patients_message"), {**asked, "held_share": "99", "confirmed": "1"})
        assert wrong.status_code == 422 and Mailing.objects.count() == 1
        offer.purpose = "care"
        offer.save()
        assert client.post(reverse("web:patients_message_forecast"), asked).context["held_back"] == 0
