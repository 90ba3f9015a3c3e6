"""What was just noted of somebody is taken back: once, at once, and by whoever noted it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.people.actions import join_activity
from rapport.people.actions.taking_back import take_back
from rapport.people.models import Activity, ChangedPatient, Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch, User
from rapport.web.tests.standing import NOON, known_to_all, work
from tests.cast import register

pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def known(zhou: Patient, dentist: User) -> Patient:
    return known_to_all(zhou, dentist)


def said_last(answer: Any) -> Any:
    """The message that the next page shows."""
    return list(get_messages(answer.wsgi_request))[-1]


RECORDS: list[tuple[str, str, dict[str, object]]] = [
    ("satisfactions", "web:card_satisfactions", {"level": "dissatisfied"}),
    ("participations", "web:card_participations", {"name": "爱牙讲座", "day": "2026-11-01"}),
    ("purchases", "web:card_purchases", {"what": "电动牙刷", "day": "2026-11-20"}),
    ("departures", "web:card_departures", {"left_on": "2026-11-20"}),
    ("judgements", "web:card_judgement", {"awareness": "4", "demands": "2", "reluctance": "3"}),
]


@pytest.mark.parametrize(("kept", "url", "said"), RECORDS, ids=[kept for kept, *_rest in RECORDS])
def test_what_was_just_noted_is_taken_back_once(
    client: Client, dentist: User, known: Patient, kept: str, url: str, said: dict[str, object]
) -> None:
    """Undo instead of “are you sure”; whoever comes from it is marked, so that classes follow."""
    client.force_login(dentist)
    before = set(getattr(known, kept).values_list("pk", flat=True))
    undo = said_last(client.post(reverse(url, args=[known.pk]), said)).extra_tags
    assert getattr(known, kept).count() == len(before) + 1
    work()
    assert client.post(undo).status_code == 302
    assert set(getattr(known, kept).values_list("pk", flat=True)) == before
    assert ChangedPatient.objects.filter(patient=known).exists()
    assert said_last(client.post(undo)).level_tag == "error"


def test_where_they_stand_follows_a_judgement_taken_back_at_once(
    client: Client, dentist: User, known: Patient
) -> None:
    """PAT-6, PAT-8: before any worker has looked, as when it was noted."""
    client.force_login(dentist)
    work()
    was = PatientFacts.objects.values_list("awareness", "judged_awareness")
    before = was.get(patient=known)
    told = {"awareness": "5" if before[0] == 1 else "1", "demands": "2", "reluctance": "3"}
    undo = said_last(client.post(reverse("web:card_judgement", args=[known.pk]), told)).extra_tags
    assert was.get(patient=known) == (int(told["awareness"]),) * 2
    client.post(undo)
    assert was.get(patient=known) == before


def test_only_who_noted_it_takes_it_back_and_only_at_once(
    client: Client, desk: User, dentist: User, known: Patient
) -> None:
    client.force_login(desk)
    url = reverse("web:card_satisfactions", args=[known.pk])
    undo = said_last(client.post(url, {"level": "fair"})).extra_tags
    client.force_login(dentist)
    assert said_last(client.post(undo)).level_tag == "error"
    client.force_login(desk)
    with clock.set_to(NOON + timedelta(seconds=31)):
        assert said_last(client.post(undo)).level_tag == "error"
    assert said_last(client.post(undo.replace("/undoing/", "x/undoing/"))).level_tag == "error"
    assert known.satisfactions.count() == 1


def test_a_return_is_taken_back_and_then_the_departure(client: Client, desk: User, known: Patient) -> None:
    """CAM-3: a departure from which somebody came back stays."""
    client.force_login(desk)

    def undo_of(url: str, **said: str) -> str:
        return str(said_last(client.post(reverse(url, args=[known.pk]), said)).extra_tags)

    leaving = undo_of("web:card_departures", left_on="2026-11-20")
    coming = undo_of("web:card_departure_return", returned_on="2026-11-21")
    assert said_last(client.post(leaving)).level_tag == "error"
    client.post(coming)
    assert known.departures.get().returned_on is None
    client.post(leaving)
    assert not known.departures.exists()


def test_taking_part_noted_twice_stands_once_and_is_not_taken_back(
    client: Client, desk: User, known: Patient
) -> None:
    """PRO-3: the second noting wrote nothing, so there is nothing to undo."""
    client.force_login(desk)
    url, said = reverse("web:card_participations", args=[known.pk]), {"name": "爱牙讲座", "day": "2026-11-01"}
    assert said_last(client.post(url, said)).extra_tags
    assert not said_last(client.post(url, said)).extra_tags
    assert known.participations.count() == 1


def test_an_event_goes_with_the_last_who_took_part_in_it(
    client: Client, dentist: User, known: Patient, riverside: Branch
) -> None:
    """PRO-3: a name written wrong is not offered to the next one."""
    client.force_login(dentist)
    url, said = reverse("web:card_participations", args=[known.pk]), {"name": "爱牙讲坐", "day": "2026-11-01"}
    undo = said_last(client.post(url, said)).extra_tags
    other = register(riverside, "李雷")
    lecture = Activity.objects.get()
    join_activity(other, lecture, by=dentist)
    client.post(undo)
    assert list(lecture.participations.values_list("patient", flat=True)) == [other.pk]
    take_back(other.participations.get(), of=other)
    assert not Activity.objects.exists()
    join_activity(other, lecture, by=dentist)
    assert Activity.objects.get() == lecture
