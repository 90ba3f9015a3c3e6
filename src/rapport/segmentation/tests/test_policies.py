"""The rules as data (PAT-9): read, written, compared, tried on everyone, put in force, taken back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Treatment, Visit
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import NotedSatisfaction, Patient, Standing, StandingChange
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.person import people_of, person_of
from rapport.segmentation.policies import actions
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    ask_approval,
    discard_draft,
    draft_policy,
    set_grade,
    text_in_force,
    undo_activation,
)
from rapport.segmentation.policies.comparing import Kind, compare
from rapport.segmentation.policies.policy import Safeguards
from rapport.segmentation.policies.reading import (
    PolicyRefused,
    Sheet,
    check_sheet,
    read_policy,
    read_sheet,
    shipped_text,
)
from rapport.segmentation.policies.trying import movers, try_policy
from rapport.segmentation.policies.writing import policy_text
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tasks import restand_everyone
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import Branch, User

SHIPPED = shipped_text(Scheme.LIFECYCLE)
# half a year becomes a quarter
STRICTER = SHIPPED.replace("within 6 months", "within 3 months")
# who has not come for a quarter sleeps at once, and such a jump waits for a person
HARSH = STRICTER.replace("within 12 months", "within 3 months").replace("safeguards:", "safeguards:\n  jump: 2")


def came(patient: Patient, *, months_ago: int) -> Patient:
    day = patient.branch.today() - relativedelta(months=months_ago)
    visit = Visit(patient=patient, branch=patient.branch, day=day)
    write_visit(NewVisit(visit, [Treatment(name="洁牙", amount=30_000)]))
    return patient


@pytest.fixture
def house(zhou: Patient, marsh: Patient, khalilova: Patient) -> list[Patient]:
    """Three who came one, four and five months ago: all active by the rules that come with the product."""
    people = [came(zhou, months_ago=1), came(marsh, months_ago=4), came(khalilova, months_ago=5)]
    refresh_facts()
    return people


def in_force(text: str, by: User) -> PolicyVersion:
    draft = draft_policy(Scheme.LIFECYCLE, text, by=by)
    return activate_policy(approve_policy(draft, by=by), by=by)


def stages(people: list[Patient]) -> list[str]:
    return [Standing.objects.get(patient=one).lifecycle for one in people]


# as text and back


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", list(Scheme))
def test_what_is_written_out_reads_the_same(scheme: Scheme) -> None:
    sheet = read_sheet(shipped_text(scheme))
    again = read_sheet(policy_text(sheet))
    assert again == sheet and again.remarks[""].startswith("# ")
    words = vocabulary()
    assert compare(read_policy(shipped_text(scheme), words), read_policy(policy_text(sheet), words)).changes == 0


def test_a_condition_keeps_its_lines_and_remarks() -> None:
    when = 'visits >= 3 # "often"\nand treated has implant\nor no visits'
    sheet = read_sheet(SHIPPED)
    sheet = replace(sheet, rungs=(("left", when), *sheet.rungs[1:]))
    assert read_sheet(policy_text(sheet)) == sheet


REFUSED = {
    "too_long": "#" * 20_001,
    "unreadable": "scheme: [lifecycle",
    "no_mapping": "- lifecycle",
    "unknown_key": SHIPPED + "\nevil: 1",
    "unknown_scheme": SHIPPED.replace("scheme: lifecycle", "scheme: lifecycl"),
    "no_grades": "scheme: lifecycle\napplies: visits >= 1\ngrades: []",
    "unknown_grade": SHIPPED.replace("grade: due", "grade: dew"),
    "twice": SHIPPED.replace("grade: due", "grade: active"),
    "no_condition": SHIPPED.replace("    when: deceased or left\n", ""),
    "no_default": SHIPPED.replace("- grade: sleeping", "- grade: sleeping\n    when: visits >= 1"),
    "condition": SHIPPED.replace("deceased or left", "deceased or lef"),
    "bad_safeguard": SHIPPED.replace("by_hand_days: 365", "by_hand_days: soon"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_policy_is_refused_in_words(code: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(REFUSED[code], vocabulary())
    assert refused.value.code == code
    assert refused.value.message and "%(" not in refused.value.message


@pytest.mark.django_db
def test_a_wrong_condition_is_refused_at_its_place_with_a_better_word() -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(SHIPPED.replace("last_visit within 12", "last_visti within 12"), vocabulary())
    problem = refused.value.problem
    assert refused.value.grade == "due" and problem is not None
    assert (problem.start, problem.end) == (0, len("last_visti"))
    assert "last_visit" in problem.suggestions


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile",
    [
        "a: &a [x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b]",
        "scheme: !!python/object/apply:os.system ['true']",
        "[" * 5_000,
        SHIPPED.replace("deceased or left", "(" * 400 + "deceased" + ")" * 400),
        SHIPPED.replace("deceased or left", '"first_name = \\"\\0\\""'),
        SHIPPED.replace("deceased or left", "'first_name = \"\x07\"'"),
        SHIPPED.replace("deceased or left", '"first_name = \\"\\uD800\\""'),
        SHIPPED.replace("deceased or left", "left'; DROP TABLE people_patient; --"),
        "\x00",
        "",
    ],
)
def test_hostile_text_is_refused_in_words(hostile: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy(hostile, vocabulary())
    assert refused.value.message


# beside each other


@pytest.mark.django_db
def test_a_comparison_tells_which_condition_became_what() -> None:
    """PAT-9: 12 months of A become 9, B loses a condition, D goes, E stays, the jump waits no more."""
    words = vocabulary()
    old = {
        "A": "with_us >= 12 months and visits >= 2",
        "B": "visits >= 3 and demands >= 3",
        "D": "visits >= 2",
        "E": "",
    }
    new = {"A": "with_us >= 9 months and visits >= 2", "B": "visits >= 3", "E": ""}
    was = Sheet(Scheme.CARE, "visits >= 1", tuple(old.items()), Safeguards(jump=2))
    told = compare(
        check_sheet(was, words),
        check_sheet(replace(was, rungs=tuple(new.items()), safeguards=Safeguards()), words),
    )
    kinds = [one.kind for one in told.rungs.values()]
    assert kinds == [Kind.CHANGED, Kind.CHANGED, Kind.SAME]
    assert told.gone == ("D",) and told.safeguards == {"jump"} and told.applies.kind == Kind.SAME
    [changed] = [one for one in told.rungs["A"].conditions if one.changed]
    assert changed.old is not None and changed.new is not None
    [lost] = [one for one in told.rungs["B"].conditions if one.changed]
    assert lost.new is None


@pytest.mark.django_db
def test_a_rung_that_went_to_the_top_is_the_one_that_moved() -> None:
    words, care = vocabulary(), read_sheet(shipped_text(Scheme.CARE))
    rungs = dict(care.rungs)
    sheet = replace(care, rungs=tuple((grade, rungs[grade]) for grade in "DABCE"))
    told = compare(read_policy(shipped_text(Scheme.CARE), words), read_policy(policy_text(sheet), words))
    assert [grade for grade, one in told.rungs.items() if one.kind == Kind.MOVED] == ["D"]
    assert told.changes == 1


# tried


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


# its way


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


def both_at_once(*jobs) -> list[str]:  # type: ignore[no-untyped-def]
    """The codes of those that were refused."""
    ready, codes, wrong = threading.Barrier(len(jobs)), [], []

    def work(job) -> None:  # type: ignore[no-untyped-def]
        try:
            ready.wait(timeout=20)
            job()
        except Refused as refused:
            codes.append(refused.code)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    return codes


@pytest.mark.django_db(transaction=True)
def test_two_who_put_a_draft_in_force_at_once(owner: User) -> None:
    draft = approve_policy(draft_policy(Scheme.LIFECYCLE, STRICTER, by=owner), by=owner)
    codes = both_at_once(*[lambda: activate_policy(draft, by=owner)] * 2)
    assert codes == ["no_draft"]
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
    codes = both_at_once(
        lambda: draft_policy(Scheme.LIFECYCLE, STRICTER, by=owner, edition=""),
        lambda: draft_policy(Scheme.LIFECYCLE, HARSH, by=desk, edition=""),
    )
    assert codes == ["changed_meanwhile"]
    assert PolicyVersion.objects.drafts().count() == 1
