"""The way of rules (PAT-9): drafted, approved, put in force, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import HeldMove, NotedSatisfaction, Patient, Standing, StandingChange, Tag
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import GradeCount, PatientFacts, PolicyVersion
from rapport.segmentation.policies import actions
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    ask_approval,
    discard_draft,
    draft_policy,
    text_in_force,
    undo_activation,
)
from rapport.segmentation.policies.reading import PolicyRefused
from rapport.segmentation.refresh import drain_changed
from rapport.segmentation.tasks import restand_everyone
from rapport.segmentation.tests.policies.conftest import came
from rapport.segmentation.tests.policies.steps import HARSH, SHIPPED, STRICTER, in_force, stages
from rapport.staff.models import User
from tests.at_once import all_at_once, codes


def test_drafted_asked_approved_in_force_and_taken_back(
    owner: User, desk: User, house: list[Patient], django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    """PAT-9: each step with who and when; taking back brings the rules of before as a version of their own."""
    draft = draft_policy(Scheme.LIFECYCLE, STRICTER, by=desk, remark="Quarter")
    assert text_in_force(Scheme.LIFECYCLE) == SHIPPED
    ask_approval(draft, by=desk)
    assert list(PolicyVersion.objects.awaiting_approval()) == [draft]
    with pytest.raises(Refused) as refused:
        activate_policy(draft, by=owner)
    assert refused.value.code == "not_approved"
    approve_policy(draft, by=owner)
    with django_capture_on_commit_callbacks(execute=True):
        first = activate_policy(draft, by=owner)
    assert OrmQ.objects.count() == 1 and OrmQ.objects.get().func() == "rapport.segmentation.tasks.restand_everyone"
    assert (first.version, first.followed, text_in_force(Scheme.LIFECYCLE)) == (1, 0, STRICTER)
    second = in_force(HARSH, owner)
    again = undo_activation(second, by=owner)
    assert again is not None and (again.version, again.text, again.followed) == (3, STRICTER, 2)
    restand_everyone()
    assert stages(house) == ["active", "due", "due"]
    counted = GradeCount.objects.filter(scheme=Scheme.LIFECYCLE).order_by("grade").values_list("grade", "people")
    assert list(counted) == [("active", 1), ("due", 1), ("due", 1)], "counted by the rules that count now"
    with pytest.raises(Refused) as refused:
        undo_activation(second, by=owner)
    assert refused.value.code == "not_in_force"


def test_the_first_rules_taken_back_leave_those_of_the_product(owner: User) -> None:
    active = in_force(STRICTER, owner)
    assert undo_activation(active, by=owner) is None
    assert text_in_force(Scheme.LIFECYCLE) == SHIPPED


def test_after_thirty_days_rules_are_not_taken_back(owner: User) -> None:
    active = in_force(STRICTER, owner)
    assert active.undo_until is not None and active.may_be_undone
    with clock.set_to(active.undo_until):
        assert active.may_be_undone
    with clock.set_to(active.undo_until + timedelta(seconds=1)):
        assert not active.may_be_undone
        with pytest.raises(Refused) as refused:
            undo_activation(active, by=owner)
    assert refused.value.code == "too_late" and text_in_force(Scheme.LIFECYCLE) == STRICTER


def test_a_draft_that_changed_is_not_the_one_that_was_approved(owner: User, desk: User) -> None:
    draft = ask_approval(draft_policy(Scheme.LIFECYCLE, STRICTER, by=desk), by=desk)
    approve_policy(draft, by=owner)
    later = draft_policy(Scheme.LIFECYCLE, HARSH, by=desk, edition=draft.edition)
    assert later.pk == draft.pk and later.approved_at is None and later.asked_at is None
    for step in (approve_policy, activate_policy):
        with pytest.raises(Refused) as refused:
            step(draft, by=owner)
        assert refused.value.code == "changed_meanwhile" and "许文静" in refused.value.message
    with pytest.raises(Refused):
        draft_policy(Scheme.LIFECYCLE, STRICTER, by=owner, edition=draft.edition)
    discard_draft(later)
    with pytest.raises(Refused) as refused:
        approve_policy(later, by=owner)
    assert refused.value.code == "no_draft"
    with pytest.raises(PolicyRefused) as wrong:
        draft_policy(Scheme.CARE, STRICTER, by=owner)
    assert wrong.value.code == "other_scheme"


def test_the_database_knows_one_in_force_and_one_draft(owner: User) -> None:
    active = in_force(STRICTER, owner)
    told = {"scheme": active.scheme, "text": "", "drafted_by": owner, "drafted_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(version=8, activated_at=clock.now(), **told)
    PolicyVersion.objects.create(version=8, **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(version=9, **told)


@pytest.mark.django_db(transaction=True)
def test_two_who_put_a_draft_in_force_at_once(owner: User) -> None:
    draft = approve_policy(draft_policy(Scheme.LIFECYCLE, STRICTER, by=owner), by=owner)
    given = all_at_once(*[lambda: activate_policy(draft, by=owner)] * 2)
    assert codes(given) == ["no_draft"]
    assert PolicyVersion.objects.in_force().get().followed == 0


def test_without_the_look_at_the_draft_the_second_retires_what_the_first_put_in_force(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above, with the guard away: nothing is in force afterwards."""
    draft = approve_policy(draft_policy(Scheme.LIFECYCLE, STRICTER, by=owner), by=owner)
    monkeypatch.setattr(actions, "_still", lambda draft: draft)
    for _time in range(2):
        activate_policy(draft, by=owner)
    assert not PolicyVersion.objects.in_force().exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_a_draft_at_once(owner: User, desk: User) -> None:
    given = all_at_once(
        lambda: draft_policy(Scheme.LIFECYCLE, STRICTER, by=owner, edition=""),
        lambda: draft_policy(Scheme.LIFECYCLE, HARSH, by=desk, edition=""),
    )
    assert codes(given) == ["changed_meanwhile"]
    assert PolicyVersion.objects.drafts().count() == 1


