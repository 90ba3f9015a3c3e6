"""Where one person stands and why, as the tab and the panel on the card show it (PAT-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.care.models import Interruption, Judgement
from rapport.criteria.explaining import Line
from rapport.lib.masking import DOTS
from rapport.people.models import Departure, Patient, Standing
from rapport.people.models.standing import Scheme
from rapport.segmentation.explaining import Explanation, Move, explain, history
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.sight import Sight
from rapport.web.standing.words import DONE_FOR, step_in_words

# moves shown; all of them stand on the timeline
MOVES_SHOWN = 30
# what the panel on the card explains: the class, and the value
_SHORT = (Scheme.CARE, Scheme.PROSPECT, Scheme.VALUE)
_SCALES: tuple[tuple[str, Any], ...] = (
    ("awareness", gettext_lazy("Awareness of oral health")),
    ("demands", gettext_lazy("Demands")),
    ("reluctance", gettext_lazy("Reluctance")),
)


@dataclass(frozen=True)
class Why:
    """One scheme with its reasons, as this reader may see them."""

    told: Explanation
    label: str
    done_for: str
    held: Sequence[Line]
    towards: Sequence[Line]
    otherwise_held: Sequence[Line]
    reason: str


@dataclass(frozen=True)
class Scale:
    """What the dentist judged beside what behaviour says, in words; "" where there is none. The judgement wins."""

    key: str
    label: str
    judged: str
    derived: str


@dataclass(frozen=True)
class StandingPage:
    """Everything `standing/standing.html` needs."""

    patient: Patient
    standing: Standing | None
    whys: list[Why]
    moves: list[Move]
    judgement: Judgement | None
    scales: list[Scale]
    interruption: Interruption | None
    left: Departure | None
    sees_care: bool
    may_set: bool
    may_see_rules: bool
    may_judge: bool
    may_write: bool


def _lines(lines: Sequence[Line], sight: Sight) -> list[Line]:
    """That a condition holds tells as much as its figure: both are for those who may see what it gives away."""
    hidden = _("a condition that you do not see")
    return [one if sight.reaches(one.tells) else Line(hidden, None, DOTS, one.tells) for one in lines]


def whys_of(patient: Patient, user: User) -> list[Why]:
    """Every scheme that is about `patient`, for who may see where they stand."""
    sight, standing = Sight.of(user, patient), getattr(patient, "standing", None)
    return [_why(told, sight) for told in explain(patient, standing, patient.branch.today())]


def short_whys(patient: Patient, user: User) -> list[Why]:
    return [why for why in whys_of(patient, user) if why.told.scheme in _SHORT]


def _why(told: Explanation, sight: Sight) -> Why:
    return Why(
        told=told,
        label=str(told.scheme.label),
        done_for=str(DONE_FOR.get((told.scheme, told.grade), "")),
        held=_lines(told.held, sight),
        towards=_lines(told.towards, sight),
        otherwise_held=_lines(told.otherwise_held, sight),
        reason=sight.text(told.by_hand.reason) if told.by_hand else "",
    )


def standing_page(patient: Patient, user: User) -> StandingPage:
    """The tab, for who may see where `patient` stands."""
    sight = Sight.of(user, patient)
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    judged = patient.judgements.select_related("by").order_by("-at", "-pk").first() if sight.care else None
    return StandingPage(
        patient=patient,
        standing=getattr(patient, "standing", None),
        whys=whys_of(patient, user),
        moves=[_seen(move, sight) for move in history(patient, limit=MOVES_SHOWN)],
        judgement=judged,
        scales=scales_of(facts, judged) if sight.care else [],
        interruption=_interruption(patient, facts) if sight.care else None,
        left=patient.departures.filter(returned_on=None).first(),
        sees_care=sight.care,
        may_see_rules=user.may(Right.WRITE_POLICIES),
        may_set=may_at(patient, user, Right.SET_CLASS),
        may_judge=may_at(patient, user, Right.WRITE_CARE),
        may_write=may_at(patient, user, Right.WRITE_NOTES),
    )


def scales_of(facts: PatientFacts, judged: Judgement | None) -> list[Scale]:
    """The three scales: judged, and derived from what the person does (PAT-6)."""
    return [
        Scale(
            scale,
            str(label),
            step_in_words(scale, getattr(judged, scale, None)),
            step_in_words(scale, getattr(facts, f"derived_{scale}")),
        )
        for scale, label in _SCALES
    ]


def _seen(move: Move, sight: Sight) -> Move:
    figures = [(label, figure if sight.reaches(tells) else DOTS, tells) for label, figure, tells in move.figures]
    return replace(move, figures=figures)


def _interruption(patient: Patient, facts: PatientFacts) -> Interruption | None:
    """Why somebody stays away who has not come again, with the way to win them back (PRO-6)."""
    return patient.interruptions.select_related("recorded_by").first() if facts.interruption else None
