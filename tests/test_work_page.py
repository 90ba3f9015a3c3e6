"""The page of the work that happens by itself: who does it, what waits, what went wrong."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from rapport.config.schedule import JOBS, ensure_schedule
from rapport.lib import clock
from rapport.outreach.models import Message
from rapport.outreach.outbox import write_message
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.working import show_up


def read(client: Client, by: User) -> str:
    client.force_login(by)
    answer = client.get("/settings/work/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_who_works_and_what_waits(client: Client, owner: User, zhou: Patient) -> None:
    ensure_schedule()
    assert "Nobody does the work" in read(client, owner)
    show_up()
    for key, fields in {
        "late": {"not_before": clock.now() - timedelta(hours=1)},
        "lost": {"state": "unknown"},
    }.items():
        message = write_message(zhou, purpose="care", channel="sms", body="请来复查", key=key, by=None)
        Message.objects.filter(pk=message.pk).update(**fields)
    told = read(client, owner)
    assert "Nobody does the work" not in told
    assert "1 due for long" in told
    assert "No account sends" in told
    assert 'href="/messages/unknown/"' in told
    assert all(job.name in told for job in JOBS)
