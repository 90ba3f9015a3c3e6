"""Who looks after whom (REC-9): appointed by part, handed over one or all, never overwritten."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import appoint_steward, appoint_stewards, hand_over, release_steward, undo_hand_over
from rapport.people.models import ChangedPatient, Patient, Steward
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.at_once import all_at_once, codes
from tests.cast import register


@pytest.fixture
def dentist2(riverside: Branch) -> User:
    return add_user("dentist2", name="高医生", password=None, roles=[(Role.DENTIST, riverside)])


def looks_after(patient: Patient, role: str = "dentist") -> User | None:
    found = patient.stewards.current().filter(role=role).first()
    return found.user if found else None


def test_a_dentist_first_and_customer_service_beside(
    desk: User, dentist: User, dentist2: User, caller: User, zhou: Patient, marsh: Patient
) -> None:
    """REC-9: one at a time in each part; who did before stays written."""
    appoint_steward(zhou, dentist, "dentist", by=desk)
    appoint_steward(zhou, caller, "customer_service", by=desk)
    appoint_steward(zhou, dentist2, "dentist", by=desk)
    assert (looks_after(zhou), looks_after(zhou, "customer_service")) == (dentist2, caller)
    [before] = zhou.stewards.exclude(until=None)
    assert (before.user, before.ended_by) == (dentist, desk)
    assert list(Patient.objects.all().without_steward()) == [marsh]
    release_steward(zhou, "dentist", by=desk)
    release_steward(zhou, "customer_service", by=desk)
    assert Patient.objects.all().without_steward().count() == 2
    assert zhou.stewards.count() == 3


def test_who_does_not_work_in_the_part_is_refused(desk: User, caller: User, zhou: Patient) -> None:
    with pytest.raises(Refused) as refused:
        appoint_steward(zhou, caller, "dentist", by=desk)
    assert refused.value.code == "not_in_this_part" and "何晴" in refused.value.message


def test_many_are_looked_after_at_once_or_none(
    desk: User, dentist: User, caller: User, zhou: Patient, marsh: Patient
) -> None:
    """REC-9: the same two statements whether one person or all of a house are looked after."""
    ChangedPatient.objects.all().delete()
    with pytest.raises(Refused) as refused:
        appoint_stewards({zhou: dentist, marsh: caller}, "dentist", by=desk)
    assert refused.value.code == "not_in_this_part" and not Steward.objects.exists()
    appoint_stewards({zhou: dentist, marsh: dentist}, "dentist", by=desk)
    assert looks_after(zhou) == looks_after(marsh) == dentist
    assert set(ChangedPatient.objects.values_list("patient_id", flat=True)) == {zhou.pk, marsh.pk}


def test_the_database_knows_one_current_steward_in_a_part(dentist: User, dentist2: User, zhou: Patient) -> None:
    Steward.objects.create(patient=zhou, user=dentist, role="dentist", since=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Steward.objects.create(patient=zhou, user=dentist2, role="dentist", since=clock.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_appoint_at_once_leave_one(desk: User, dentist: User, dentist2: User, zhou: Patient) -> None:
    jobs = (partial(appoint_steward, zhou, user, "dentist", by=desk) for user in (dentist, dentist2))
    assert codes(all_at_once(*jobs)) == []
    assert zhou.stewards.current().count() == 1 and zhou.stewards.count() == 2


def test_everyone_of_a_colleague_changes_hands_and_comes_back(
    owner: User, riverside: Branch, almaty: Branch, dentist: User, dentist2: User, khalilova: Patient
) -> None:
    """REC-9: in as many statements for ten as for two; undone but for those handed on since."""
    everywhere = add_user("lead", name="总监", password=None, roles=[(Role.DENTIST, None)])
    appoint_steward(khalilova, everywhere, "dentist", by=owner)

    assert dentist2.assignments  # read once, whatever follows

    def round_of(people: int) -> tuple[list[Patient], int]:
        mine = [register(riverside, f"客{n}") for n in range(people)]
        for one in mine:
            appoint_steward(one, everywhere, "dentist", by=owner)
        ChangedPatient.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            batch, count = hand_over(Patient.objects.all(), "dentist", of=everywhere, to=dentist2, by=owner)
        assert count == people == ChangedPatient.objects.count()
        assert {looks_after(one) for one in mine} == {dentist2}
        appoint_steward(mine[0], dentist, "dentist", by=owner)
        assert undo_hand_over(batch, by=dentist) == 0
        assert undo_hand_over(batch, by=owner) == people - 1
        assert [looks_after(one) for one in mine] == [dentist, *[everywhere] * (people - 1)]
        Steward.objects.filter(patient__in=mine).delete()
        return mine, len(captured)

    assert round_of(2)[1] == round_of(10)[1]
    with pytest.raises(Refused, match="looks after nobody"):
        hand_over(Patient.objects.filter(branch=riverside), "dentist", of=everywhere, to=dentist2, by=owner)
    assert looks_after(khalilova) == everywhere  # 高医生 does not work in Almaty


def test_the_pages(
    client: Client, owner: User, desk: User, dentist: User, dentist2: User, zhou: Patient, khalilova: Patient
) -> None:
    client.force_login(desk)
    url = reverse("web:card_stewards", args=[zhou.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"dentist": dentist.pk}).status_code == 302
    assert "林岚" in client.get(reverse("web:card", args=[zhou.pk])).content.decode()
    assert client.post(url, {"dentist": desk.pk}).status_code == 422
    assert client.get(reverse("web:card_stewards", args=[khalilova.pk])).status_code == 404
    assert client.get(reverse("web:hand_over")).status_code == 403
    client.force_login(owner)
    assert client.get(reverse("web:hand_over")).status_code == 200
    said = {"role": "dentist", "of": dentist.pk, "to": dentist2.pk}
    answer = client.post(reverse("web:hand_over"), said, follow=True)
    [message] = answer.context["messages"]
    assert looks_after(zhou) == dentist2
    client.post(message.extra_tags, {"next": "//evil.example/"})
    assert looks_after(zhou) == dentist
    assert client.post(reverse("web:hand_over"), said | {"to": dentist.pk}).status_code == 422
