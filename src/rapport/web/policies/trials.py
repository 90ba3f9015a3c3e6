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
from rapport.segmentation.policies.policy import Policy, rank
from rapport.segmentation.policies.trying import Cell, Trial, far_cells, movers, try_policy
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.policies.figures import why
from rapport.web.policies.flow import Flow, flow

PEOPLE_SHOWN = 50
_EXAMPLES = 5
# room beside the picture for a letter, and for a word
_LETTER, _WORD = 18, 84
# the value of the button that lists those who would move far
FAR = "far"


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
class Consequence:
    """Something that follows; `key` lists those whom it is about."""

    icon: str
    tone: str
    words: str
    key: str = ""


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
class TrialPage:
    """What a draft would do today."""

    trial: Trial
    columns: Sequence[str]
    rows: Sequence[Row]
    totals: Sequence[int]
    flow: Flow
    follows: Sequence[Consequence]
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
    trial = try_policy(policy, user.branches_where(Right.SEE_VALUE))
    grades = [grade for grade in (*GRADES[policy.scheme], "") if grade or trial.now("") or trial.then("")]
    if trial.moves.get(("", "")) and not any(("" in cell) and cell != ("", "") for cell in trial.moves):
        grades.remove("")  # those whom the scheme is not about, before and after
    return TrialPage(
        trial,
        grades,
        [_row(trial, grade, grades) for grade in grades],
        [sum(trial.moves.get((one, grade), 0) for one in grades) for grade in grades],
        flow([grade for grade in grades if grade], trial.moves, labels=_room(policy.scheme)),
        consequences(trial),
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


def consequences(trial: Trial) -> list[Consequence]:
    """What follows from the moves, as far as it can be counted."""
    told = []
    if number := trial.jumping:
        said = ngettext(
            "%(n)s person would move %(jump)s classes or more and waits until somebody confirms it.",
            "%(n)s people would move %(jump)s classes or more and wait until somebody confirms it.",
            number,
        ) % {"n": number, "jump": trial.safeguards.jump}
        told.append(Consequence("alert-triangle", "warn", said, FAR))
    if number := trial.falling_unhappy:
        if trial.safeguards.step_down_waits:
            said = ngettext(
                "%(n)s person is dissatisfied and does not go down until somebody confirms it.",
                "%(n)s people are dissatisfied and do not go down until somebody confirms it.",
                number,
            )
            told.append(Consequence("lock", "", said % {"n": number}))
        else:
            said = ngettext(
                "%(n)s person goes down although they are dissatisfied.",
                "%(n)s people go down although they are dissatisfied.",
                number,
            )
            told.append(Consequence("mood-sad", "warn", said % {"n": number}))
    if number := trial.by_hand:
        said = ngettext(
            "%(n)s person stays where somebody set them by hand.",
            "%(n)s people stay where somebody set them by hand.",
            number,
        )
        told.append(Consequence("user", "", said % {"n": number}))
    if number := trial.without_steward:
        said = ngettext(
            "%(n)s person becomes key or potential and has no steward yet.",
            "%(n)s people become key or potential and have no steward yet.",
            number,
        )
        told.append(Consequence("user-plus", "warn", said % {"n": number}))
    return told


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
    found = movers(policy, cells, limit=PEOPLE_SHOWN + 1, beyond=beyond, branch_ids=branches)
    page = found[:PEOPLE_SHOWN]
    more = page[-1][0] if len(found) > PEOPLE_SHOWN else 0
    return MoversPage(_title(policy, key, cells), people_moving(policy, page, user), key, more)


def _cells(policy: Policy, key: str) -> list[Cell] | None:
    if key == FAR:
        return far_cells(policy.scheme, policy.safeguards.jump)
    before, colon, after = key.partition(":")
    known = {*GRADES[policy.scheme], ""}
    return [(before, after)] if colon and {before, after} <= known else None


def _title(policy: Policy, key: str, cells: list[Cell] | None) -> str:
    if cells is None:
        return _("Everyone who would move")
    if key == FAR:
        return _("Moves that would wait for a person")
    [(before, after)] = cells
    if before == after:
        return _("Stay at %(after)s") % {"after": grade_name(policy.scheme, after)}
    told = {"before": grade_name(policy.scheme, before), "after": grade_name(policy.scheme, after)}
    return _("From %(before)s to %(after)s") % told


def people_moving(policy: Policy, found: Sequence[tuple[int, str, str]], user: User) -> list[Mover]:
    """People with where they come from, where they would go and why: as many queries for one as for fifty."""
    ids = [pk for pk, _before, _after in found]
    visible = Patient.objects.visible_to(user, Right.SEE_VALUE).select_related("branch").in_bulk(ids)
    figures: dict[int, Any] = people_of(ids, policy.conditions()) if visible else {}
    far = far_cells(policy.scheme, policy.safeguards.jump)
    return [
        Mover(
            visible[pk], before, after, why(policy, figures[pk], before, visible[pk].branch.today()),
            (before, after) in far,
        )
        for pk, before, after in found
        if pk in visible
    ]  # fmt: skip
