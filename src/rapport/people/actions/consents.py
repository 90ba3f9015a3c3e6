"""What people say about what the clinic may do with their data: each word a row, none ever changed (REC-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.people.actions.marks import touch
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Consent, ConsentText, Patient
from rapport.people.models.consent import BY_CHANNEL, Reason, Said, Way
from rapport.people.models.signing import Relation
from rapport.staff.models import User


@dataclass(frozen=True)
class Giver:
    """Who speaks for a person: name, relation, and their own record where they have one."""

    name: str
    relation: str
    record: Patient | None = None


def give_consent(
    patient: Patient,
    purpose: str,
    *,
    by: User | None,
    given_on: date | None = None,
    channel: str = "",
    how: str = Way.SPOKEN,
    note: str = "",
    text: ConsentText | None = None,
    giver: Giver | None = None,
    expires_on: date | None = None,
) -> Consent:
    """Record that a person agreed to one purpose, by one channel or by any; `given_on` today where None.

    Raises Refused for a minor for whom nobody speaks, a day to come, or a channel where there is none.
    """
    said = _word(patient, purpose, Said.GIVEN, given_on, channel=channel, how=how, note=note, giver=giver)
    if giver is None and needs_guardian(patient, said.day):
        raise Refused(
            "guardian_needed",
            _("%(name)s is a minor. Write who agrees for the child: name and relation."),
            {"name": patient.full_name},
        )
    if expires_on is not None and expires_on < said.day:
        raise Refused("ends_before", _("A consent cannot end before it was given."))
    said.text, said.expires_on = text, expires_on
    said.language = text.language if text else ""
    [said] = record_words([said], by=by)
    return said


def refuse_consent(
    patient: Patient,
    purpose: str,
    *,
    by: User | None,
    reason: str,
    refused_on: date | None = None,
    channel: str = "",
    how: str = Way.SPOKEN,
    note: str = "",
    giver: Giver | None = None,
) -> Consent:
    """Record that a person did not agree, and why: no time, not offered, did not want (BAS-1)."""
    if reason not in {Reason.NO_TIME, Reason.NOT_OFFERED, Reason.DID_NOT_WANT}:
        raise Refused("reason_needed", _("Choose why: no time, not offered, or did not want."))
    said = _word(patient, purpose, Said.REFUSED, refused_on, channel=channel, how=how, note=note, giver=giver)
    said.reason = reason
    [said] = record_words([said], by=by)
    return said


def withdraw_consent(
    patient: Patient,
    purpose: str,
    *,
    by: User | None,
    channel: str = "",
    how: str = Way.SPOKEN,
    note: str = "",
    giver: Giver | None = None,
    withdrawn_on: date | None = None,
) -> Consent:
    """Record that a person takes a consent back: it holds no longer, at once. `giver` is who asked for it."""
    said = _word(patient, purpose, Said.WITHDRAWN, withdrawn_on, channel=channel, how=how, note=note, giver=giver)
    [said] = record_words([said], by=by)
    return said


@transaction.atomic
def record_words(words: Sequence[Consent], *, by: User | None) -> list[Consent]:
    """Save words that belong together, and mark whom they are about."""
    for word in words:
        word.recorded_by = by
        word.save()
    touch({word.patient_id for word in words})
    return list(words)


def _word(
    patient: Patient,
    purpose: str,
    said: str,
    day: date | None,
    *,
    channel: str,
    how: str,
    note: str,
    giver: Giver | None,
) -> Consent:
    today = patient.branch.today()
    if day is not None and day > today:
        raise Refused("day_to_come", _("This day is still to come. Write the day on which it was said."))
    if channel and purpose not in BY_CHANNEL:
        raise Refused("no_channels", _("Channels are for messages; this purpose has none."))
    return Consent(
        patient=patient,
        purpose=purpose,
        said=said,
        day=day or today,
        channel=channel,
        how=how,
        note=note[:300],
        giver_name=giver.name[:120] if giver else "",
        relation=giver.relation if giver else Relation.SELF,
        given_by=giver.record if giver else None,
    )
