"""Money that may be told twice is compared by a person: one click says which it is, and it can be taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import take_payments
from rapport.care.models import Payment
from rapport.care.models.payment import Doubt
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import drain_changed
from rapport.staff.models import User

pytestmark = pytest.mark.each_database


def tell_twice(person: Patient) -> Payment:
    """300 beside a visit of yesterday, and a payment of today that may be it."""
    today = clock.today(person.branch.zone)
    beside = Payment(patient=person, branch=person.branch, day=today - timedelta(days=1), amount=300_00)
    beside.counted, beside.doubt = False, Doubt.OPEN
    own = Payment(patient=person, branch=person.branch, day=today, amount=300_00, method="cash")
    return take_payments([beside, own])[0]


def spend(person: Patient) -> int:
    drain_changed()
    return PatientFacts.objects.get(patient=person).spend


def say(client: Client, answer: str, *payments: Payment) -> None:
    asked = {"payment": [payment.pk for payment in payments], "answer": answer}
    assert client.post(reverse("web:told_twice_answer"), asked).status_code == 302


def test_the_desk_compares_and_says(client: Client, desk: User, zhou: Patient, marsh: Patient) -> None:
    same, own = tell_twice(zhou), tell_twice(marsh)
    client.force_login(desk)
    page = client.get(reverse("web:told_twice")).content.decode()
    assert zhou.full_name in page and marsh.full_name in page
    assert (spend(zhou), spend(marsh)) == (300_00, 300_00)
    say(client, "same", same)
    say(client, "own", own)
    assert (spend(zhou), spend(marsh)) == (300_00, 600_00)
    assert client.get(reverse("web:told_twice")).context["lines"] == []


def test_an_answer_can_be_taken_back(client: Client, desk: User, zhou: Patient) -> None:
    beside = tell_twice(zhou)
    client.force_login(desk)
    say(client, "own", beside)
    assert spend(zhou) == 600_00
    undo = f"{reverse('web:told_twice_undoing')}?payment={beside.pk}"
    assert undo in client.get(reverse("web:told_twice")).content.decode()
    client.post(undo)
    assert spend(zhou) == 300_00
    assert [line.payment for line in client.get(reverse("web:told_twice")).context["lines"]] == [beside]


def test_another_branch_is_neither_shown_nor_answered(client: Client, desk: User, khalilova: Patient) -> None:
    """REC-12: access is by branch."""
    beside = tell_twice(khalilova)
    client.force_login(desk)
    assert client.get(reverse("web:told_twice")).context["lines"] == []
    say(client, "own", beside)
    beside.refresh_from_db()
    assert (beside.counted, beside.doubt) == (False, Doubt.OPEN)


def test_payments_that_nobody_doubts_are_not_answered(client: Client, desk: User, zhou: Patient) -> None:
    tell_twice(zhou)
    sure = Payment.objects.get(doubt="")
    client.force_login(desk)
    say(client, "same", sure)
    sure.refresh_from_db()
    assert sure.counted


def test_the_list_costs_as_many_queries_for_many_as_for_one(
    client: Client, desk: User, zhou: Patient, marsh: Patient
) -> None:
    client.force_login(desk)
    tell_twice(zhou)
    client.get(reverse("web:told_twice"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("web:told_twice"))
    for _again in range(5):
        tell_twice(marsh)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("web:told_twice"))
    assert len(one) == len(many)
