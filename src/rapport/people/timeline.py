"""What the record itself adds to a person's timeline (REC-7)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.lib.timeline import Event, Kind
from rapport.people.models import Patient


def events(patient: Patient) -> Iterator[Event]:
    """Notes, consents, and the day the person came to the clinic's books."""
    zone = patient.branch.zone
    for note in patient.notes.select_related("by"):
        at = note.at.astimezone(zone)
        yield Event(at.date(), Kind.NOTE, "notes", str(note.by or _("Note")), below=note.text, at=at)
    for consent in patient.consents.all():
        day = consent.given_on or consent.recorded_at.astimezone(zone).date()
        title = _("Agreed: %(purpose)s") % {"purpose": consent.get_purpose_display()}
        yield Event(day, Kind.RECORD, "signature", title, beside=consent.how, tone="good")
        if consent.withdrawn_at:
            title = _("Withdrew consent: %(purpose)s") % {"purpose": consent.get_purpose_display()}
            yield Event(consent.withdrawn_at.astimezone(zone).date(), Kind.RECORD, "signature", title, tone="bad")
    if patient.registered_on:
        source = str(patient.source) if patient.source else ""
        yield Event(patient.registered_on, Kind.RECORD, "user-plus", _("Came to the clinic"), beside=source)
    if patient.died_on:
        yield Event(patient.died_on, Kind.RECORD, "cross", _("Died"))
