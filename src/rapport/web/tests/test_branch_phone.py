"""Clients read whom to call on every page that they open."""

from __future__ import annotations

from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from rapport.staff.models import Branch, User


def saved(client: Client, branch: Branch, phone: str) -> tuple[int, str]:
    """What the form of `branch` answers to `phone`, and the number that is kept then."""
    told = {name: value for name, value in model_to_dict(branch).items() if value is not None}
    said = {**told, "open_days": list(branch.open_days), "opens_at": "08:30", "closes_at": "18:30", "phone": phone}
    answer = client.post(reverse("web:branch", args=[branch.pk]), said)
    branch.refresh_from_db()
    return answer.status_code, branch.phone


def test_the_number_is_kept_as_it_is_dialled_and_nothing_else_is(
    client: Client, owner: User, riverside: Branch
) -> None:
    client.force_login(owner)
    assert saved(client, riverside, "0571-5550 1234") == (302, "+8657155501234")
    assert saved(client, riverside, "+86 571 5550 1234") == (302, "+8657155501234")
    for wrong in ("12", "call us", "0571-5550 1234, 138 0013 8000", "0571-5550 1234 转 12"):
        assert saved(client, riverside, wrong) == (422, "+8657155501234"), wrong
    assert saved(client, riverside, "") == (302, "")


def test_pages_of_clients_say_whom_to_call(client: Client, riverside: Branch) -> None:
    page = f"{reverse('web:say')}?branch={riverside.pk}"
    assert "tel:" not in client.get(page).content.decode()
    Branch.objects.update(phone="+8657155501234")
    assert 'href="tel:+8657155501234"' in client.get(page).content.decode()
