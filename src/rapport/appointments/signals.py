"""Signals of somebody who may become loyal, asked for at the first call or booking (LOY-2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.appointments.models import Appointment, BookingSignals, Haste, Trouble
from rapport.people.actions import touch
from rapport.people.actions.editing import write_fields
from rapport.staff.models import User

# minutes of travel beyond which somebody comes from far, and the ages, of LOY-2
FAR = 45
AGES = range(30, 56)
# so many of the four make it likely
LIKELY = 2
ADVICE = gettext_lazy("Treat as anyone, leave time to think.")


@dataclass(frozen=True)
class Signals:
    """What was said: minutes of travel, None where nobody said; codes of `Trouble`; a code of `Haste` or ""."""

    travel_minutes: int | None = None
    troubles: Collection[str] = ()
    haste: str = ""

    @property
    def silent(self) -> bool:
        return self.travel_minutes is None and not self.troubles and not self.haste


@dataclass(frozen=True)
class Reasons:
    """Which of the four signals hold, each in a few words of the language now active."""

    words: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.words)

    @property
    def likely(self) -> bool:
        return self.count >= LIKELY

    @property
    def sentence(self) -> str:
        """That it is likely with the signals; the advice is `ADVICE`."""
        return _("likely loyal: %(why)s") % {"why": _(", ").join(self.words)}


def likely_loyal(signals: Signals, age: int | None) -> Reasons:
    """Which signals of LOY-2 hold for somebody of `age` in full years (None: not known). Pure."""
    found = (
        (signals.travel_minutes is not None and signals.travel_minutes > FAR, _("over 45 minutes' way")),
        (age is not None and age in AGES, _("aged 30 to 55")),
        (bool(set(signals.troubles) & set(Trouble)), _("severe defects")),
        (signals.haste == Haste.NOW, _("in a hurry")),
    )
    return Reasons(tuple(words for holds, words in found if holds))


@transaction.atomic
def note_signals(appointment: Appointment, signals: Signals, *, by: User | None) -> None:
    """Keep what was said at the booking; `by` None: the client said so online. Said again, it takes the place of
    what stood there. The way goes into the record, audited; nothing is written where nothing was said."""
    if signals.silent:
        return
    patient = appointment.patient
    if signals.travel_minutes not in (None, patient.travel_minutes):
        write_fields(patient, by=by, travel_minutes=signals.travel_minutes)
    told = {"troubles": sorted(set(signals.troubles) & set(Trouble)), "haste": signals.haste, "by": by}
    BookingSignals.objects.update_or_create(appointment=appointment, defaults=told)
    touch([patient.pk])


def signals_of(appointment: Appointment) -> Signals:
    """What is known of the four for `appointment` (with `patient` and `signals` loaded)."""
    said: BookingSignals | None = getattr(appointment, "signals", None)
    travel = appointment.patient.travel_minutes
    return Signals(travel, tuple(said.troubles), said.haste) if said else Signals(travel)


def reasons_of(appointment: Appointment, day: date) -> Reasons:
    """What the dentist sees before `appointment` on `day`: the signals as far as they are known."""
    return likely_loyal(signals_of(appointment), appointment.patient.age_on(day))