def test_whom_rules_moved_that_are_taken_back_goes_back_past_the_safeguards(
    owner: User, house: list[Patient], django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    """PAT-9: a step down that would wait for a person is made where it only takes the new rules back."""
    zhou, _marsh, khalilova = house
    guarded = STRICTER.replace("safeguards:", "safeguards:\n  step_down_waits: true")
    in_force(guarded, owner)
    restand_everyone()
    looser = in_force(guarded.replace("within 3 months", "within 6 months"), owner)
    restand_everyone()
    assert stages(house) == ["active"] * 3
    for one in (zhou, khalilova):
        NotedSatisfaction.objects.create(patient=one, level="dissatisfied", at=clock.now())
    # whom the rules of before would have put there too waits for a person: the visits of zhou are gone
    zhou.visits.all().delete()
    came(zhou, months_ago=4)
    with django_capture_on_commit_callbacks(execute=True):
        undo_activation(looser, by=owner)
    job = OrmQ.objects.last()
    assert job is not None
    restand_everyone(*job.args())
    drain_changed()
    assert stages(house) == ["active", "due", "due"]
    [held] = HeldMove.objects.all()
    assert (held.patient, held.confirmed_at) == (zhou, None)
    moves = StandingChange.objects.filter(patient=khalilova, scheme=Scheme.LIFECYCLE).order_by("pk")
    assert [(one.before, one.after, one.policy_version) for one in moves] == [
        ("active", "due", 1),
        ("due", "active", 2),
        ("active", "due", 3),
    ]


def test_further_rules_are_not_let_past_the_safeguards(owner: User, house: list[Patient]) -> None:
    """PAT-9: the twin of the test above: what waits then waits for what they say."""
    in_force(STRICTER, owner)
    restand_everyone()
    looser = in_force(SHIPPED, owner)
    restand_everyone()
    undo_activation(looser, by=owner)
    in_force(HARSH, owner)
    restand_everyone(looser.pk, owner.pk)
    drain_changed()
    assert stages(house) == ["active"] * 3
    assert HeldMove.objects.filter(confirmed_at=None, after="sleeping").count() == 2


def test_rules_that_name_a_tag_that_is_gone_leave_everybody_where_they_stand(
    owner: User, house: list[Patient]
) -> None:
    """PAT-8: one word that is known no more does not stop the look at everyone; the other schemes go on."""
    tag = Tag.objects.create(name="VIP")
    in_force(STRICTER.replace("deceased or left", 'deceased or left or tags has "VIP"'), owner)
    restand_everyone()
    assert stages(house) == ["active", "due", "due"]
    tag.delete()
    came(house[1], months_ago=2)
    drain_changed()
    assert stages(house) == ["active", "due", "due"]
    assert Standing.objects.get(patient=house[1]).loyalty == "returning"
    assert PatientFacts.objects.get(patient=house[1]).visits == 2
    in_force(STRICTER, owner)
    restand_everyone()
    assert stages(house) == ["active", "active", "due"]
