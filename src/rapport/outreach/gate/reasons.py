"""Why the gate says no: a code for programs, a sentence for people, and until when where it ends by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rapport.people.consents.rules import State

GONE = "gone"
NO_POINT = "no_point"
LANDLINE = "landline"
NEVER = "never"
THINKING = "thinking"
HOUSEHOLD = "household"
HOURS = "hours"
HOURS_NEVER = "hours_never"
# never the gate's own: said of a message that was true no longer when it was to go (outreach.sending.truth)
OUTDATED = "outdated"

SENTENCES: dict[str, Any] = {
    GONE: _("This record is no more: it was merged with another or erased. Look the person up again."),
    "deceased": _("This person has died."),
    "guardian_missing": _("A child, for whom nobody speaks yet: write the guardian on the card first."),
    "guardian_dead": _("The guardian has died: write on the card who speaks for the child now."),
    NO_POINT: _("No %(kind)s that may be used: ask for one and write it on the card."),
    LANDLINE: _("Only a landline is known, and no SMS reaches it: ask for a mobile number."),
    f"consent_{State.NONE}": _("%(purpose)s by %(channel)s: nobody has asked yet. Ask for consent first."),
    f"consent_{State.REFUSED}": _("%(purpose)s by %(channel)s: they did not agree. Do not ask them to."),
    f"consent_{State.WITHDRAWN}": _("%(purpose)s by %(channel)s: they withdrew their consent."),
    f"consent_{State.EXPIRED}": _("%(purpose)s by %(channel)s: the consent ran out. Ask for a new one."),
    "never_all": _("Asked never to be contacted. Wait until they come by themselves."),
    "never_calls": _("Asked never to be called. Write, where they agreed to that."),
    "never_marketing": _("Asked never to get an offer. Write and call about their care alone."),
    "pause_asked": _("Asked to be left in peace. Ask at the next visit whether we may again."),
    "pause_asked_until": _("Asked to be left in peace until %(day)s."),
    "pause_complaint": _("A complaint is open: no offers until it is settled."),
    "pause_complaint_until": _("A complaint is open: no offers until it is settled, or until %(day)s."),
    "pause_hard_time": _("Illness or grief in the family: leave them in peace."),
    "pause_hard_time_until": _("Illness or grief in the family: leave them in peace until %(day)s."),
    THINKING: _("Has time to think until %(day)s: nobody presses them."),
    "a_day": _("Was contacted %(count)s× today, which is the most in one day."),
    "a_week": _("Was contacted %(count)s× within 7 days, which is the most."),
    "a_month": _("Was contacted %(count)s× within 30 days, which is the most."),
    "offers_a_month": _("Had %(count)s offers within 30 days, which is the most."),
    HOUSEHOLD: _("The household was contacted today: one a day is enough."),
    HOURS: _("It is %(local)s there. We turn to them from %(opens)s to %(closes)s."),
    HOURS_NEVER: _("The hours they wish lie outside the clinic's: agree on others with them."),
}

# the same in a word or two, for lists: of one person and of many
SHORT: dict[str, Any] = {
    GONE: _("merged with another record"),
    "deceased": _("deceased"),
    "guardian_missing": _("a child for whom nobody speaks"),
    "guardian_dead": _("the guardian has died"),
    NO_POINT: _("no number or address"),
    LANDLINE: _("only a landline, no SMS"),
    f"consent_{State.NONE}": _("never asked for consent"),
    f"consent_{State.REFUSED}": _("did not agree"),
    f"consent_{State.WITHDRAWN}": _("withdrew their consent"),
    f"consent_{State.EXPIRED}": _("consent has run out"),
    NEVER: _("asked never to be contacted"),
    "pause_asked": _("asked to be left in peace"),
    "pause_complaint": _("a complaint is open"),
    "pause_hard_time": _("left in peace for now"),
    THINKING: _("thinking it over"),
    "a_day": _("contacted enough for a day"),
    "a_week": _("contacted enough for a week"),
    "a_month": _("contacted enough for a month"),
    "offers_a_month": _("enough offers for a month"),
    HOUSEHOLD: _("the family was contacted that day"),
    HOURS: _("outside their hours"),
    HOURS_NEVER: _("their hours lie outside the clinic's"),
    OUTDATED: _("what it told of has changed"),
}


def in_short(code: str) -> str:
    """A reason for lists; a code that nobody knows any more as it is."""
    return str(SHORT.get(code, code))


@dataclass(frozen=True, slots=True)
class Reason:
    """One no. `until` (UTC) is when it ends by itself, None where a person must act first."""

    code: str
    until: datetime | None = None
    params: dict[str, Any] = field(default_factory=dict, compare=False)
    # which sentence, where a code has several
    spoken: str = field(default="", compare=False)

    @property
    def words(self) -> str:
        """The sentence in the language now active."""
        sentence = str(SENTENCES[self.spoken or self.code])
        return capfirst(sentence % {name: _shown(value) for name, value in self.params.items()})


def _shown(value: object) -> str:
    if isinstance(value, time):
        return time_format(value, "TIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)
