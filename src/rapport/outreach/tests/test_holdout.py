"""Part of those whom an offer might go to get nothing, so that what it brings can be told (CAM-8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from rapport.lib import clock
from rapport.outreach import mailing as mailings
from rapport.outreach.holdout import is_held_back
from rapport.outreach.mailing import carry_on, start_mailing
from rapport.outreach.models import Mailing, Message, Template
from rapport.outreach.wording.actions import save_wording
from rapport.people.actions import give_consent
from rapport.people.models import Household, Patient
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
NUMBER = UUID("5a0c3f5e-0000-4000-8000-000000000001")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


@pytest.fixture
def offer(owner: User) -> Template:
    template = Template.objects.create(name="Whitening", purpose="marketing")
    save_wording(template, "sms", "zh-hans", body="{greeting},美白优惠。", by=owner)
    return template


@pytest.fixture
def crowd(riverside: Branch, owner: User) -> list[Patient]:
    """Thirty who agreed to offers, and two whom nobody asked."""
    people = [register(riverside, f"周{n}", phone=f"138000000{n:02}") for n in range(32)]
    for person in people[:30]:
        give_consent(person, "marketing", by=owner)
    return people


def begun(template: Template, people: list[Patient], by: User, share: int) -> Mailing:
    chosen = Patient.objects.filter(pk__in=[one.pk for one in people])
    return start_mailing(chosen, template, "sms", held_share=share, by=by, queued=False)


def test_half_of_those_who_might_be_written_to_get_nothing(
    offer: Template, crowd: list[Patient], owner: User
) -> None:
    """CAM-8: whoever may not be written to is in neither group: they would be no comparison."""
    mailing = begun(offer, crowd, owner, 50)
    carry_on(mailing.pk)
    mailing.refresh_from_db()
    written, held_back = set(Message.objects.values_list("patient", flat=True)), set(mailing.held_back)
    assert written | held_back == {one.pk for one in crowd[:30]} and not written & held_back
    assert 5 < len(held_back) < 25 and mailing.written == len(written)
    assert mailing.left_out == {"consent_none": 2}


def test_begun_again_after_it_was_killed_it_holds_back_the_same(
    offer: Template, crowd: list[Patient], owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 10)
    mailing = begun(offer, crowd, owner, 50)
    mailings._write_some(mailing.pk)
    before = set(Mailing.objects.get().held_back)
    Mailing.objects.update(done=0, written=0)  # as if nobody had noted how far it came
    carry_on(mailing.pk)
    mailing.refresh_from_db()
    assert before < set(mailing.held_back)
    assert Message.objects.count() + len(mailing.held_back) == 30


def test_nobody_goes_without_care_for_the_sake_of_a_figure(crowd: list[Patient], owner: User) -> None:
    recall = Template.objects.create(name="Recall", purpose="care")
    save_wording(recall, "sms", "zh-hans", body="{greeting},该复查了。", by=owner)
    for person in crowd:
        give_consent(person, "care", by=owner)
    mailing = begun(recall, crowd, owner, 50)
    carry_on(mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.held_share, mailing.held_back, mailing.written) == (0, [], 32)


def test_chance_draws_a_household_as_one_and_everybody_once(riverside: Branch) -> None:
    people = [Patient(pk=n, branch=riverside) for n in range(1, 4001)]
    held_back = {one.pk for one in people if is_held_back(NUMBER.bytes, one, 10)}
    assert 320 < len(held_back) < 480, "a tenth of 4,000, give or take four deviations"
    assert held_back == {one.pk for one in people if is_held_back(NUMBER.bytes, one, 10)}
    assert held_back < {one.pk for one in people if is_held_back(NUMBER.bytes, one, 50)}
    assert not any(is_held_back(NUMBER.bytes, one, 0) for one in people)
    home = Household(pk=7)
    drawn = [
        {is_held_back(UUID(int=n).bytes, Patient(pk=pk, household=home), 50) for pk in (1, 2, 3)}
        for n in range(1, 60)
    ]
    assert {frozenset(one) for one in drawn} == {frozenset({True}), frozenset({False})}
