"""The pages of the rules (PAT-7, PAT-9): a draft is written, tried while one types, approved and put in force."""

from __future__ import annotations

import re

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Treatment, Visit
from rapport.people.models import HeldMove, Patient, Standing, StandingChange
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    draft_policy,
    set_grade,
    undo_activation,
)
from rapport.segmentation.policies.reading import read_sheet, shipped_text
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tasks import restand_everyone
from rapport.staff.models import Branch, User
from tests.cast import register

# the lifecycle as it comes with the product, as the editor sends it
RULES = {
    "edition": "",
    "remark": "",
    "applies": "visits >= 1",
    "grade": ["left", "active", "due", "sleeping"],
    "when-left": "deceased or left",
    "when-active": "next_visit is known or last_visit within 6 months",
    "when-due": "last_visit within 12 months",
    "jump_waits": "on",
    "jump": "2",
    "by_hand_days": "365",
}
STRICTER = RULES | {"when-active": "next_visit is known or last_visit within 3 months", "remark": "A quarter"}
HTMX = {"HX-Request": "true"}


def url(name: str, scheme: str = "lifecycle", *more: object) -> str:
    return reverse(f"web:{name}", args=[scheme, *more])


def came(patient: Patient, *, months_ago: int) -> Patient:
    day = patient.branch.today() - relativedelta(months=months_ago)
    visit = Visit(patient=patient, branch=patient.branch, day=day)
    write_visit(NewVisit(visit, [Treatment(name="洁牙", amount=30_000)]))
    return patient


@pytest.fixture
def house(zhou: Patient, marsh: Patient, khalilova: Patient) -> None:
    """Three who are active: one of them came last month, the others a quarter ago and longer."""
    for patient, months in ((zhou, 1), (marsh, 4), (khalilova, 5)):
        came(patient, months_ago=months)
    refresh_facts()


@pytest.fixture
def at_owner(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def page(answer: object) -> str:
    """What is to be read on a page, with the blanks between it made one."""
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", words)


def everything_that_counts() -> tuple[object, ...]:
    return (
        list(Standing.objects.order_by("pk").values()),
        list(StandingChange.objects.values()),
        list(PolicyVersion.objects.values()),
        list(HeldMove.objects.values()),
    )


def test_the_owner_writes_tries_approves_and_puts_in_force(at_owner: Client, house: None) -> None:
    """PAT-9: from the first word to the history with the version, and back."""
    assert "comes with Rapport" in page(at_owner.get(reverse("web:policies")))
    assert at_owner.get(url("policy_draft")).status_code == 200
    answer = at_owner.post(url("policy_draft"), STRICTER, follow=True)
    draft = PolicyVersion.objects.drafts().get()
    assert "v1 draft" in page(answer) and "A quarter" in answer.content.decode()
    # what differs is said beside what was
    assert re.search(r"<del>.*6 months.*</del>\s*<ins>.*3 months.*</ins>", answer.content.decode())
    assert at_owner.get(url("policy_activation")).status_code == 302  # not approved yet
    at_owner.post(url("policy_approval"), {"edition": draft.edition})
    asked = page(at_owner.get(url("policy_activation")))
    assert "2 people would move today" in asked
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


def activated(owner: User, asleep: str) -> PolicyVersion:
    text = shipped_text(Scheme.LIFECYCLE).replace("12 months", asleep)
    return activate_policy(approve_policy(draft_policy(Scheme.LIFECYCLE, text, by=owner), by=owner), by=owner)


def backs(reader: Client) -> dict[str, bool]:
    """Version → whether the history says that it was taken back."""
    rows = re.split(r"Version (\d+)", page(reader.get(url("policy_history"))).partition("In force")[2])[1:]
    return {rows[place]: "taken back by" in rows[place + 1] for place in range(0, len(rows), 2)}


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
