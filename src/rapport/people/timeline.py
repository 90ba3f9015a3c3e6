"""What the record itself adds to a person's timeline (REC-7)."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.lib.timeline import Event, Kind
from rapport.people.models import Consent, Merge, Patient, Steward
from rapport.people.models.consent import Said
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (Part("notes", ("by",)), Part("consents"), Part("stewards", ("user",)))


def events(patient: Patient) -> Iterator[Event]:
    """Notes, consents, stewards, and the day the person came to the clinic's books."""
    zone = patient.branch.zone
    for note in patient.notes.all():
        at = note.at.astimezone(zone)
        yield Event(at.date(), Kind.NOTE, "notes", str(note.by or _("Note")), below=note.text, at=at)
    for consent in patient.consents.all():
        yield _consent(consent)
    yield from _merges(patient)
    for steward in patient.stewards.all():
        yield _steward(steward, zone)
    if patient.registered_on:
        source = str(patient.source) if patient.source else ""
        yield Event(patient.registered_on, Kind.RECORD, "user-plus", _("Came to the clinic"), beside=source)
    if patient.died_on:
        yield Event(patient.died_on, Kind.RECORD, "cross", _("Died"))


def _steward(steward: Steward, zone: ZoneInfo) -> Event:
    at = steward.since.astimezone(zone)
    until = steward.until
    beside = _("until %(day)s") % {"day": date_format(until.astimezone(zone))} if until else ""
    about = {"name": steward.user, "part": steward.get_role_display()}
    title = _("Looked after by %(name)s, %(part)s") % about
    return Event(at.date(), Kind.RECORD, "heart-handshake", title, beside=beside, at=at)


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


def _merges(patient: Patient) -> Iterator[Event]:
    """Records that went up into this one, or this one into another, and what was taken back of it (REC-10)."""
    zone = patient.branch.zone
    theirs = Merge.objects.filter(Q(survivor=patient) | Q(lost_id=patient.pk))
    for merge in theirs.prefetch_related("survivor", "by", "undone_by"):
        own = merge.survivor_id == patient.pk
        other = merge.lost_name if own else str(merge.survivor)
        number = merge.lost_number if own else merge.survivor.file_number
        told = {"name": other, "number": number or "—"}
        at = merge.at.astimezone(zone)
        title = _("Merged with %(name)s, No. %(number)s") % told
        yield Event(at.date(), Kind.RECORD, "users", title, beside=str(merge.by or ""), at=at)
        if merge.undone_at:
            at = merge.undone_at.astimezone(zone)
            title = _("Merge with %(name)s, No. %(number)s undone") % told
            yield Event(at.date(), Kind.RECORD, "arrow-back-up", title, beside=str(merge.undone_by or ""), at=at)
