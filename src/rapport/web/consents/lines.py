"""What a person agreed to, a line a purpose, as the overview of the card and its head show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapport.people.consents import words_of
from rapport.people.consents.rules import State, Word, deciding, in_force, state
from rapport.people.models import Consent, Patient
from rapport.people.models.consent import BY_CHANNEL, CHANNELS
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User


@dataclass(frozen=True)
class ConsentLine:
    """The state of one purpose, given where messages may come by one way at least.

    `day` is what it dates from; None where nobody knows.
    """

    purpose: Purpose
    state: State
    day: date | None

    @property
    def label(self) -> str:
        return str(self.purpose.label)


def consent_lines(patient: Patient, said: Sequence[Consent]) -> list[ConsentLine]:
    """The purposes in their order, from everything that was `said` for `patient`."""
    words, today = words_of(said), patient.branch.today()
    by_id = {one.pk: one for one in said}
    lines = []
    for purpose in Purpose:
        asked = _channel(words, purpose, today)
        now = state(words, purpose, asked, today)
        word = deciding(words, purpose, asked, today)
        lines.append(ConsentLine(purpose, now, _since(by_id[word.place], now) if word else None))
    return lines


def count_purposes(patient: Patient, user: User) -> int:
    """About how many purposes anything was said for this person, of a file that is read."""
    return len({one.purpose for one in patient.consents.all()})


def _channel(words: Sequence[Word], purpose: Purpose, today: date) -> str | None:
    """The channel whose word tells most: the first by which messages may come, where not all may be sent."""
    if purpose not in BY_CHANNEL or in_force(words, purpose, None, today):
        return None
    allowed = [str(channel) for channel in CHANNELS if in_force(words, purpose, channel, today)]
    return allowed[0] if allowed else None


def _since(word: Consent, now: State) -> date | None:
    if now is State.EXPIRED:
        return word.expires_on
    return word.day if word.day_known else None


def photo_consent_missing(patient: Patient) -> bool:
    """Whether nobody has asked yet, or the answer ran out, though the person is a living patient.

    Who refused or withdrew has answered: there is nothing to get from them.
    """
    facts = getattr(patient, "facts", None)
    if patient.deceased or facts is None or not facts.visits:
        return False
    now = state(words_of(patient.consents.all()), Purpose.PHOTOS, None, patient.branch.today())
    return now in (State.NONE, State.EXPIRED)
