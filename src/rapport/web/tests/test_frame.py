"""What waits for somebody stands under the entries: by one statement, as much as the ORM counts one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.lib import clock
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.staff.actions import add_user, set_roles
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web import frame
from tests.everything import Everything


@pytest.fixture
def waiting(zhou: Patient, khalilova: Patient, owner: User) -> None:
    """At each branch a note to read, a call to make, a slip, a complaint, a form, a gift, tasks of the owner's."""
    for patient in (zhou, khalilova):
        of = Everything(patient, owner)
        assert of.mention and of.call_task and of.slip and of.complained and of.service_form and of.gift
        due = {"work_list": "recall", "owner": owner, "due_on": clock.now().date()}
        for put_off in (None, clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)):
            Task.objects.create(patient=patient, branch=patient.branch, snoozed_until=put_off, **due)


def counted(user: User) -> dict[str, int]:
    return {name: sum(rows.count() for rows in frame._WAITING[name](user)) for name in frame._waiting(user)}


@pytest.mark.each_database
def test_each_sees_what_is_theirs(waiting: None, owner: User, riverside: Branch, almaty: Branch) -> None:
    everywhere = frame._waiting(owner)
    assert everywhere == counted(owner)
    assert sorted(name for name, waiting in everywhere.items() if not waiting) == [frame._COPY]
    for role in Role:
        for branch in (riverside, almaty, None):
            name = f"{role}-{branch}"
            user = add_user(name, name=name, password=None, roles=[(role, branch)])
            assert frame._waiting(user) == counted(user), name
            user = User.objects.get(pk=user.pk)
            user.at_counter = True
            assert frame._waiting(user) == counted(user), name


@pytest.mark.each_database
def test_it_is_of_this_moment_and_of_the_roles_held_now(waiting: None, owner: User, almaty: Branch) -> None:
    before = frame._waiting(owner)
    with clock.set_to(clock.now() + timedelta(hours=2)):
        later = frame._waiting(owner)
    assert later["web:today"] == before["web:today"] + 2
    set_roles(owner, [(Role.OWNER, almaty)])
    there = frame._waiting(User.objects.get(pk=owner.pk))
    assert 0 < there["web:calls"] < before["web:calls"]
    set_roles(owner, [])
    assert frame._waiting(User.objects.get(pk=owner.pk)) == {frame._COPY: 0}


def test_it_takes_one_statement(waiting: None, owner: User) -> None:
    frame._waiting(owner)
    with CaptureQueriesContext(connection) as asked:
        frame._waiting(User.objects.get(pk=owner.pk))
    assert len(asked) == 3, "the user, their roles, and all that waits"
