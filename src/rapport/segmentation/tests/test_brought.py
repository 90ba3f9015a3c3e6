"""What a mailing brought, beside those who got nothing (CAM-8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.lib import clock
from rapport.outreach.mailing import carry_on, start_mailing
from rapport.outreach.models import Mailing, Message, Template
from rapport.outreach.wording.actions import save_wording
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.segmentation.brought import SPAN, brought
from rapport.staff.models import Branch, User
from tests.cast import register

# late in the evening at the riverside, where it is the 20th already
EVENING = datetime(2026, 10, 19, 17, tzinfo=UTC)
THAT_DAY = date(2026, 10, 20)


@pytest.fixture
def mailing(riverside: Branch, owner: User) -> Mailing:
    """An offer to forty, of whom about half get nothing."""
    offer = Template.objects.create(name="Whitening", purpose="marketing")
    save_wording(offer, "sms", "zh-hans", body="{greeting},美白优惠。", by=owner)
    people = [register(riverside, f"周{n}", phone=f"138000000{n:02}") for n in range(40)]
    with clock.set_to(EVENING):
        for person in people:
            give_consent(person, "marketing", by=owner)
        begun = start_mailing(Patient.objects.all(), offer, "sms", held_share=50, by=owner, queued=False)
        carry_on(begun.pk)
    begun.refresh_from_db()
    return begun


def written_to(mailing: Mailing) -> list[Patient]:
    return list(Patient.objects.filter(messages__batch=mailing.pk).order_by("pk"))


def held_back(mailing: Mailing) -> list[Patient]:
    return list(Patient.objects.filter(pk__in=mailing.held_back).order_by("pk"))


def came(patient: Patient, day: date, amount: int = 0) -> None:
    visit = Visit(patient=patient, branch=patient.branch, day=day)
    record_visits([NewVisit(visit, [Treatment(name="Whitening", amount=amount)])])


@pytest.mark.each_database
def test_who_came_of_each_group_and_what_they_spent(mailing: Mailing, riverside: Branch) -> None:
    """CAM-8: visits count from the day after on, by the calendar of the branch, for thirty days; money as it is
    counted everywhere: what was paid, of those who never paid what was done."""
    one, two, three, *_others = written_to(mailing)
    other, last, *_held = held_back(mailing)
    came(one, THAT_DAY + timedelta(days=1), 50_000)
    came(one, THAT_DAY + timedelta(days=2), 10_000)
    came(two, THAT_DAY + timedelta(days=SPAN), 99_000)
    take_payments([Payment(patient=two, branch=riverside, day=THAT_DAY + timedelta(days=SPAN), amount=80_000)])
    came(three, THAT_DAY, 70_000)
    came(other, THAT_DAY + timedelta(days=5), 20_000)
    came(last, THAT_DAY + timedelta(days=SPAN + 1), 20_000)
    found = brought(mailing, [riverside])
    assert (found.offered.came, found.offered.spent) == (2, 140_000)
    assert (found.held_back.came, found.held_back.spent) == (1, 20_000)
    assert found.offered.people + found.held_back.people == 40
    assert found.difference and not found.difference.told, "two beside one is chance"


def test_it_is_told_where_chance_would_hardly_do_it(mailing: Mailing, riverside: Branch) -> None:
    for patient in written_to(mailing)[:12]:
        came(patient, THAT_DAY + timedelta(days=3))
    found = brought(mailing, [riverside])
    assert found.difference and found.difference.told and found.difference.low > 0


def test_reached_answered_and_what_it_cost(
    mailing: Mailing, riverside: Branch, almaty: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """CAM-8. Whom the letter did not reach stays among the written to, who took it back does not."""
    sent, failed, gone, *_waiting = written_to(mailing)
    Message.objects.filter(patient=sent).update(state="delivered")
    Message.objects.filter(patient=failed).update(state="failed")
    Message.objects.filter(patient=gone).update(state="taken_back")
    number = len(written_to(mailing))
    with django_assert_num_queries(11):
        found = brought(mailing, [riverside])
    assert (found.reached, found.answered, found.cost) == (1, 0, 0)
    assert found.offered.people == number - 1
    elsewhere = brought(mailing, [almaty])
    assert (elsewhere.offered.people, elsewhere.held_back.people, elsewhere.difference) == (0, 0, None)
    assert brought(mailing, []).offered.people == 0
