"""Plans with options side by side, and the time to think about them that nobody cuts short."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import (
    NewOption,
    change_plan,
    end_thinking,
    give_time_to_think,
    move_plan,
    plan_version,
    present_plan,
    record_follow_up,
)
from rapport.care.models import Plan, PlanLine, PlanOption, PlanState, ThinkingTime
from rapport.care.rules import PLAN_MOVES, decide_plan_move, decide_thinking, thinking_until
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.now(datetime(2026, 11, 21, 4, tzinfo=UTC))


def two_options() -> list[NewOption]:
    return [
        NewOption(PlanOption(name="Korean implant", price=1_150_000), [PlanLine(teeth="36", name="implant")]),
        NewOption(PlanOption(name="Swiss implant", price=1_680_000)),
    ]


@pytest.fixture
def implant(zhou: Patient, dentist: User) -> Plan:
    """An implant in two options, presented today."""
    plan = Plan(patient=zhou, branch=zhou.branch, title="36 implant", wish="咬得动就行")
    return present_plan(plan, on=TODAY, by=dentist, options=two_options())


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_options_stand_beside_each_other_and_the_accepted_one_is_kept(implant: Plan, dentist: User) -> None:
    """REC-5: options side by side with price; presented, considering, accepted."""
    first, second = implant.options.all()
    assert implant.amount == first.price and [line.teeth for line in first.lines.all()] == ["36"]
    moved = move_plan(implant, PlanState.ACCEPTED, by=dentist, on=after(3), option=second)
    assert moved.amount == second.price
    assert [(s.state, s.option, s.by, s.on) for s in implant.steps.all()] == [
        ("considering", None, dentist, TODAY),
        ("accepted", second, dentist, after(3)),
    ]
    assert [option.accepted_on for option in implant.options.all()] == [None, after(3)]
    assert move_plan(implant, PlanState.DONE, by=dentist, on=after(90)).amount == second.price
    assert PlanOption.objects.get(pk=second.pk).accepted_on == after(3)


@pytest.mark.parametrize(
    ("to", "words", "code"),
    [
        (PlanState.ACCEPTED, "", "plan_option"),
        (PlanState.DECLINED, "  ", "plan_reason"),
        (PlanState.DONE, "", "plan_move"),
        (PlanState.LAPSED, "", "plan_thinking"),
    ],
)
def test_what_a_plan_may_not_do_is_refused_and_leaves_no_row(
    implant: Plan, dentist: User, to: PlanState, words: str, code: str
) -> None:
    """REC-5: declined has a reason; LOY-4: no plan lapses while it is thought over."""
    with pytest.raises(Refused) as refusal:
        move_plan(implant, to, by=dentist, on=TODAY, why=words)
    assert refusal.value.code == code and refusal.value.message
    implant.refresh_from_db()
    assert (implant.state, implant.steps.count()) == (PlanState.CONSIDERING, 1)


def test_who_declines_after_accepting_has_accepted_nothing(implant: Plan, dentist: User) -> None:
    move_plan(implant, PlanState.ACCEPTED, by=dentist, on=TODAY, option=implant.options.first())
    move_plan(implant, PlanState.DECLINED, by=dentist, on=after(1), why="太贵")
    assert not implant.options.exclude(accepted_on=None).exists()


def test_every_state_says_where_it_leads() -> None:
    """REC-5: a pure table of moves; done is the end, and no move leads to where one stands."""
    assert set(PLAN_MOVES) == set(PlanState.values)
    for now, moves in PLAN_MOVES.items():
        for to in PlanState:
            decision = decide_plan_move(now, to, why="x", options=1)
            assert decision.allowed is (to in moves), (now, to)
    assert not PLAN_MOVES[PlanState.DONE]
    assert decide_plan_move("considering", "nonsense").code == "plan_move"


def test_a_decided_plan_is_not_written_anew(implant: Plan, dentist: User) -> None:
    change_plan(implant, two_options()[1:], version=plan_version(implant))
    assert (implant.amount, implant.options.count()) == (1_680_000, 1)
    move_plan(implant, PlanState.ACCEPTED, by=dentist, on=TODAY)
    with pytest.raises(Refused) as refusal:
        change_plan(implant, two_options(), version=plan_version(implant))
    assert refusal.value.code == "plan_decided" and implant.options.count() == 1


def test_a_plan_is_a_choice_not_a_catalogue(zhou: Patient, dentist: User) -> None:
    with pytest.raises(Refused):
        present_plan(Plan(patient=zhou, branch=zhou.branch, title="x"), on=TODAY, options=two_options() * 3)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(("days", "allowed"), [(6, False), (7, True), (14, True), (30, True), (31, False)])
def test_thinking_lasts_seven_to_thirty_days(days: int, allowed: bool) -> None:
    """LOY-4: default 14 days, 7 to 30."""
    assert decide_thinking(TODAY, after(days), running_until=None).allowed is allowed


def test_nobody_presses_until_the_last_day_is_over(implant: Plan, zhou: Patient, dentist: User) -> None:
    """LOY-4: after a plan is presented a cooling-off runs, then one gentle follow-up."""
    [thinking] = ThinkingTime.objects.all()
    for days, runs, due in ((0, True, False), (14, True, False), (15, False, True)):
        assert thinking.runs_on(after(days)) is runs
        assert ThinkingTime.objects.running(after(days)).exists() is runs
        assert ThinkingTime.objects.due_for_follow_up(after(days)).exists() is due
    with pytest.raises(Refused):
        record_follow_up(thinking, by=dentist, on=after(14))
    record_follow_up(thinking, by=dentist, on=after(15))
    with pytest.raises(Refused):
        record_follow_up(thinking, by=dentist, on=after(16))
    assert not ThinkingTime.objects.due_for_follow_up(after(40)).exists()


def test_only_the_clients_own_word_ends_it_early(implant: Plan, dentist: User) -> None:
    """LOY-4: ended early only by the client's word, with how they gave it."""
    [thinking] = ThinkingTime.objects.all()
    with pytest.raises(Refused) as refusal:
        end_thinking(thinking, how="", words="", by=dentist, on=after(2))
    assert refusal.value.code == "thinking_word" and thinking.runs_on(after(2))
    ended = end_thinking(thinking, how="phone", words="想好了", by=dentist, on=after(2))
    assert not ended.runs_on(after(2)) and (ended.ended_by, ended.ends_on) == (dentist, after(14))
    with pytest.raises(Refused) as again:
        end_thinking(thinking, how="phone", words="", by=dentist, on=after(3))
    assert again.value.code == "thinking_over"


