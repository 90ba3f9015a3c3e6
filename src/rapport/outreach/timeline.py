"""What reaching people adds to a person's timeline (REC-7): calls, messages to them and what they wrote to the
clinic, and when they are left in peace."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.lib.timeline import Copied, Event, Kind
from rapport.outreach.models import Answer, Call, CallOutcome, Message, MessageState, Pause, PauseGround
from rapport.people.models import Patient
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (
    Part("answers", ("account",)),
    Part("calls", ("caller",)),
    Part("messages", ("written_by",)),
    Part("pauses", ("by", "ended_by")),
)

_TONES = {CallOutcome.BOOKED: "good", CallOutcome.COMPLAINT: "bad", CallOutcome.NEVER: "bad"}
_ICONS = {CallOutcome.NO_ANSWER: "phone-off", CallOutcome.WRONG_NUMBER: "phone-x"}


def events(patient: Patient, *, with_care: bool) -> Iterator[Event]:
    """Answers in the words of the client; messages and what became of them; calls and how they ended; pauses as
    they began and as somebody ended them. What was written, said on the phone or for a pause may be of the mouth:
    it is for those who see care, but for the words of templates."""
    for answer in patient.answers.all():
        yield _answer(answer, patient, with_care=with_care)
    for message in patient.messages.all():
        if message.state != MessageState.TAKEN_BACK:
            yield _message(message, patient, with_care=with_care)
    for call in patient.calls.all():
        if call.outcome:
            yield _call(call, patient, with_care=with_care)
    for pause in patient.pauses.all():
        yield _pause(pause, patient, with_care=with_care)
        if pause.ended_at is not None:
            at, who = patient.branch.local(pause.ended_at), str(pause.ended_by or "")
            yield Event(at.date(), Kind.CONTACT, "player-play", _("May be turned to again"), beside=who, at=at)


def _pause(pause: Pause, patient: Patient, *, with_care: bool) -> Event:
    until = _("until %(day)s") % {"day": date_format(pause.until, "DATE_FORMAT")} if pause.until else ""
    return Event(
        pause.since,
        Kind.CONTACT,
        "player-pause",
        _("Left in peace: %(why)s") % {"why": pause.get_ground_display()},
        beside=" · ".join(filter(None, (pause.get_scope_display(), until, str(pause.by or "")))),
        below=pause.words if with_care else "",
        tone="bad" if pause.ground == PauseGround.NEVER else "info",
        at=patient.branch.local(pause.at),
    )


def _answer(answer: Answer, patient: Patient, *, with_care: bool) -> Event:
    at = patient.branch.local(answer.at)
    stopped = answer.get_stopped_display() if answer.stopped else ""
    return Event(
        at.date(),
        Kind.CONTACT,
        "message-2",
        _("Wrote to the clinic: %(channel)s") % {"channel": answer.account.get_channel_display()},
        beside=_("asked for no more: %(what)s") % {"what": stopped} if stopped else "",
        below=answer.text if with_care else "",
        tone="bad" if stopped else "info",
        at=at,
        copied=Copied.WHOLE,
    )


def _message(message: Message, patient: Patient, *, with_care: bool) -> Event:
    waits = message.state == MessageState.WAITING
    moment = message.not_before if waits else message.handed_over_at or message.settled_at or message.written_at
    at = patient.branch.local(moment)
    said = (message.subject, message.body) if with_care or message.wording_id else ()
    return Event(
        at.date(),
        Kind.CONTACT,
        "mail",
        _("Message: %(channel)s") % {"channel": message.get_channel_display()},
        beside=" · ".join(filter(None, (message.get_state_display(), str(message.written_by or "")))),
        below=message.for_colleagues("\n".join(filter(None, said))),
        tone="bad" if message.state == MessageState.FAILED else "",
        at=at,
        copied=Copied.WHOLE,
    )


def _call(call: Call, patient: Patient, *, with_care: bool) -> Event:
    at, outcome = patient.branch.local(call.begun_at), CallOutcome(call.outcome)
    said = (call.get_stays_away_display() if call.stays_away else "", call.words, call.chooses_us, call.note)
    return Event(
        at.date(),
        Kind.CONTACT,
        _ICONS.get(outcome, "phone"),
        _("Call: %(outcome)s") % {"outcome": str(outcome.label).lower()},
        beside=f"{at:%H:%M} · {call.caller}",
        below="\n".join(str(one) for one in said if one) if with_care else "",
        tone=_TONES.get(outcome, ""),
        at=at,
    )
