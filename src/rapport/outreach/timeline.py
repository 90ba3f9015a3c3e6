"""What reaching people adds to a person's timeline (REC-7): what they wrote to the clinic."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.lib.timeline import Event, Kind
from rapport.outreach.models import Answer
from rapport.people.models import Patient
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (Part("answers", ("account",)),)


def events(patient: Patient) -> Iterator[Event]:
    """Answers in the words of the client."""
    for answer in patient.answers.all():
        yield _answer(answer, patient)


def _answer(answer: Answer, patient: Patient) -> Event:
    at = answer.at.astimezone(patient.branch.zone)
    stopped = answer.get_stopped_display() if answer.stopped else ""
    return Event(
        at.date(),
        Kind.CONTACT,
        "message-2",
        _("Wrote to the clinic: %(channel)s") % {"channel": answer.account.get_channel_display()},
        beside=_("asked for no more: %(what)s") % {"what": stopped} if stopped else "",
        below=answer.text,
        tone="bad" if stopped else "info",
        at=at,
    )