def test_more_time_can_be_asked_for_but_not_less(implant: Plan, zhou: Patient, dentist: User) -> None:
    """LOY-4: who asks for longer gets it; a shorter time noted by us would cut the first one short."""
    for days, allowed in ((10, False), (21, True)):
        ask = {"starts_on": TODAY, "ends_on": after(days), "words": "再想想", "by": dentist}
        if allowed:
            give_time_to_think(zhou, implant, **ask)
        else:
            with pytest.raises(Refused) as refusal:
                give_time_to_think(zhou, implant, **ask)
            assert refusal.value.code == "thinking_running"
    assert thinking_until(zhou.thinking_times.all(), TODAY) == after(21)
    assert not ThinkingTime.objects.due_for_follow_up(after(16)).exists()


def test_what_is_decided_needs_no_more_thought(implant: Plan, zhou: Patient, dentist: User) -> None:
    assert thinking_until(zhou.thinking_times.all(), after(1)) == after(14)
    move_plan(implant, PlanState.ACCEPTED, by=dentist, on=after(1), option=implant.options.last())
    assert thinking_until(zhou.thinking_times.all(), after(1)) is None
    assert not ThinkingTime.objects.due_for_follow_up(after(20)).exists()
    with pytest.raises(Refused) as refusal:
        give_time_to_think(zhou, implant, starts_on=TODAY, ends_on=after(14), words="", by=dentist)
    assert refusal.value.code == "thinking_decided" and ThinkingTime.objects.count() == 1
