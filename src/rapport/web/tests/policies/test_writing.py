"""Rules are written, put in force and taken back (PAT-9)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from rapport.people.models import StandingChange, Tag
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    draft_policy,
    undo_activation,
)
from rapport.segmentation.policies.reading import read_sheet, shipped_text
from rapport.segmentation.tasks import restand_everyone
from rapport.staff.models import User
from rapport.web.tests.policies.steps import HTMX, RULES, STRICTER, page, url


def test_whoever_waits_for_a_person_does_not_move_at_once(at_owner: Client, house: None) -> None:
    """PAT-9: the figure that is asked about is not more than what happens."""
    tried = page(at_owner.post(url("policy_trial"), STRICTER | {"jump": "1"}, headers=HTMX))
    assert "people move, 66.7% · 0 at once" in tried
    at_owner.post(url("policy_draft"), STRICTER | {"jump": "1"})
    at_owner.post(url("policy_approval"), {"edition": PolicyVersion.objects.drafts().get().edition})
    asked = page(at_owner.get(url("policy_activation")))
    assert "2 people would move today. 0 of them at once, the others when somebody has confirmed it." in asked


def test_the_owner_writes_tries_approves_and_puts_in_force(at_owner: Client, house: None) -> None:
    """PAT-9: from the first word to the history with the version, and back."""
    assert "comes with Rapport" in page(at_owner.get(reverse("web:policies")))
    assert at_owner.get(url("policy_draft")).status_code == 200
    answer = at_owner.post(url("policy_draft"), STRICTER, follow=True)
    draft = PolicyVersion.objects.drafts().get()
    assert "v1 draft" in page(answer) and "A quarter" in answer.content.decode()
    # what differs is said at its place, also in a condition that is made of several
    told = "Next visit: known, or last visit: in the last <del>6 months</del><ins>3 months</ins>"
    assert f"<b>{told}</b>" in answer.content.decode()
    assert "v1 draft · 2 changes" in page(answer)
    assert at_owner.get(url("policy_activation")).status_code == 302  # not approved yet
    at_owner.post(url("policy_approval"), {"edition": draft.edition})
    asked = page(at_owner.get(url("policy_activation")))
    assert "2 people would move today" in asked and "at once" not in asked
    answer = at_owner.post(url("policy_activation"), {"edition": draft.edition}, follow=True)
    assert "v1 in force" in page(answer)
    restand_everyone()
    moves = StandingChange.objects.filter(scheme="lifecycle").values_list("before", "after", "policy_version")
    assert list(moves) == [("active", "due", 1)] * 2
    assert "A quarter" in page(at_owner.get(url("policy_history")))
    assert "from the version in force" not in page(at_owner.get(url("policy_version", "lifecycle", 1)))
    assert "2 differences from the version in force" in page(at_owner.get(url("policy_version", "lifecycle", 0)))
    assert "taken back" not in page(at_owner.get(url("policy_history")))
    at_owner.post(url("policy_undoing"))
    assert not PolicyVersion.objects.in_force().exists()


def test_what_nobody_can_meet_is_told_at_its_rung_and_may_be_saved(at_owner: Client, house: None) -> None:
    """PAT-9: a warning, and no error."""
    sent = STRICTER | {"when-left": "awareness >= 9"}
    said = page(at_owner.post(url("policy_trial"), sent, headers=HTMX))
    told = "Nobody can meet this: Awareness of oral health: at least 9. It goes from 1 to 5."
    assert said.count(told) == 1
    answer = at_owner.post(url("policy_draft"), sent, follow=True)
    assert PolicyVersion.objects.drafts().exists()
    assert told in page(answer).partition("Left")[2].partition("Active")[0]


def test_the_history_says_who_took_rules_back_and_when(at_owner: Client, owner: User, house: None) -> None:
    """PAT-9: whether the rules of before are a version again, or those count that the product comes with."""
    activated(owner, "13 months")
    undo_activation(activated(owner, "14 months"), by=owner)
    assert backs(at_owner) == {"1": False, "2": True, "3": False, "0": False}
    assert f"taken back by {owner}" in page(at_owner.get(url("policy_version", "lifecycle", 2)))
    assert "taken back" not in page(at_owner.get(url("policy_version", "lifecycle", 1)))


def test_the_first_rules_taken_back_are_told_as_such(at_owner: Client, owner: User, house: None) -> None:
    active = activated(owner, "13 months")
    assert backs(at_owner) == {"1": False, "0": False}
    undo_activation(active, by=owner)
    assert backs(at_owner) == {"1": True, "0": False}
    audit = page(at_owner.get(reverse("web:audit")))
    assert str(owner) in audit and "lifecycle v1" in audit


def test_a_tag_that_rules_in_force_name_is_neither_renamed_nor_removed(
    at_owner: Client, owner: User, house: None
) -> None:
    """PAT-9: rules that could no longer be read would move nobody any more."""
    tag, other = Tag.objects.create(name="VIP"), Tag.objects.create(name="Gast")
    text = shipped_text(Scheme.LIFECYCLE).replace("deceased or left", 'deceased or left or tags has "VIP"')
    activate_policy(approve_policy(draft_policy(Scheme.LIFECYCLE, text, by=owner), by=owner), by=owner)
    answer = at_owner.post(reverse("web:tag", args=[tag.pk]), {"name": "Gold"})
    assert answer.status_code == 422 and "The rules in force of “stage of care” ask for this" in page(answer)
    assert "ask for this" in page(at_owner.post(reverse("web:tag_removal", args=[tag.pk]), follow=True))
    assert Tag.objects.filter(name="VIP").exists()
    at_owner.post(reverse("web:tag", args=[other.pk]), {"name": "Gold"})
    at_owner.post(reverse("web:tag_removal", args=[other.pk]))
    assert not Tag.objects.filter(pk=other.pk).exists()


def activated(owner: User, asleep: str) -> PolicyVersion:
    text = shipped_text(Scheme.LIFECYCLE).replace("12 months", asleep)
    return activate_policy(approve_policy(draft_policy(Scheme.LIFECYCLE, text, by=owner), by=owner), by=owner)


def backs(reader: Client) -> dict[str, bool]:
    """Version → whether the history says that it was taken back."""
    rows = re.split(r"Version (\d+)", page(reader.get(url("policy_history"))).partition("In force")[2])[1:]
    return {rows[place]: "taken back by" in rows[place + 1] for place in range(0, len(rows), 2)}


def test_a_wrong_condition_is_shown_at_its_place_and_nothing_is_lost(at_owner: Client, house: None) -> None:
    """PAT-9: what is wrong, where, what was perhaps meant; the other rungs are spoken all the same."""
    wrong = STRICTER | {"when-due": "last_visti within 12 months", "remark": "Wichtig"}
    answer = at_owner.post(url("policy_draft"), wrong)
    html = answer.content.decode()
    assert answer.status_code == 422 and not PolicyVersion.objects.exists()
    assert "<mark>last_visti</mark> within 12 months" in html and "<code>last_visit</code>" in html
    assert 'value="Wichtig"' in html and "within 3 months" in html
    tried = at_owner.post(url("policy_trial"), wrong, headers=HTMX)
    assert tried.status_code == 200 and "<mark>last_visti</mark>" in tried.content.decode()
    assert "Mend what is marked" in page(tried)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: [*a, *a]",
        "x" * 20_001,
        "scheme: care\napplies: visits >= 1\ngrades: [{grade: A}]",
        "{{{",
        "\x00",
        shipped_text(Scheme.LIFECYCLE).replace("deceased or left", "deceased or"),
        shipped_text(Scheme.LIFECYCLE).replace("deceased or left", '"first_name = \\"\\0\\""'),
    ],
)
def test_hostile_text_is_refused_and_stands_there_still(at_owner: Client, text: str) -> None:
    for name in ("policy_draft", "policy_trial", "policy_arrangement", "policy_movers"):
        answer = at_owner.post(url(name), {"text": text, "show": "rungs", "edition": ""})
        assert answer.status_code in (200, 422), name
        assert text.strip("\x00")[:40].split("\n")[0] in answer.content.decode().replace("&amp;", "&")
    assert not PolicyVersion.objects.exists()


def test_hostile_fields_are_refused_in_words(at_owner: Client) -> None:
    answer = at_owner.post(url("policy_draft"), RULES | {"jump": "<b>", "by_hand_days": "9" * 30})
    assert answer.status_code == 422 and "whole number" in page(answer)
    answer = at_owner.post(
        url("policy_draft"), RULES | {"grade": ["<script>", "sleeping", "sleeping"]}, follow=True
    )
    assert answer.status_code == 200 and "<script>" not in PolicyVersion.objects.get().text
    assert at_owner.post(url("policy_draft"), {}).status_code == 422
    assert at_owner.get(url("policy", "nonsense")).status_code == 404
    assert at_owner.get(url("policy_version", "care", 7)).status_code == 404


def test_rungs_are_moved_taken_out_and_put_in(at_owner: Client) -> None:
    """The last rung is for everyone else and stays the last."""

    def order(**pressed: str) -> list[str]:
        answer = at_owner.post(url("policy_arrangement"), RULES | pressed)
        return re.findall(r'name="grade" value="(\w+)"', answer.content.decode())

    assert order(up="due") == ["left", "due", "active", "sleeping"]
    assert order(down="left") == ["active", "left", "due", "sleeping"]
    assert order(down="due") == order(up="left") == order(up="sleeping") == RULES["grade"]
    assert order(remove="active") == ["left", "due", "sleeping"]
    assert order(remove="sleeping") == RULES["grade"]
    short = RULES | {"grade": ["active", "sleeping"]}
    answer = at_owner.post(url("policy_arrangement"), short | {"add": "left"})
    assert re.findall(r'name="grade" value="(\w+)"', answer.content.decode()) == ["active", "left", "sleeping"]
    assert "Write a condition" in page(answer)


def test_rungs_and_text_are_the_same_rules(at_owner: Client) -> None:
    answer = at_owner.post(url("policy_arrangement"), STRICTER | {"show": "text"})
    text = answer.context["page"].typed.text
    sheet = read_sheet(text)
    assert dict(sheet.rungs)["active"] == STRICTER["when-active"] and sheet.safeguards.jump == 2
    answer = at_owner.post(url("policy_arrangement"), {"text": text, "show": "rungs"})
    assert answer.context["page"].typed.sheet == sheet and 'name="when-active"' in answer.content.decode()


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(client: Client, owner: User, desk: User) -> None:
    client.force_login(desk)
    client.post(url("policy_draft"), STRICTER)
    client.force_login(owner)
    answer = client.post(url("policy_draft"), RULES | {"remark": "Mein Text"})
    assert answer.status_code == 422 and "许文静 changed this draft meanwhile" in page(answer)
    assert "Mein Text" in answer.content.decode() and PolicyVersion.objects.get().remark == "A quarter"
    # the colleague's stands one click away, and whoever read it saves their own with what the page sent back
    version = PolicyVersion.objects.get().version
    assert url("policy_version", "lifecycle", version) in answer.content.decode()
    again = answer.context["page"].typed
    assert (
        client.post(url("policy_draft"), RULES | {"remark": again.remark, "edition": again.edition}).status_code
        == 302
    )
    assert PolicyVersion.objects.get().remark == "Mein Text"
    client.post(url("policy_approval"), {"edition": "2020-01-01T00:00:00+00:00"})
    assert PolicyVersion.objects.get().approved_at is None
    client.post(url("policy_draft_removal"), {"edition": PolicyVersion.objects.get().edition})
    assert not PolicyVersion.objects.drafts().exists()
