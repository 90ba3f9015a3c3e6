"""What to do next for one person: a table of situations and who looks. No database, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rapport.outreach.gate.reasons import Reason as Barrier
from rapport.outreach.models import Closing, WorkList
from rapport.segmentation.advice.rules import advise
from rapport.segmentation.advice.situation import (
    Asked,
    Due,
    Errand,
    Reach,
    Situation,
    Step,
    Thought,
    Unhappy,
    Viewer,
)
from rapport.staff.roles import HIDDEN_AT_COUNTER, RIGHTS, Right, Role

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
SONG, LIN, XU = 1, 2, 3
CALLER = Viewer(SONG, RIGHTS[Role.CUSTOMER_SERVICE])
DENTIST = Viewer(LIN, RIGHTS[Role.DENTIST])
DESK = Viewer(XU, RIGHTS[Role.ADMINISTRATOR])
MARKETER = Viewer(9, RIGHTS[Role.MARKETER])
AT_COUNTER = Viewer(XU, RIGHTS[Role.ADMINISTRATOR] - HIDDEN_AT_COUNTER)

OPEN = Reach(NOW, TODAY)
LATER = Reach(NOW + timedelta(days=4), TODAY + timedelta(days=4), (Barrier("a_week"),))
TONIGHT = Reach(NOW + timedelta(hours=6), TODAY, (Barrier("hours"),))
BARRED = Reach(None, None, (Barrier("consent_withdrawn"),))
IN_WRITING = replace(BARRED, writes=True)
COMPLAINT = Unhappy(7, TODAY - timedelta(days=2), NOW, XU, step="facts", done=1)
SLIP = Unhappy(8, TODAY, NOW, LIN, LIN, step=Step.SLIP, points=5)
THINKS = Thought("36", TODAY - timedelta(days=4), TODAY + timedelta(days=10), LIN)


def errand(work_list: str, *, reach: Reach | None = OPEN, owner: int | None = SONG, **more: Any) -> Errand:
    return Errand(more.pop("pk", 1), work_list, TODAY + timedelta(days=3), owner, reach=reach, **more)


def due(work_list: str, days: int = 0) -> Due:
    return Due(work_list, "rule", TODAY + timedelta(days=days))


def step(viewer: Viewer, **known: Any) -> Step:
    return advise(Situation(TODAY, **known), viewer).step


EVERYTHING: dict[str, Any] = {
    "errands": tuple(errand(one, pk=place) for place, one in enumerate(WorkList)),
    "due": (due(WorkList.RECALL),),
    "unasked": True,
    "unjudged": (5, TODAY, LIN),
    "last_visit": TODAY,
}
# what stops the rest, the strongest first: each is told although all below it holds too
STOPS: list[tuple[Step, dict[str, Any]]] = [
    (Step.DECEASED, {"deceased": True}),
    (Step.NEVER, {"never": True}),
    (Step.LEFT, {"left": TODAY}),
    (Step.COMPLAINT, {"complaint": COMPLAINT}),
    (Step.SLIP, {"slip": SLIP}),
    (Step.THINK, {"thinking": THINKS}),
]


@pytest.mark.parametrize("place", range(len(STOPS)))
@pytest.mark.parametrize("viewer", [CALLER, DESK])
def test_what_stops_everything_comes_before_all_else(place: int, viewer: Viewer) -> None:
    """LOY-4, CMP-3, AFT-5: a complaint before a slip, both before thinking, all before what we would like."""
    known = dict(EVERYTHING)
    for _step, also in STOPS[place:]:
        known |= also
    assert step(viewer, **known) == STOPS[place][0]


# promises before what is owed, what is owed before what we would like
IN_ORDER = [
    WorkList.CALL_BACK,
    WorkList.AFTERCARE,
    WorkList.PLAN,
    WorkList.RECALL,
    WorkList.SLEEPING,
    WorkList.BIRTHDAY,
]


@pytest.mark.parametrize("place", range(len(IN_ORDER)))
def test_of_several_tasks_the_promise_comes_first(place: int) -> None:
    errands = tuple(errand(one, pk=n) for n, one in enumerate(IN_ORDER) if n >= place)
    advice = advise(Situation(TODAY, errands=errands[::-1], unasked=True), CALLER)
    assert (advice.step, advice.task) == (Step.CALL, place)


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (OPEN, Step.CALL),
        (TONIGHT, Step.CALL),
        (LATER, Step.WAIT),
        (IN_WRITING, Step.WRITE),
        (BARRED, Step.UNREACHABLE),
    ],
)
def test_the_gate_says_whether_to_call_to_wait_to_write_or_none_of_these(reach: Reach, expected: Step) -> None:
    """CAM-7, LOY-4: no call and no message that the gate would not let through."""
    advice = advise(Situation(TODAY, errands=(errand(WorkList.RECALL, reach=reach),)), CALLER)
    assert advice.step == expected
    assert advice.barriers == reach.barriers
    assert advice.plan_on == (reach.day if expected == Step.WAIT else None)
    assert (advice.opens is not None) is (reach is TONIGHT)


def test_what_is_barred_gives_way_to_what_can_be_done() -> None:
    barred = errand(WorkList.SLEEPING, reach=BARRED, pk=1)
    assert step(CALLER, errands=(barred, errand(WorkList.BIRTHDAY, pk=2))) == Step.CALL
    assert step(CALLER, errands=(barred,), unasked=True) == Step.CONSENT


def test_everyone_sees_what_is_theirs() -> None:
    """A dentist sees the judgement, a caller the call, the desk what is missing on the card."""
    known = {"errands": (errand(WorkList.RECALL),), "unjudged": (5, TODAY, LIN)}
    assert step(CALLER, **known) == Step.CALL
    assert step(DENTIST, **known, unasked=True) == Step.JUDGE
    assert step(DESK, **known, unasked=True) == Step.CONSENT
    theirs = advise(Situation(TODAY, **known), DESK)
    assert (theirs.step, theirs.mine, theirs.owner) == (Step.CALL, False, SONG)


def test_nobody_judges_for_a_colleague() -> None:
    """PAT-6: whoever treated them."""
    assert step(replace(DENTIST, pk=77), unjudged=(5, TODAY, LIN)) == Step.NOTHING


@pytest.mark.parametrize("known", [{"complaint": COMPLAINT}, {"slip": SLIP}])
def test_who_may_not_know_of_a_complaint_is_told_to_hold_still_and_not_why(known: dict[str, Any]) -> None:
    """REC-12: and nothing is offered meanwhile (CMP-3)."""
    advice = advise(Situation(TODAY, **known, **EVERYTHING), MARKETER)
    assert (advice.step, advice.reasons, advice.subject, advice.owner) == (Step.HELD, (), 0, None)


@pytest.mark.parametrize("known", [*(also for _step, also in STOPS[1:]), {"errands": EVERYTHING["errands"]}])
def test_the_counter_tells_nothing_that_a_client_must_not_read(known: dict[str, Any]) -> None:
    """REC-12: neither that they complained nor that they think, nor what they are to be called about."""
    assert step(AT_COUNTER, **known, due=EVERYTHING["due"], unjudged=(5, TODAY, XU)) == Step.NOTHING
    assert step(AT_COUNTER, **known, comes=(4, TODAY)) == Step.COMES


def test_a_slip_that_is_dealt_with_asks_for_the_clients_word() -> None:
    """AFT-5: closed only with it."""
    asked = replace(SLIP, step=Step.ASK_AGAIN, owner=SONG, task=1)
    about = Situation(TODAY, slip=asked, errands=(errand(WorkList.FEEDBACK),))
    assert [advise(about, viewer).mine for viewer in (CALLER, DESK)] == [True, False]
    assert advise(about, CALLER).step == Step.ASK_AGAIN
    later = replace(about, errands=(errand(WorkList.FEEDBACK, reach=LATER),))
    assert advise(later, CALLER).until == LATER.day


def test_who_thinks_is_waited_for_and_one_call_is_planned_once() -> None:
    """LOY-4: for the day after, of who presented the plan; no second one, and none that the gate never lets by."""
    advice = advise(Situation(TODAY, thinking=replace(THINKS, reach=LATER)), CALLER)
    assert (advice.until, advice.plan_on) == (THINKS.until, THINKS.until + timedelta(days=1))
    assert (advice.owner, advice.planned) == (LIN, False)
    planned = errand(WorkList.PLAN, owner=XU, put_off=THINKS.until)
    barred = advise(Situation(TODAY, thinking=replace(THINKS, reach=BARRED)), CALLER)
    assert (barred.plan_on, barred.barriers) == (None, BARRED.barriers)
    again = advise(Situation(TODAY, thinking=THINKS, errands=(planned,)), CALLER)
    assert (again.plan_on, again.owner, again.planned) == (None, XU, True)


def test_after_the_time_to_think_comes_one_question_where_the_gate_allows_it() -> None:
    """LOY-4."""
    known: dict[str, Any] = {"due": (due(WorkList.PLAN),), "last_visit": TODAY}
    asks = {
        reach: step(CALLER, **known, thought_over=replace(THINKS, reach=reach)) for reach in (OPEN, LATER, BARRED)
    }
    assert asks == {OPEN: Step.FOLLOW_UP, LATER: Step.NOTHING, BARRED: Step.NOTHING}
    assert step(DESK, **known, thought_over=replace(THINKS, reach=OPEN), comes=(4, TODAY)) == Step.COMES


def test_who_is_on_no_list_is_not_called_out_of_turn() -> None:
    """The desk offers a time to who is there; nobody calls (LOY-4)."""
    known = {"due": (due(WorkList.RECALL),), "last_visit": TODAY}
    assert step(DESK, **known) == Step.BOOK
    assert step(DENTIST, **known) == Step.NOTHING
    assert step(DESK, **known, comes=(4, TODAY)) == Step.COMES


@pytest.mark.parametrize(("better", "until"), [(TODAY, TODAY), (None, date.max)])
def test_a_refused_offer_is_taken_at_once(better: date | None, until: date) -> None:
    """CAM-2, CAM-3: a better one after some months, then no more until they come."""
    advice = advise(Situation(TODAY, refused_on=TODAY, better_on=better), CALLER)
    assert (advice.step, advice.until) == (Step.OFFER_LATER, until)


def test_what_was_put_off_and_what_is_ones_own_wait_for_their_day() -> None:
    later = TODAY + timedelta(days=2)
    for one in (errand(WorkList.RECALL, put_off=later), Errand(1, WorkList.OWN, later, SONG)):
        advice = advise(Situation(TODAY, errands=(one,)), CALLER)
        assert (advice.step, advice.until, advice.planned) == (Step.WAIT, later, True)
        assert step(CALLER, errands=(one,), unasked=True) == Step.CONSENT
    assert step(CALLER, errands=(Errand(1, WorkList.OWN, TODAY, SONG),)) == Step.TASK


def test_a_message_of_theirs_is_replied_to() -> None:
    reply = Errand(1, WorkList.OWN, TODAY, SONG, reply=True)
    assert step(CALLER, errands=(reply,)) == Step.REPLY


def test_where_there_is_nothing_to_do_it_says_when_there_will_be() -> None:
    advice = advise(Situation(TODAY, due=(due(WorkList.SLEEPING, 300), due(WorkList.RECALL, 90))), CALLER)
    assert advice.step == Step.NOTHING
    assert advice.reasons[0].figures == {"rule": "rule", "day": TODAY + timedelta(days=90)}
    assert step(CALLER, **WAS_HERE) == Step.NOTHING


def test_who_is_new_is_given_a_time_by_whoever_may_book() -> None:
    """PRO-7: a walk-in or a caller who has no time yet does not leave without one."""
    advice = advise(Situation(TODAY), DESK)
    assert (advice.step, advice.mine, [one.code for one in advice.reasons]) == (Step.BOOK, True, ["new"])
    assert step(MARKETER) == step(AT_COUNTER) == Step.NOTHING
    assert step(DESK, due=(due(WorkList.RECALL, 90),)) == Step.NOTHING


def why(viewer: Viewer, **known: Any) -> list[str]:
    advice = advise(Situation(TODAY, **known), viewer)
    assert advice.step == Step.NOTHING
    return [one.code for one in advice.reasons]


WAS_HERE: dict[str, Any] = {"last_visit": TODAY - timedelta(days=400)}
CALLED = Asked(WorkList.SLEEPING, "rule", TODAY - timedelta(days=12), Closing.NOT_REACHED)


@pytest.mark.parametrize(
    ("known", "reasons"),
    [
        ({**WAS_HERE, "asked": CALLED}, ["asked"]),
        ({**WAS_HERE, "asked": CALLED, "due": (due(WorkList.RECALL, 90),)}, ["asked", "next"]),
        (WAS_HERE, ["rests"]),
    ],
)
def test_where_there_is_nothing_to_do_it_says_why(known: dict[str, Any], reasons: list[str]) -> None:
    """CAM-3: who was called about coming back is not called again, and whoever looks knows since when."""
    assert why(CALLER, **known) == reasons
    assert why(AT_COUNTER, **known) == []


def test_who_may_not_know_of_a_plan_is_not_told_that_they_were_asked_about_it_or_will_be() -> None:
    """REC-12."""
    known = {**WAS_HERE, "asked": replace(CALLED, work_list=WorkList.PLAN), "due": (due(WorkList.PLAN, 30),)}
    assert why(CALLER, **known) == ["asked", "next"]
    assert why(Viewer(SONG, CALLER.rights - {Right.SEE_CARE}), **known) == ["rests"]


def test_who_may_not_book_is_told_what_fits() -> None:
    assert why(DENTIST, **WAS_HERE, due=(due(WorkList.RECALL),)) == ["fits"]
