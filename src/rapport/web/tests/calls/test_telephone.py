"""The telephone, and what is said on it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rapport.outreach.calls import begin_call, end_call
from rapport.outreach.calls.ringing import connect_telephone, give_extension
from rapport.outreach.models import Ringing, Task, Telephone
from rapport.outreach.tests.calling import EVENING
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.calls.steps import CALLS

pytestmark = pytest.mark.now(EVENING)


def test_dialling_counts_and_tells_the_number_to_who_may_see_it(at_work: Client, sleeper: Task) -> None:
    """REC-12: at the counter the number stays masked and is not dialled."""
    url = reverse("web:call", args=[sleeper.pk])
    answer = at_work.post(url, headers={"HX-Request": "true"})
    assert "tel:+8613800138000" in answer.headers["HX-Trigger"]
    at_work.post(reverse("web:counter"), {"on": "1"})
    page = at_work.get(CALLS).content.decode()
    assert "8613800138000" not in page and "138 **** 8000" in page


def test_scripts_are_read_by_callers_and_written_by_who_may(
    at_work: Client, sleeper: Task, caller: User, owner: User
) -> None:
    """CAM-4: results by version."""
    end_call(begin_call(sleeper, by=caller), "booked", by=caller)
    url = reverse("web:script", args=["sleeping", "zh-hans"])
    [line] = at_work.get(url).context["versions"]
    assert (line.calls, line.reached, line.booked_share) == (1, 1, 100)
    assert at_work.post(url, {"name": "新", "text": "= a\n您好"}).status_code == 403
    writer = Client()
    writer.force_login(owner)
    wrong = writer.post(url, {"name": "新", "text": "= a\n{secret}"})
    assert wrong.status_code == 422 and "{secret}" in wrong.content.decode()
    writer.post(url, {"name": "新", "text": "= a\n您好\n\n= b @hygiene\n洁牙"})
    assert "after a cleaning" in writer.get(url).content.decode(), "whom a step is for is said in words"
    assert [one.version.number for one in writer.get(url).context["versions"]] == [2, 1]


def test_a_telephone_system_announces_who_is_calling(
    at_work: Client, zhou: Patient, caller: User, riverside: Branch
) -> None:
    token = connect_telephone(riverside)
    give_extension(Telephone.objects.get(), caller, "104")
    outside = Client()
    hook = reverse("web:telephone_hook", args=[token])
    assert outside.post(hook, {"number": "138 0013 8000", "extension": "104"}).status_code == 204
    assert zhou.full_name in at_work.get(reverse("web:ringing")).content.decode()
    outside.post(hook, {"number": "139 0013 8001", "extension": "104"})
    unknown = at_work.get(reverse("web:ringing")).content.decode()
    assert "nobody on file" in unknown and "?phone=" in unknown
    outside.post(hook, {"number": "138 0013 8000", "extension": "104", "state": "ended"})
    assert at_work.get(reverse("web:ringing")).content == b""


@pytest.mark.parametrize(
    ("token", "told", "status"),
    [
        ("x" * 43, {"number": "1", "extension": "104"}, 404),
        ("", {"number": "13800138000", "extension": "999"}, 400),
        ("", {"number": "<script>", "extension": "104"}, 204),
        ("", {"number": "1" * 2000, "extension": "104"}, 204),
        ("", {"number": "1\x00", "extension": "²"}, 400),
        ("", {}, 400),
        ("", {"number": "1" * 9000, "extension": "104"}, 404),
    ],
)
def test_what_a_stranger_sends_to_the_telephone_does_no_harm(
    client: Client, caller: User, riverside: Branch, token: str, told: dict[str, str], status: int
) -> None:
    mine = connect_telephone(riverside)
    give_extension(Telephone.objects.get(), caller, "104")
    hook = reverse("web:telephone_hook", args=[token or mine])
    assert client.post(hook, told).status_code == status
    assert client.get(hook).status_code == 405
    assert all(rings.number == "" for rings in Ringing.objects.all())
