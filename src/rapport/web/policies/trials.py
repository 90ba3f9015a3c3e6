"""What a draft would do, in the words and figures of a page (PAT-9)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.person import people_of
from rapport.segmentation.policies.grading import is_unhappy
from rapport.segmentation.policies.policy import Policy, rank
from rapport.segmentation.policies.trying import Cell, Doings, Trial, far_cells, movers, steps_down, try_policy
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.policies.figures import why
from rapport.web.policies.flow import Flow, flow
from rapport.web.policies.follows import FAR, UNHAPPY, Consequence, consequences

PEOPLE_SHOWN = 50
_EXAMPLES = 5
# room beside the picture for a letter, and for a word
_LETTER, _WORD = 18, 108


@dataclass(frozen=True)
class MatrixCell:
    number: int
    kind: str
    key: str
    label: str


@dataclass(frozen=True)
class Row:
    grade: str
    cells: Sequence[MatrixCell]
    total: int


@dataclass(frozen=True)
class Mover:
    patient: Patient
    before: str
    after: str
    why: str
    waits: bool


@dataclass(frozen=True)
class MoversPage:
    """A list of people and what it is of; `key` and `beyond` are what the next page is asked with."""

    title: str
    people: Sequence[Mover]
    key: str = ""
    beyond: int = 0


@dataclass(frozen=True)
class Shares:
    """Of a group of people, in per cent: who came in the last 12 months, who has a time booked; None of nobody."""

    people: int
    came: float | None
    booked: float | None


@dataclass(frozen=True)
class Likeness:
    """What the people of a grade do as it is, and as it would be."""

    grade: str
    now: Shares
    then: Shares


@dataclass(frozen=True)
class TrialPage:
    """What a draft would do today."""

    trial: Trial
    columns: Sequence[str]
    rows: Sequence[Row]
    totals: Sequence[int]
    flow: Flow
    follows: Sequence[Consequence]
    likenesses: Sequence[Likeness]
    examples: MoversPage
    seconds: float
    at: datetime

    @property
    def share_moving(self) -> float:
        return _share(self.trial.moving, self.trial.everyone)

    @property
    def best(self) -> str:
        return next(iter(GRADES[self.trial.scheme]))

    @property
    def best_now(self) -> float:
        return _share(self.trial.now(self.best), self.trial.everyone)

    @property
    def best_then(self) -> float:
        return _share(self.trial.then(self.best), self.trial.everyone)


def trial_page(policy: Policy, user: User) -> TrialPage:
    """`policy` tried on everyone whom `user` may see."""
    began = time.perf_counter()
    branches = user.branches_where(Right.SEE_VALUE)
    trial = try_policy(policy, branches)
    grades = [grade for grade in (*GRADES[policy.scheme], "") if grade or trial.now("") or trial.then("")]
    if trial.moves.get(("", "")) and not any(("" in cell) and cell != ("", "") for cell in trial.moves):
        grades.remove("")  # those whom the scheme is not about, before and after
    return TrialPage(
        trial,
        grades,
        [_row(trial, grade, grades) for grade in grades],
        [sum(trial.moves.get((one, grade), 0) for one in grades) for grade in grades],
        flow([grade for grade in grades if grade], trial.moves, labels=_room(policy.scheme)),
        consequences(policy, trial, branches),
        _likenesses(trial),
        _examples(policy, trial, user),
        time.perf_counter() - began,
        clock.now(),
    )


def _room(scheme: str) -> int:
    return _LETTER if scheme in (Scheme.CARE, Scheme.PROSPECT) else _WORD


def _share(part: int, whole: int) -> float:
    return part * 100 / whole if whole else 0.0


def grade_name(scheme: str, grade: str) -> str:
    """A grade as it stands in a sentence: the letter or digit, else its word."""
    if not grade:
        return _("nowhere in it")
    if scheme in (Scheme.CARE, Scheme.PROSPECT):
        return grade
    return _("“%(word)s”") % {"word": capfirst(str(GRADES[scheme][grade]))}


def _row(trial: Trial, before: str, grades: Sequence[str]) -> Row:
    cells = [_cell(trial, before, after) for after in grades]
    return Row(before, cells, sum(cell.number for cell in cells))


def _cell(trial: Trial, before: str, after: str) -> MatrixCell:
    if before == "" == after:
        return MatrixCell(0, "none", "", "")
    number = trial.moves.get((before, after), 0)
    if not number:
        return MatrixCell(0, "none", "", "")
    told = {"n": number, "before": grade_name(trial.scheme, before), "after": grade_name(trial.scheme, after)}
    if before == after:
        said = ngettext("%(n)s person stays at %(after)s", "%(n)s people stay at %(after)s", number)
    else:
        said = ngettext(
            "%(n)s person from %(before)s to %(after)s", "%(n)s people from %(before)s to %(after)s", number
        )
    return MatrixCell(number, _kind(trial.scheme, before, after), f"{before}:{after}", said % told)


def _kind(scheme: str, before: str, after: str) -> str:
    if before == after:
        return "same"
    if not before or not after:
        return "in" if after else "out"
    return "up" if rank(scheme, after) < rank(scheme, before) else "down"


def _likenesses(trial: Trial) -> list[Likeness]:
    """Of the grades whose people would be others; of prospects there is nothing to tell, who have not come yet."""
    if trial.scheme == Scheme.PROSPECT:
        return []
    changing = {grade for before, after in trial.moves if before != after for grade in (before, after)}
    return [
        Likeness(grade, _shares(trial.doing_now(grade)), _shares(trial.doing_then(grade)))
        for grade in GRADES[trial.scheme]
        if grade in changing
    ]


def _shares(told: Doings) -> Shares:
    if not told.people:
        return Shares(0, None, None)
    return Shares(told.people, _share(told.came, told.people), _share(told.booked, told.people))


def _examples(policy: Policy, trial: Trial, user: User) -> MoversPage:
    moving = sorted(
        (cell for cell in trial.moves if cell[0] != cell[1]), key=lambda cell: trial.moves[cell], reverse=True
    )
    found = [(trial.examples[cell], *cell) for cell in moving[:_EXAMPLES]]
    return MoversPage(_("Examples"), people_moving(policy, found, user))


def movers_page(policy: Policy, key: str, beyond: int, user: User) -> MoversPage:
    """Those of one cell (`before:after`), those who would move far, or everyone who would move; a page of them."""
    cells = _cells(policy, key)
    branches = user.branches_where(Right.SEE_VALUE)
    found = movers(
        policy, cells, limit=PEOPLE_SHOWN + 1, beyond=beyond, branch_ids=branches, unhappy=key == UNHAPPY
    )
    page = found[:PEOPLE_SHOWN]
    more = page[-1][0] if len(found) > PEOPLE_SHOWN else 0
    return MoversPage(_title(policy, key, cells), people_moving(policy, page, user), key, more)


def _cells(policy: Policy, key: str) -> list[Cell] | None:
    if key == FAR:
        return far_cells(policy.scheme, policy.safeguards.jump)
    if key == UNHAPPY:
        return steps_down(policy.scheme)
    before, colon, after = key.partition(":")
    known = {*GRADES[policy.scheme], ""}
    return [(before, after)] if colon and {before, after} <= known else None


def _title(policy: Policy, key: str, cells: list[Cell] | None) -> str:
    if cells is None:
        return _("Everyone who would move")
    if key == FAR:
        return _("Moves that would wait for a person")
    if key == UNHAPPY:
        return _("Dissatisfied people who would go down")
    [(before, after)] = cells
    if before == after:
        return _("Stay at %(after)s") % {"after": grade_name(policy.scheme, after)}
    told = {"before": grade_name(policy.scheme, before), "after": grade_name(policy.scheme, after)}
    return _("From %(before)s to %(after)s") % told


def people_moving(policy: Policy, found: Sequence[tuple[int, str, str]], user: User) -> list[Mover]:
    """People with where they come from, where they would go and why: as many queries for one as for fifty."""
    ids = [pk for pk, _before, _after in found]
    visible = Patient.objects.visible_to(user, Right.SEE_VALUE).select_related("branch", "facts").in_bulk(ids)
    figures: dict[int, Any] = people_of(ids, policy.conditions()) if visible else {}
    return [
        Mover(
            visible[pk],
            before,
            after,
            why(policy, figures[pk], before, visible[pk].branch.today()),
            _waits(policy, before, after, visible[pk]),
        )
        for pk, before, after in found
        if pk in visible
    ]


def _waits(policy: Policy, before: str, after: str, patient: Patient) -> bool:
    """Whether somebody would have to confirm the move."""
    guards, move = policy.safeguards, (before, after)
    return move in far_cells(policy.scheme, guards.jump) or (
        guards.step_down_waits and move in steps_down(policy.scheme) and is_unhappy(patient)
    )
