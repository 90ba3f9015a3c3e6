"""Where the work of each role begins."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rapport.people.models import Patient
from rapport.staff.models import User

pytestmark = pytest.mark.one_database


def begins_at(client: Client, user: User) -> str:
    client.force_login(user)
    return str(client.get("/")["Location"])


def test_callers_begin_with_calls_the_owner_with_the_base_and_all_others_with_the_day(
    client: Client, caller: User, desk: User, dentist: User, owner: User, zhou: Patient
) -> None:
    assert begins_at(client, caller) == reverse("web:calls")
    assert begins_at(client, owner) == reverse("web:insights_base")
    assert {begins_at(client, user) for user in (desk, dentist)} == {reverse("web:today")}


def test_at_the_counter_the_owner_begins_with_what_is_open_there(
    client: Client, owner: User, zhou: Patient
) -> None:
    client.force_login(owner)
    client.post(reverse("web:counter"), {"on": "1"})
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("web:today")


def test_while_nobody_is_written_down_the_owner_begins_with_the_day_too(client: Client, owner: User) -> None:
    """It says what to do first."""
    assert begins_at(client, owner) == reverse("web:today")
