"""Moments are read by the clock of the branch, on every page of the staff that tells one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from rapport.feedback.models import Slip
from rapport.importing.models import Import
from rapport.lib import clock
from rapport.outreach.calls import Said, begin_call, end_call
from rapport.outreach.models import Answer, Call, ChannelAccount, Mailing, Message, Template
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, task_about
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.looking import note_look
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.staff.working import show_up
from rapport.web.tests.test_role_table import plain_urls

pytestmark = pytest.mark.django_db
# 14:37 in Hangzhou, 11:37 in Almaty
MOMENT = datetime(2026, 11, 19, 6, 37, tzinfo=UTC)
PAGES = {
    "web:messages", "web:messages_unknown", "web:mailings", "web:answers", "web:call_log", "web:work", "web:audit",
    "web:accesses", "web:users", "web:imports",
}  # fmt: skip


@pytest.fixture
def done_then(zhou: Patient, owner: User, caller: User) -> None:
    """Something on every one of these pages, all of it at one moment."""
    with clock.set_to(EVENING):
        call = begin_call(task_about(agrees_to_calls(zhou)), by=caller)
        end_call(call, "refused", by=caller, said=Said())
    Call.objects.update(begun_at=MOMENT)
    with clock.set_to(MOMENT):
        sms = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="s")
        sent = {
            "patient": zhou,
            "account": sms,
            "purpose": "care",
            "channel": "sms",
            "body": "…",
            "written_by": owner,
        }
        for state in ("waiting", "unknown"):
            times = {"written_at": MOMENT, "not_before": MOMENT, "expires_at": clock.now() + timedelta(days=1)}
            Message.objects.create(**sent, **times, key=state, state=state)
        Answer.objects.create(account=sms, key="1", sender="+8613800138000", text="好", at=MOMENT)
        template = Template.objects.create(name="Recall", purpose="care")
        Mailing.objects.create(template=template, channel="sms", people=[zhou.pk], by=owner, at=MOMENT)
        show_up()
        note_look(zhou.pk, by=caller)
    Import.objects.create(branch=zhou.branch, by=owner)
    Import.objects.update(created_at=MOMENT)
    User.objects.update(last_login=MOMENT)
    LogEntry.objects.update(timestamp=MOMENT)


def test_a_moment_is_told_by_the_clock_of_the_branch(client: Client, owner: User, done_then: None) -> None:
    """On every page that opens by its address alone; and on these something is told."""
    client.force_login(owner)
    User.objects.filter(pk=owner.pk).update(last_login=MOMENT)
    told = set()
    with clock.set_to(MOMENT + timedelta(minutes=1)):
        for name, path in plain_urls():
            answer = client.get(path)
            if answer.status_code == 200 and not answer.streaming:
                assert b"06:37" not in answer.content, name
                told |= {name} if b"14:37" in answer.content else set()
    assert told >= PAGES, PAGES - told


def test_who_works_elsewhere_reads_the_clock_there(
    client: Client, riverside: Branch, almaty: Branch, owner: User
) -> None:
    there = add_user("there", name="Там", password=None, roles=[(Role.OWNER, almaty)], language="en")
    nowhere = add_user("nowhere", name="Nobody", password=None, roles=[])
    assert [str(user.zone) for user in (owner, there, nowhere)] == ["Asia/Shanghai", "Asia/Almaty", "UTC"]
    client.force_login(there)
    LogEntry.objects.update(actor=there, timestamp=MOMENT)
    assert "11:37" in client.get(reverse("web:audit")).content.decode()


def test_a_slip_is_due_by_the_clock_of_its_branch(
    client: Client, owner: User, almaty: Branch, khalilova: Patient
) -> None:
    """AFT-5: an owner who works in Hangzhou reads when it is due in Almaty, in the list and on its page."""
    slip = Slip.objects.create(
        patient=khalilova, branch=almaty, opened_at=MOMENT, due_at=MOMENT, stage="service", points=6
    )
    client.force_login(owner)
    with clock.set_to(MOMENT - timedelta(hours=1)):
        for address in (reverse("web:slips"), reverse("web:slip", args=[slip.pk])):
            assert "11:37" in client.get(address).content.decode(), address
