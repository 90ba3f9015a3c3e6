"""Rules are tried: who would stand where, and what follows, before anything counts (PAT-9)."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.people.models import HeldMove, Patient
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import (
    set_grade,
)
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.tests.policies.steps import HTMX, STRICTER, came, everything_that_counts, page, url
from tests.cast import register


def test_who_stands_where_leads_to_them_and_what_follows_is_told_before_it_counts(
    at_owner: Client, owner: User, marsh: Patient, house: None
) -> None:
    """PAT-9: also on the last page before the rules are in force."""
    assert 'href="/patients/?lifecycle=active">3</a>' in at_owner.get(url("policy")).content.decode()
    until = marsh.branch.today() + relativedelta(days=9)
    set_grade(marsh, Scheme.LIFECYCLE, "active", by=owner, reason="熟客", until=until)
    at_owner.post(url("policy_draft"), STRICTER)
    draft = PolicyVersion.objects.drafts().get()
    at_owner.post(url("policy_approval"), {"edition": draft.edition})
    assert "1 person stays where somebody set them by hand." in page(at_owner.get(url("policy_activation")))


def test_trying_changes_nothing(at_owner: Client, house: None) -> None:
    """PAT-9: the figures follow while one types; standings, history, drafts and waiting moves stay as they are."""
    before = everything_that_counts()
    answer = at_owner.post(url("policy_trial"), STRICTER, headers=HTMX)
    told = page(answer)
    assert answer.status_code == 200 and "2 people move, 66.7%" in told and "0 up" in told and "2 down" in told
    assert "2 people from “Active” to “Due”" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    whole = at_owner.post(url("policy_trial"), STRICTER)
    assert "<html" in whole.content.decode() and "2 people move" in page(whole)
    for name in ("policy_arrangement", "policy_movers"):
        assert at_owner.post(url(name), STRICTER | {"cell": "active:due", "up": "due"}).status_code == 200
    assert everything_that_counts() == before


def test_every_figure_lists_its_people_with_the_reason(at_owner: Client, house: None) -> None:
    """PAT-7: from where, to where, and the figure by which."""
    answer = at_owner.post(url("policy_movers"), STRICTER | {"cell": "active:due"}, headers=HTMX)
    told = page(answer)
    assert "Helen Marsh" in told and "Халилова" in told and "周雅琴" not in told
    assert "Last visit:" in told
    stays = page(at_owner.post(url("policy_movers"), STRICTER | {"cell": "active:active"}, headers=HTMX))
    assert "周雅琴" in stays and "Helen Marsh" not in stays
    assert "Helen Marsh" in page(at_owner.post(url("policy_movers"), STRICTER | {"cell": ""}))


def test_the_front_desk_tries_at_its_own_branch_and_cannot_approve(
    client: Client, desk: User, owner: User, house: None
) -> None:
    """PAT-9: drafts and asks; the word is the owner's. Nobody of another branch is named."""
    client.force_login(desk)
    told = page(client.post(url("policy_movers"), STRICTER | {"cell": ""}))
    assert "Helen Marsh" in told and "Халилова" not in told
    assert "1 person moves, 50.0%" in page(client.post(url("policy_trial"), STRICTER, headers=HTMX))
    answer = client.post(url("policy_draft"), STRICTER, follow=True)
    assert "Ask for approval" in page(answer) and url("policy_approval") not in answer.content.decode()
    edition = {"edition": PolicyVersion.objects.drafts().get().edition}
    for name in ("policy_approval", "policy_activation", "policy_undoing"):
        assert client.post(url(name), edition).status_code == 403
    client.post(url("policy_approval_request"), edition)
    client.force_login(owner)
    assert "waits for approval" in page(client.get(reverse("web:policies")))


@pytest.mark.parametrize("role", ["caller", "dentist", "marketer"])
def test_others_do_not_see_the_rules(client: Client, role: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("web:policies")).status_code == 403
    assert client.post(url("policy_trial"), STRICTER).status_code == 403


def test_moves_that_wait_are_confirmed_by_whoever_sees_the_person(
    client: Client, desk: User, owner: User, riverside: Branch, marsh: Patient, khalilova: Patient, house: None
) -> None:
    """PAT-7: the list names who was set by hand and why; a tick lets a move happen, the others go on waiting."""
    told = {"scheme": "lifecycle", "before": "active", "after": "sleeping", "since": riverside.today()}
    here, there = (HeldMove.objects.create(patient=one, **told) for one in (marsh, khalilova))
    set_grade(marsh, Scheme.LIFECYCLE, "due", reason="在国外", until=riverside.today(), by=owner)
    client.force_login(desk)
    told_here = page(client.get(url("policy")))
    assert "Helen Marsh" in told_here and "在国外" in told_here and "Халилова" not in told_here
    client.post(url("policy_waiting"), {"move": [here.pk, there.pk, "x", "9" * 40]})
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.confirmed_by == desk and there.confirmed_at is None


def test_pages_cost_the_same_for_few_and_for_many(at_owner: Client, riverside: Branch, house: None) -> None:
    def queries() -> list[int]:
        told = []
        for ask in (
            lambda: at_owner.get(reverse("web:policies")),
            lambda: at_owner.get(url("policy")),
            lambda: at_owner.post(url("policy_trial"), STRICTER, headers=HTMX),
            lambda: at_owner.post(url("policy_movers"), STRICTER | {"cell": ""}, headers=HTMX),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert ask().status_code == 200
            told.append(len(captured))
        return told

    few = queries()
    for n in range(8):
        came(register(riverside, f"客{n}"), months_ago=4)
    refresh_facts()
    assert queries() == few
