"""Rules are tried on everyone (PAT-9), and nothing is changed."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.lib import clock
from rapport.people.models import NotedSatisfaction, Patient, Standing, StandingChange
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.person import people_of, person_of
from rapport.segmentation.policies.actions import set_grade
from rapport.segmentation.policies.reading import read_policy, shipped_text
from rapport.segmentation.policies.trying import movers, try_policy
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tasks import restand_everyone
from rapport.segmentation.tests.policies.steps import HARSH, STRICTER, in_force, stages
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import Branch, User


def test_a_trial_changes_nothing_and_says_what_then_happens(owner: User, house: list[Patient]) -> None:
    """PAT-9: who would move is who moves; the history names the version that did it."""
    before = (list(Standing.objects.values()), StandingChange.objects.count(), PolicyVersion.objects.count())
    trial = try_policy(read_policy(STRICTER, vocabulary()))
    assert trial.moves == {("active", "active"): 1, ("active", "due"): 2}
    assert (trial.everyone, trial.moving, trial.up, trial.down, trial.jumping) == (3, 2, 0, 2, 0)
    assert before == (
        list(Standing.objects.values()),
        StandingChange.objects.count(),
        PolicyVersion.objects.count(),
    )
    version = in_force(STRICTER, owner)
    restand_everyone()
    assert stages(house) == ["active", "due", "due"]
    moves = StandingChange.objects.filter(scheme=Scheme.LIFECYCLE)
    assert {(one.patient_id, one.before, one.after, one.policy_version) for one in moves} == {
        (one.pk, "active", "due", version.version) for one in house[1:]
    }


def test_a_trial_knows_branches_by_hand_and_who_is_dissatisfied(
    owner: User, riverside: Branch, almaty: Branch, house: list[Patient]
) -> None:
    """PAT-7: a grade by hand stays; only the branches asked for are counted."""
    _zhou, marsh, khalilova = house
    NotedSatisfaction.objects.create(patient=khalilova, level="dissatisfied", at=clock.now())
    set_grade(marsh, Scheme.LIFECYCLE, "active", reason="在国外", until=riverside.today(), by=owner)
    refresh_facts()
    trial = try_policy(read_policy(HARSH, vocabulary()))
    assert trial.moves == {("active", "active"): 2, ("active", "sleeping"): 1}
    assert (trial.by_hand, trial.falling_unhappy, trial.jumping) == (1, 1, 1)
    here = try_policy(read_policy(HARSH, vocabulary()), frozenset({riverside.pk}))
    assert here.everyone == 2 and here.moving == 0
    assert try_policy(read_policy(HARSH, vocabulary()), frozenset()).everyone == 0


def test_movers_come_by_pages(house: list[Patient]) -> None:
    policy = read_policy(STRICTER, vocabulary())
    [first, second] = movers(policy, limit=9)
    assert {first[0], second[0]} == {house[1].pk, house[2].pk} and first[1:] == ("active", "due")
    assert movers(policy, [("active", "due")], limit=9, beyond=first[0]) == [second]
    assert movers(policy, [("active", "active")], limit=9) == [(house[0].pk, "active", "active")]
    assert movers(policy, [], limit=9) == []


def test_many_people_are_read_as_one_is(house: list[Patient]) -> None:
    nodes = [node for scheme in Scheme for node in read_policy(shipped_text(scheme), vocabulary()).conditions()]
    with CaptureQueriesContext(connection) as for_all:
        people = people_of([one.pk for one in house], nodes)
    with CaptureQueriesContext(connection) as for_one:
        assert people[house[0].pk] == person_of(house[0].pk, nodes)
    assert len(for_all) == len(for_one)
    assert people == {one.pk: person_of(one.pk, nodes) for one in house}
    assert people[house[0].pk].values["visits"] == 1
    assert people_of([0], nodes)[0].values["visits"] is None
