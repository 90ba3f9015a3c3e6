"""What the tab about reaching a person shows: what the gate says now, pauses, and the hours they wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapport.outreach.gate import Ask, Verdict, look_each
from rapport.outreach.gate.reasons import NO_POINT
from rapport.outreach.gate.situation import POINTS
from rapport.outreach.models import HoursWish, Pause, Way
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.reach.forms import HoursForm
from rapport.web.sight import Sight


@dataclass(frozen=True)
class Door:
    """Ways to somebody of which the gate says the same, for their care and for an offer; `words` is everything
    against either, each sentence once."""

    channels: list[str]
    care: Verdict
    offer: Verdict
    words: list[str]


@dataclass(frozen=True)
class GatePanel:
    """What `reach/doors.html` shows. `missing` are the ways that are not known; `nobody` says why there are none
    at all; `addressed` is who speaks for the person."""

    doors: list[Door]
    missing: list[Channel]
    nobody: str
    addressed: Patient | None


@dataclass(frozen=True)
class PauseLine:
    pause: Pause
    words: str
    runs: bool


@dataclass(frozen=True)
class WishLine:
    """The hours wished for one way; `form` is bound where it was sent and is wrong."""

    way: Way
    wish: HoursWish | None
    form: HoursForm


def gate_panel(patient: Patient, user: User) -> GatePanel:
    """What the gate says of every way to `patient` now; nothing is changed by asking."""
    said = look_each(patient, [Ask(why, one) for one in POINTS for why in (Purpose.CARE, Purpose.MARKETING)])
    asked = {Channel(one): (said[Ask(Purpose.CARE, one)], said[Ask(Purpose.MARKETING, one)]) for one in POINTS}
    missing = [channel for channel, (care, _offer) in asked.items() if _has(care, NO_POINT)]
    first, _offer = asked[Channel.CALL]
    addressed = first.addressed if first.addressed != patient else None
    if addressed is not None and not may_at(addressed, user, Right.SEE_PATIENTS):
        addressed = None
    return GatePanel(
        doors=_doors({channel: said for channel, said in asked.items() if channel not in missing}),
        missing=missing,
        nobody="" if first.addressed else first.reasons[0].words,
        addressed=addressed,
    )


def _has(verdict: Verdict, code: str) -> bool:
    return any(reason.code == code for reason in verdict.reasons)


def _doors(asked: dict[Channel, tuple[Verdict, Verdict]]) -> list[Door]:
    """Ways of which the same is said stand together: what is said of one channel alone names it."""
    found: dict[object, Door] = {}
    for channel, (care, offer) in asked.items():
        words = list(dict.fromkeys(reason.words for said in (care, offer) for reason in said.reasons))
        same = (*words, care.allowed, offer.allowed, *(_until(said) for said in (care, offer)))
        found.setdefault(same, Door([], care, offer, words)).channels.append(str(channel.label))
    return list(found.values())


def _until(verdict: Verdict) -> datetime | None:
    """When it opens, for a verdict that is no; every yes is for now."""
    return None if verdict.allowed else verdict.next_moment


def pause_lines(patient: Patient, user: User) -> list[PauseLine]:
    """Pauses, those that hold first, then the latest."""
    today, sight = patient.branch.today(), Sight.of(user, patient)
    rows = patient.pauses.select_related("by", "ended_by").order_by("-since", "-pk")[:100]
    lines = [PauseLine(pause, _said(pause, sight), pause.runs_on(today)) for pause in rows]
    return sorted(lines, key=lambda line: not line.runs)


def _said(pause: Pause, sight: Sight) -> str:
    """What was said for it may be of the mouth."""
    return sight.text(pause.words) if sight.care else ""


def wish_lines(patient: Patient, bound: dict[str, HoursForm] | None = None) -> list[WishLine]:
    """A line for calls and one for messages; `bound` are forms by way."""
    wishes = {wish.way: wish for wish in patient.hours_wishes.all()}
    forms = bound or {}
    return [WishLine(way, wishes.get(way), forms.get(way) or hours_form(way, wishes.get(way))) for way in Way]


def hours_form(way: str, wish: HoursWish | None, data: Any = None) -> HoursForm:
    return HoursForm(data, instance=wish, prefix=way)
