"""What the record itself adds to a person's timeline (REC-7)."""

from collections.abc import Iterator, Sequence
from functools import cache

from django.db import connection
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount
from rapport.lib.prepared import ANYBODY, Prepared, prepare
from rapport.lib.timeline import Copied, Event, Kind
from rapport.people.models import Consent, Merge, Patient, Questionnaire, StandingChange, Steward
from rapport.people.models.consent import Said
from rapport.people.models.mood import Satisfaction
from rapport.people.models.questionnaire import Outcome
from rapport.people.models.standing import GRADES, Scheme
from rapport.people.reading import Part
from rapport.staff.models import Branch

_RECORD = (
    Part("notes", ("by",)),
    Part("consents"),
    Part("stewards", ("user",)),
    Part("departures", ("recorded_by",)),
    Part("participations", ("activity", "by")),
    Part("purchases", ("by",)),
    Part("questionnaires", ("opened_by", "ended_by", "sheet"), ("answers__settled_by",)),
)
_STANDING = (Part("moves", ("by_hand__by",)), Part("satisfactions", ("by",)))


def reads(*, with_value: bool) -> Sequence[Part]:
    """What `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row."""
    return (*_RECORD, *(_STANDING if with_value else ()))


def events(patient: Patient, *, with_value: bool, with_money: bool) -> Iterator[Event]:
    """What the record says and what the reader may see of it; classes and moods are not for everyone."""
    for note in patient.notes.all():
        at = patient.branch.local(note.at)
        yield Event(at.date(), Kind.NOTE, "notes", str(note.by or _("Note")), below=note.text, at=at)
    for consent in patient.consents.all():
        yield _consent(consent)
    yield from _merges(patient)
    for steward in patient.stewards.all():
        yield _steward(steward, patient.branch)
    yield from _comings(patient)
    yield from _interests(patient, with_money=with_money)
    for questionnaire in patient.questionnaires.all():
        if questionnaire.ended_at is not None and questionnaire.day is not None:
            yield _questionnaire(questionnaire, patient.branch)
    if with_value:
        yield from _standings(patient)
    if patient.registered_on:
        source = str(patient.source) if patient.source else ""
        yield Event(patient.registered_on, Kind.RECORD, "user-plus", _("Came to the clinic"), beside=source)
    if patient.died_on:
        yield Event(patient.died_on, Kind.RECORD, "cross", _("Died"))


def _comings(patient: Patient) -> Iterator[Event]:
    for gone in patient.departures.all():
        who = str(gone.recorded_by or "")
        yield Event(gone.left_on, Kind.RECORD, "logout", _("Left the clinic"), beside=who, below=gone.words)
        if gone.returned_on:
            yield Event(gone.returned_on, Kind.RECORD, "arrow-back-up", _("Came back"), tone="good")


def _interests(patient: Patient, *, with_money: bool) -> Iterator[Event]:
    """Events and purchases (PRO-3, PRO-4)."""
    for joined in patient.participations.all():
        activity = joined.activity
        beside = _("online") if activity.online else ""
        yield Event(
            activity.day, Kind.RECORD, "calendar", _("Took part: %(name)s") % {"name": activity.name}, beside
        )
    for bought in patient.purchases.all():
        amount = show_amount(bought.amount, patient.branch.currency, get_language() or "en")
        beside = " · ".join(
            filter(None, (amount if with_money and bought.amount else "", _("online") if bought.online else ""))
        )
        yield Event(bought.day, Kind.RECORD, "cash", _("Bought: %(what)s") % {"what": bought.what}, beside)


def _questionnaire(one: Questionnaire, branch: Branch) -> Event:
    """That it was filled in, or why not; what was answered stands on its own tab (BAS-1)."""
    assert one.ended_at is not None and one.day is not None
    at = branch.local(one.ended_at)
    who = str(one.ended_by or one.opened_by or "")
    if one.ended_how == Outcome.GIVEN:
        beside = " · ".join(filter(None, (str(one.get_through_display()), who)))
        title = _("Filled in the questionnaire")
        return Event(one.day, Kind.RECORD, "clipboard-list", title, beside, tone="good", at=at)
    title = _("No questionnaire: %(reason)s") % {"reason": one.get_reason_display()}
    return Event(one.day, Kind.RECORD, "clipboard-list", title, beside=who, at=at)


_FELT = {Satisfaction.SATISFIED: ("mood-smile", "good"), Satisfaction.DISSATISFIED: ("mood-sad", "bad")}


def _standings(patient: Patient) -> Iterator[Event]:
    """Moves between classes (PAT-8), and how satisfied somebody thought the person is."""
    # of those of one day the latest first, as the timeline tells
    for move in sorted(patient.moves.all(), key=lambda move: move.pk, reverse=True):
        yield _move(move)
    for noted in patient.satisfactions.all():
        at = patient.branch.local(noted.at)
        icon, tone = _FELT.get(Satisfaction(noted.level), ("message-2", ""))
        title, who = _("Seems %(mood)s") % {"mood": noted.get_level_display()}, str(noted.by or "")
        yield Event(at.date(), Kind.STANDING, icon, title, beside=who, below=noted.words, tone=tone, at=at)


def _move(move: StandingChange) -> Event:
    before, after = (str(GRADES[move.scheme].get(grade, "")) for grade in (move.before, move.after))
    # a letter and a digit are the names of their classes
    if move.scheme in (Scheme.CARE, Scheme.PROSPECT):
        before, after = move.before, move.after
    about = {"scheme": Scheme(move.scheme).label, "before": before or "—", "after": after or "—"}
    title = capfirst(_("%(scheme)s: %(before)s → %(after)s") % about)
    by_hand = move.by_hand
    beside = _("by hand, %(name)s") % {"name": by_hand.by} if by_hand else ""
    below = by_hand.reason if by_hand else ""
    return Event(move.day, Kind.STANDING, "target-arrow", title, beside=beside, below=below, tone="info")


def _steward(steward: Steward, branch: Branch) -> Event:
    at = branch.local(steward.since)
    until = steward.until
    beside = _("until %(day)s") % {"day": date_format(branch.local(until))} if until else ""
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


@cache
def _any_merge(_vendor: str) -> Prepared:
    """Whether somebody was ever merged: hardly anybody was, and every card asks."""
    return prepare(Merge.objects.filter(_merged(ANYBODY)).values("pk")[:1])


def _merged(pk: int) -> Q:
    return Q(survivor=pk) | Q(lost_id=pk)


def _merges(patient: Patient) -> Iterator[Event]:
    """Records that went up into this one, or this one into another, and what was taken back of it (REC-10)."""
    branch = patient.branch
    if not _any_merge(connection.vendor).rows(patient.pk):
        return
    theirs = Merge.objects.filter(_merged(patient.pk))
    for merge in theirs.prefetch_related("survivor", "by", "undone_by"):
        own = merge.survivor_id == patient.pk
        other = merge.lost_name if own else str(merge.survivor)
        number = merge.lost_number if own else merge.survivor.file_number
        told = {"name": other, "number": number or "—"}
        at = branch.local(merge.at)
        title = _("Merged with %(name)s, No. %(number)s") % told
        who = str(merge.by or "")
        yield Event(at.date(), Kind.RECORD, "users", title, beside=who, at=at, copied=Copied.NOT)
        if merge.undone_at:
            at = branch.local(merge.undone_at)
            title = _("Merge with %(name)s, No. %(number)s undone") % told
            who = str(merge.undone_by or "")
            yield Event(at.date(), Kind.RECORD, "arrow-back-up", title, beside=who, at=at, copied=Copied.NOT)
