"""What the pages of the rules show (PAT-7, PAT-9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.criteria.vocabulary import Vocabulary
from rapport.lib import clock
from rapport.people.models import GradeByHand, HeldMove, Patient, Standing
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.comparing import Comparison, Kind, compare
from rapport.segmentation.policies.force import version_in_force
from rapport.segmentation.policies.grading import is_unhappy
from rapport.segmentation.policies.policy import Policy, Safeguards
from rapport.segmentation.policies.reading import (
    PolicyRefused,
    check_sheet,
    read_policy,
    shipped_text,
)
from rapport.segmentation.policies.trying import far_cells, steps_down
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.patients.addresses import list_of_grade
from rapport.web.policies.conditions import APPLIES, Condition
from rapport.web.policies.spoken import Problem, Spoken, pieces, problem_in, speak
from rapport.web.policies.trials import TrialPage
from rapport.web.policies.typed import Typed
from rapport.web.tabs import Tab

LISTED = 50


@dataclass(frozen=True)
class SchemeLine:
    """One scheme in the list: what is in force, the draft if there is one, and what waits."""

    scheme: Scheme
    in_force: PolicyVersion | None
    draft: PolicyVersion | None
    waiting: int
    by_hand: int
    # the rules in force name what is known no more: nobody is moved by them
    unreadable: bool


@dataclass(frozen=True)
class RungLine:
    """A rung on a page; `kind` is what became of it."""

    grade: str
    spoken: Spoken
    text: str = ""
    kind: str = Kind.SAME
    first: bool = False
    last: bool = False
    # as it is written, in an editor
    condition: Condition | None = None


@dataclass(frozen=True)
class RulesPage:
    """A version of the rules to be read; beside another one, `comparison` says what differs."""

    scheme: Scheme
    version: PolicyVersion | None
    rungs: Sequence[RungLine]
    applies: Spoken
    safeguards: Safeguards
    comparison: Comparison | None


@dataclass(frozen=True)
class EditorPage:
    """A draft that is being written, and what is wrong with it."""

    scheme: Scheme
    typed: Typed
    draft: PolicyVersion | None
    in_force: PolicyVersion | None
    rungs: Sequence[RungLine]
    about: Condition | None
    applies: Spoken | None
    left: Sequence[str]
    problem: str
    place: Problem | None
    comparison: Comparison | None
    policy: Policy | None
    words: Vocabulary
    trial: TrialPage | None = None
    # what somebody else did to the draft since it was read
    meanwhile: str = ""

    @property
    def safeguards(self) -> Safeguards:
        assert self.typed.sheet is not None
        return self.typed.sheet.safeguards

    @property
    def gone(self) -> Sequence[str]:
        return self.comparison.gone if self.comparison else ()


def scheme_lines(user: User) -> list[SchemeLine]:
    """All schemes, in a handful of queries."""
    in_force = {one.scheme: one for one in PolicyVersion.objects.in_force().select_related("activated_by")}
    drafts = {one.scheme: one for one in PolicyVersion.objects.drafts().select_related("drafted_by", "asked_by")}
    words = vocabulary()
    held, hand = _per_scheme(waiting_moves(user)), _per_scheme(grades_by_hand(user))
    return [
        SchemeLine(
            one,
            in_force.get(one),
            drafts.get(one),
            held.get(one, 0),
            hand.get(one, 0),
            policy_of(one, in_force.get(one), words) is None,
        )
        for one in Scheme
    ]


def _per_scheme(rows: Any) -> dict[str, int]:
    return dict(rows.order_by().values_list("scheme").annotate(Count("pk")))


def waiting_moves(user: User) -> Any:
    """Moves that nobody has confirmed yet, of the people whom `user` may see."""
    people = Patient.objects.visible_to(user, Right.SEE_VALUE)
    return HeldMove.objects.filter(confirmed_at=None, patient__in=people)


@dataclass(frozen=True)
class Waiting:
    """A move that waits, and why it does not happen by itself."""

    move: HeldMove
    far: bool
    unhappy: bool


def why_waiting(scheme: Scheme, guards: Safeguards, moves: Iterable[HeldMove]) -> list[Waiting]:
    """`moves` of one scheme, with the facts of their people loaded, and which safeguard keeps each."""
    far, down = far_cells(scheme, guards.jump), steps_down(scheme)
    return [
        Waiting(
            one,
            (one.before, one.after) in far,
            guards.step_down_waits and (one.before, one.after) in down and is_unhappy(one.patient),
        )
        for one in moves
    ]


def grades_by_hand(user: User) -> Any:
    """Grades by hand that count today, of the people whom `user` may see."""
    people = Patient.objects.visible_to(user, Right.SEE_VALUE)
    return GradeByHand.objects.filter(ended_at=None, until__gte=clock.now().date(), patient__in=people)


def standing_now(scheme: Scheme, user: User) -> list[tuple[str, int, str]]:
    """The grades in their order: how many people stand at each, and the list of them."""
    people = Patient.objects.visible_to(user, Right.SEE_VALUE)
    rows = Standing.objects.filter(patient__in=people).exclude(**{scheme: ""})
    counts = dict(rows.order_by().values_list(scheme).annotate(Count("pk")))
    return [(grade, counts[grade], list_of_grade(scheme, grade)) for grade in GRADES[scheme] if grade in counts]


def tabs(
    scheme: Scheme, in_force: PolicyVersion | None, draft: PolicyVersion | None, here: str, changes: int = 0
) -> list[Tab]:
    """The ways to look at one scheme: what counts, the draft (with its `changes` where told), the history."""
    number = in_force.version if in_force else 0
    labels = [("policy", _("v%(version)s in force") % {"version": number})]
    if draft is not None:
        label = _("v%(version)s draft") % {"version": draft.version}
        if changes:
            said = ngettext("%(n)s change", "%(n)s changes", changes) % {"n": changes}
            label = f"{label} · {said}"
        labels.append(("policy_draft", label))
    elif here == "policy_draft":
        labels.append(("policy_draft", _("New draft")))
    labels.append(("policy_history", _("History")))
    return [Tab(reverse(f"web:{name}", args=[scheme]), label, name == here) for name, label in labels]


def policy_of(scheme: Scheme, version: PolicyVersion | None, words: Vocabulary) -> Policy | None:
    """The rules of a version; None where their words are known no more (a tag that went, say)."""
    try:
        return read_policy(version.text if version else shipped_text(scheme), words)
    except PolicyRefused:
        return None


def rules_page(
    scheme: Scheme, version: PolicyVersion | None, *, beside: PolicyVersion | None = None, compared: bool = False
) -> RulesPage | None:
    """One version to be read; `compared` with the one `beside` it (None is the one that the product comes with).

    None where its words are known no more.
    """
    words = vocabulary()
    policy = policy_of(scheme, version, words)
    if policy is None:
        return None
    other = policy_of(scheme, beside, words) if compared else None
    comparison = compare(other or policy, policy)
    mark = other is not None
    rungs = [
        RungLine(
            rung.grade,
            Spoken(rung.when, pieces(comparison.rungs[rung.grade].conditions, mark=mark)),
            rung.text,
            comparison.rungs[rung.grade].kind,
            last=rung.when is None,
        )
        for rung in policy.rungs
    ]
    applies = Spoken(policy.applies, pieces(comparison.applies.conditions, mark=mark))
    return RulesPage(scheme, version, rungs, applies, policy.safeguards, comparison if mark else None)


def editor_page(typed: Typed, draft: PolicyVersion | None) -> EditorPage:
    """What is typed, with every condition spoken or its fault shown, beside the rules in force."""
    words, in_force = typed.words, version_in_force(typed.scheme)
    other = policy_of(typed.scheme, in_force, words)
    policy, refused = None, typed.problem
    if typed.sheet is not None:
        try:
            policy = check_sheet(typed.sheet, words)
        except PolicyRefused as problem:
            refused = problem
    comparison = compare(other, policy) if other and policy else None
    given = [grade for grade, _when in typed.sheet.rungs] if typed.sheet else []
    return EditorPage(
        typed.scheme,
        typed,
        draft,
        in_force,
        _rung_lines(typed, other, comparison),
        typed.condition(APPLIES),
        spoken_at(APPLIES, typed, other) if typed.sheet else None,
        [grade for grade in GRADES[typed.scheme] if grade not in given],
        refused.message if refused else "",
        _place(refused),
        comparison,
        policy,
        words,
    )


def spoken_at(key: str, typed: Typed, other: Policy | None) -> Spoken:
    """The condition of `key` in words, beside what it is in the rules in force."""
    before = {APPLIES: other.applies, **{rung.grade: rung.when for rung in other.rungs}} if other else {}
    one = typed.condition(key)
    return speak(one, before.get(key)) if one else Spoken(None, ())


def _rung_lines(typed: Typed, other: Policy | None, comparison: Comparison | None) -> list[RungLine]:
    if typed.sheet is None:
        return []
    before = {rung.grade for rung in other.rungs} if other else set()
    lines, last = [], len(typed.sheet.rungs) - 1
    for place, (grade, when) in enumerate(typed.sheet.rungs):
        spoken = spoken_at(grade, typed, other)
        kind = comparison.rungs[grade].kind if comparison else Kind.SAME
        if other and grade not in before:
            kind = Kind.ADDED
        one = typed.condition(grade)
        lines.append(RungLine(grade, spoken, when, kind, first=place == 0, last=place == last, condition=one))
    return lines


def _place(refused: PolicyRefused | None) -> Problem | None:
    """Where in a condition the fault is, for who edits the whole text."""
    if refused is None or refused.problem is None:
        return None
    return problem_in(refused.condition, refused.problem)
