"""The tab about reaching a person: what the gate says and why, pauses, wished hours; the manners of a branch."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.outreach.gate import Ask, look
from rapport.outreach.models import Contact, HoursWish, Manners, Pause
from rapport.outreach.pausing import pause_contact
from rapport.people.actions import give_consent, put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

# a Thursday, three in the afternoon in Hangzhou
AFTERNOON = datetime(2026, 11, 19, 7, tzinfo=UTC)
pytestmark = pytest.mark.now(AFTERNOON)


@pytest.fixture
def signed_in(client: Client, desk: User) -> Client:
    client.force_login(desk)
    return client


def url(name: str, patient: Patient, *more: object) -> str:
    return reverse(f"web:{name}", args=[patient.pk, *more])


def test_the_card_says_whether_we_may_call_now_and_why_not(signed_in: Client, zhou: Patient) -> None:
    """CAM-1, REC-11: per way, with reasons in words; asking writes nothing."""
    give_consent(zhou, "care", by=None, given_on=date(2026, 1, 5))
    for address in (url("card_reach", zhou), url("card_reach_now", zhou)):
        page = signed_in.get(address).content.decode()
        assert "care: now" in page and "offers: no" in page
        assert "Marketing messages by phone call: nobody has asked yet" in page
        assert "e-mail" in page and "Not known:" in page
    assert url("card_reach_now", zhou) in signed_in.get(url("card", zhou)).content.decode()
    assert not Contact.objects.exists()


def test_what_is_asked_of_the_gate_costs_the_same_however_much_there_is(signed_in: Client, zhou: Patient) -> None:
    """REC-7."""
    give_consent(zhou, "care", by=None, given_on=date(2026, 1, 5))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(url("card_reach", zhou)).status_code == 200
        return len(captured)

    cost()  # the first look is written down
    pause_contact(zhou, "complaint", by=None)  # whoever has none costs one less
    before = cost()
    for _more in range(5):
        pause_contact(zhou, "complaint", by=None)
        Contact.objects.create(patient=zhou, addressed=zhou, purpose="care", channel="sms", on_request=True)
    assert cost() == before


def test_the_guardian_of_a_child_is_named(
    signed_in: Client, riverside: Branch, marsh: Patient, desk: User
) -> None:
    """REC-1."""
    child = register(riverside, "Ivy Marsh", birth_date=date(2018, 4, 1))
    assert "A child, for whom nobody speaks yet" in signed_in.get(url("card_reach", child)).content.decode()
    put_guardian(child, marsh, by=desk)
    assert "Helen Marsh is spoken to for them." in signed_in.get(url("card_reach", child)).content.decode()


def test_a_pause_is_kept_ended_and_taken_back(signed_in: Client, zhou: Patient, desk: User) -> None:
    """CAM-2: every step stands on the timeline, with who did it."""
    said = {"ground": "asked", "scope": "all", "until": "2026-12-01", "words": "忙"}
    page = signed_in.post(url("card_pauses", zhou), said, follow=True).content.decode()
    pause = Pause.objects.get()
    assert (pause.until, pause.words, pause.by) == (date(2026, 12, 1), "忙", desk)
    assert url("card_pause_end", zhou, pause.pk) in page
    signed_in.post(url("card_pause_end", zhou, pause.pk))
    again = signed_in.post(url("card_pause_end", zhou, pause.pk), follow=True).content.decode()
    assert "This pause was ended already." in again
    told = signed_in.get(url("card_timeline", zhou)).content.decode()
    assert "Left in peace: asked to be left in peace" in told and "May be turned to again" in told
    signed_in.post(url("card_pause_end_undo", zhou, pause.pk))
    pause.refresh_from_db()
    assert (pause.ended_at, pause.ended_by) == (None, None)


def test_never_is_asked_about_first(signed_in: Client, zhou: Patient) -> None:
    """CAM-2: nothing is kept before somebody said that they are sure."""
    said = {"ground": "never", "scope": "all", "until": "", "words": ""}
    asked = signed_in.post(url("card_pauses", zhou), said)
    assert asked.status_code == 422 and "Never contact this person again?" in asked.content.decode()
    assert not Pause.objects.exists()
    signed_in.post(url("card_pauses", zhou), {**said, "sure": "1"})
    [reason] = [one for one in look(zhou, Ask("care", "sms", on_request=True)).reasons if one.code == "never"]
    assert reason.words == "Asked never to be contacted. Wait until they come by themselves."


def test_whoever_is_left_in_peace_is_marked_on_every_tab(signed_in: Client, zhou: Patient) -> None:
    """CMP-3: as thinking time is; a pause of offers alone stops no call, one that is over says nothing."""
    visits = reverse("web:card_timeline", args=[zhou.pk])
    for scope, until, marked in (
        ("marketing", None, False),
        ("calls", date(2026, 11, 18), False),
        ("calls", date(2026, 12, 3), True),
    ):
        pause = Pause(patient=zhou, ground="asked", scope=scope, since=date(2026, 11, 10), until=until)
        pause.save()
        assert (signed_in.get(visits).context["card"].pause == pause) == marked
    assert "In peace until 3 Dec" in signed_in.get(visits).content.decode()


def test_a_day_that_is_over_is_told_and_nothing_is_kept(signed_in: Client, zhou: Patient) -> None:
    said = {"ground": "asked", "scope": "all", "until": "2026-11-01", "words": "忙"}
    answer = signed_in.post(url("card_pauses", zhou), said)
    assert answer.status_code == 422 and "This day is over" in answer.content.decode()
    assert "忙" in answer.content.decode() and not Pause.objects.exists()


def test_wished_hours_are_kept_and_forgotten(signed_in: Client, zhou: Patient) -> None:
    """CAM-1."""
    said = {"calls-opens": "17:00", "calls-closes": "19:30", "calls-days": ["1", "5"], "calls-words": "下班后"}
    signed_in.post(url("card_hours", zhou, "calls"), said)
    wish = HoursWish.objects.get()
    assert (wish.way, wish.opens, wish.closes, wish.days) == ("calls", time(17), time(19, 30), "15")
    backwards = signed_in.post(url("card_hours", zhou, "calls"), {**said, "calls-closes": "16:00"})
    assert backwards.status_code == 422 and "These hours end before they begin" in backwards.content.decode()
    signed_in.post(url("card_hours_removal", zhou, "calls"))
    assert not HoursWish.objects.exists()
    assert signed_in.post(url("card_hours", zhou, "letters"), said).status_code == 404


def test_who_may_not_take_withdrawals_pauses_nobody(client: Client, marketer: User, zhou: Patient) -> None:
    """REC-12."""
    client.force_login(marketer)
    page = client.get(url("card_reach", zhou)).content.decode()
    assert url("card_pauses", zhou) not in page
    assert client.post(url("card_pauses", zhou), {"ground": "asked", "scope": "all"}).status_code == 403


def test_the_manners_of_a_branch_are_its_own(client: Client, owner: User, zhou: Patient) -> None:
    """LOY-4, CAM-1: the hours and limits that the gate goes by."""
    client.force_login(owner)
    give_consent(zhou, "care", by=None, given_on=date(2026, 1, 5))
    address = reverse("web:branch_manners", args=[zhou.branch_id])
    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields} | {"calls_open": "16:00"}
    assert client.post(address, said).status_code == 302
    assert Manners.objects.get(branch=zhou.branch).calls_open == time(16)
    assert [reason.code for reason in look(zhou, Ask("care", "call")).reasons] == ["hours"]
    wrong = client.post(address, {**said, "calls_close": "15:00"})
    assert wrong.status_code == 422 and "These hours end before they begin." in wrong.content.decode()
    assert client.post(address, {**said, "days": []}).status_code == 422
