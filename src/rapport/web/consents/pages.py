"""What the tab of consents shows: what holds for each purpose by each way, and everything that was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rapport.people.consents import words_of
from rapport.people.consents.rules import State, deciding, state
from rapport.people.models import Consent, Patient
from rapport.people.models.consent import BY_CHANNEL, CHANNELS, Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.sight import Sight


@dataclass(frozen=True)
class WayLine:
    """What holds by one way or by several alike ("" where there are none), and the word that decides it."""

    label: str
    state: State
    word: Consent | None


@dataclass(frozen=True)
class PurposeState:
    """One purpose and its ways."""

    label: str
    ways: list[WayLine]


@dataclass(frozen=True)
class ConsentsPage:
    """Everything `consents/consents.html` needs beside the frame."""

    purposes: list[PurposeState]
    history: list[Consent]
    may_take: bool


def consents_page(patient: Patient, user: User) -> ConsentsPage:
    """The consents of `patient`. Two queries, however long the history is."""
    words = patient.consents.select_related("text", "recorded_by", "signing").order_by("-day", "-pk")
    history = [as_read(word, patient, user) for word in words]
    return ConsentsPage(
        [PurposeState(str(purpose.label), _ways(patient, purpose, history)) for purpose in Purpose],
        history,
        may_at(patient, user, Right.TAKE_CONSENTS),
    )


def as_read(word: Consent, patient: Patient, user: User) -> Consent:
    """`word` with its note as `user` may read it: without contacts and amounts written into it (REC-12)."""
    word.note = Sight.of(user, patient).text(word.note)
    return word


def _ways(patient: Patient, purpose: Purpose, history: list[Consent]) -> list[WayLine]:
    words, today = words_of(history), patient.branch.today()
    by_id = {one.pk: one for one in history}
    if purpose not in BY_CHANNEL:
        word = deciding(words, purpose, None, today)
        return [WayLine("", state(words, purpose, None, today), by_id[word.place] if word else None)]
    # ways that one word decides alike stand in one line
    alike: dict[tuple[State, int | None], list[Channel]] = {}
    for channel in CHANNELS:
        word = deciding(words, purpose, channel, today)
        alike.setdefault((state(words, purpose, channel, today), word.place if word else None), []).append(channel)
    return [
        WayLine(_ways_label(channels), now, by_id[place] if place is not None else None)
        for (now, place), channels in alike.items()
    ]


def _ways_label(channels: Sequence[Channel]) -> str:
    whole = len(channels) == len(CHANNELS)
    return str(Channel.ANY.label) if whole else _(", ").join(str(channel.label) for channel in channels)
