"""What the record itself adds to a person's timeline (REC-7)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.lib.timeline import Event, Kind
from rapport.people.models import Consent, Patient
from rapport.people.models.consent import Said


def events(patient: Patient) -> Iterator[Event]:
    """Notes, consents, and the day the person came to the clinic's books."""
    zone = patient.branch.zone
    for note in patient.notes.select_related("by"):
        at = note.at.astimezone(zone)
        yield Event(at.date(), Kind.NOTE, "notes", str(note.by or _("Note")), below=note.text, at=at)
    for consent in patient.consents.all():
        yield _consent(consent)
    if patient.registered_on:
        source = str(patient.source) if patient.source else ""
        yield Event(patient.registered_on, Kind.RECORD, "user-plus", _("Came to the clinic"), beside=source)
    if patient.died_on:
        yield Event(patient.died_on, Kind.RECORD, "cross", _("Died"))


_TONES = {Said.GIVEN: "good", Said.WITHDRAWN: "bad"}


def _consent(word: Consent) -> Event:
    about = {"purpose": word.get_purpose_display()}
    title = {
        Said.GIVEN: _("Agreed: %(purpose)s"),
        Said.REFUSED: _("Did not agree: %(purpose)s"),
        Said.WITHDRAWN: _("Withdrew consent: %(purpose)s"),
    }[Said(word.said)] % about
    channel = str(word.get_channel_display()) if word.channel else ""
    reason = str(word.get_reason_display()) if word.reason else ""
    beside = " · ".join(filter(None, (channel, str(word.get_how_display()), reason)))
    below = " · ".join(filter(None, (word.giver_name, word.note)))
    return Event(
        word.day,
        Kind.CONSENT,
        "signature",
        title,
        beside=beside,
        below=below,
        tone=_TONES.get(Said(word.said), ""),
    )
