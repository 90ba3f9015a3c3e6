"""Rules are tried on everyone (PAT-9), and nothing is changed."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.lib import clock
from rapport.outreach.models import TaskRule
from rapport.people.models import HeldMove, NotedSatisfaction, Patient, Standing, StandingChange
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PatientFacts, PolicyVersion
from rapport.segmentation.person import people_of, person_of
from rapport.segmentation.policies.actions import set_grade
from rapport.segmentation.policies.following import what_follows
from rapport.segmentation.policies.reading import read_policy, shipped_text
from rapport.segmentation.policies.trying import Doings, movers, try_policy
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tasks import restand_everyone
from rapport.segmentation.tests.policies.steps import HARSH, SHIPPED, STRICTER, in_force, stages
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
    assert (trial.by_hand, trial.falling_unhappy, trial.jumping, trial.at_once) == (1, 1, 1, 0)
    for kept, at_once in ("", 1), ("\n  step_down_waits: true", 0):
        step = try_policy(read_policy(STRICTER.replace("safeguards:", f"safeguards:{kept}"), vocabulary()))
        assert (step.moving, step.at_once) == (1, at_once), (
            "whoever is dissatisfied goes down when it is confirmed"
        )
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


def test_a_trial_says_which_lists_would_grow_and_what_the_classes_would_be_like(
    owner: User, riverside: Branch, house: list[Patient]
) -> None:
    """PAT-9: the work that follows, counted by the rules for tasks that ask for the class."""
    zhou, marsh, khalilova = house
    harsh = read_policy(HARSH, vocabulary())
    TaskRule.objects.filter(key="sleeping").update(on=False)
    TaskRule.objects.create(key="due", name="Due", work_list="recall", criterion="lifecycle = due", role="caller")
    ours = TaskRule.objects.create(
        key="here",
        name="Active",
        work_list="recall",
        criterion="lifecycle = active and visits >= 1",
        role="caller",
    )
    assert [(one.rule, one.more, one.fewer) for one in what_follows(harsh)] == [(ours, 0, 2)]
    TaskRule.objects.update(on=True)
    sleeping = TaskRule.objects.get(key="sleeping")
    assert [(one.rule, one.more, one.fewer) for one in what_follows(harsh)] == [(sleeping, 2, 0), (ours, 0, 2)]
    here = what_follows(harsh, frozenset({riverside.pk}))
    assert [(one.more, one.fewer) for one in here] == [(1, 0), (0, 1)]
    assert what_follows(read_policy(SHIPPED, vocabulary())) == []
    PatientFacts.objects.filter(patient=zhou).update(calls_12m=4, next_visit=riverside.today())
    trial = try_policy(harsh)
    assert trial.doing_now("active") == Doings(3, came=3, booked=1, calls=4)
    assert (trial.doing_then("active"), trial.doing_then("sleeping")) == (Doings(1, 1, 1, 4), Doings(2, 2, 0, 0))
    assert trial.more_calls == 0  # nobody sleeps now: how often such people are called is not known
    Standing.objects.filter(patient=khalilova).update(lifecycle="sleeping")
    assert try_policy(harsh).more_calls == -2  # marsh, of whom two calls a year are no longer made
    assert try_policy(harsh).waiting == 0
    HeldMove.objects.create(
        patient=marsh, scheme="lifecycle", before="active", after="sleeping", since=riverside.today()
    )
    assert try_policy(harsh).waiting == 1


def test_people_who_would_go_down_dissatisfied_are_a_list_of_their_own(house: list[Patient]) -> None:
    """PAT-9: whom the safeguard is about can be read by name."""
    NotedSatisfaction.objects.create(patient=house[2], level="dissatisfied", at=clock.now())
    refresh_facts()
    policy = read_policy(STRICTER, vocabulary())
    assert [pk for pk, _old, _new in movers(policy, limit=9, unhappy=True)] == [house[2].pk]
