"""Two edits of one record, told apart and put together, purely."""

from rapport.people.versions import MINE, THEIRS, State, differences, together

BEFORE: State = {"name": {"name": "周"}, "job": {"job": "律师"}, "row-1": {"row-1-value": "138"}}


def settled(mine: State, theirs: State, **chosen: str) -> State | None:
    return together(mine, differences(BEFORE, mine, theirs), chosen)


def test_what_only_one_changed_needs_no_choice() -> None:
    mine = {**BEFORE, "job": {"job": "法官"}}
    theirs = {**BEFORE, "name": {"name": "周雅"}}
    assert settled(mine, theirs) == {**BEFORE, "job": {"job": "法官"}, "name": {"name": "周雅"}}


def test_what_both_changed_is_open_until_somebody_chooses() -> None:
    mine, theirs = {**BEFORE, "job": {"job": "法官"}}, {**BEFORE, "job": {"job": "厨师"}}
    [one] = differences(BEFORE, mine, theirs)
    assert one.collides and one.fallback == ""
    assert settled(mine, theirs) is None
    assert settled(mine, theirs, job="neither") is None
    assert settled(mine, theirs, job=MINE) == mine
    assert settled(mine, theirs, job=THEIRS) == theirs


def test_both_writing_the_same_collide_in_nothing() -> None:
    same = {**BEFORE, "job": {"job": "法官"}}
    assert [one.collides for one in differences(BEFORE, same, same)] == [False]
    assert settled(same, same) == same


def test_a_row_taken_away_by_one_and_changed_by_the_other_is_asked_about() -> None:
    mine = {name: group for name, group in BEFORE.items() if name != "row-1"}
    theirs = {**BEFORE, "row-1": {"row-1-value": "139"}, "row-2": {"row-2-value": "137"}}
    found = differences(BEFORE, mine, theirs)
    assert {one.name: one.fallback for one in found} == {"row-1": "", "row-2": THEIRS}
    assert settled(mine, theirs, **{"row-1": MINE}) == {**mine, "row-2": {"row-2-value": "137"}}
    assert settled(mine, theirs, **{"row-1": THEIRS}) == theirs
