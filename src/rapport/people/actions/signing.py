"""A page is handed over, read and signed once (REC-11)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.people.actions.consent_texts import text_in_force
from rapport.people.actions.consents import record_words
from rapport.people.consents.strokes import Stroke
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Consent, ConsentText, Patient, Signing
from rapport.people.models.consent import BY_CHANNEL, CHANNELS, Reason, Said, Way
from rapport.people.models.consent_text import Purpose
from rapport.people.models.signing import Relation
from rapport.staff.models import User

# a tablet is signed at the desk, a link at home
ON_TABLET, BY_LINK = timedelta(minutes=30), timedelta(days=7)
_TOKEN_BYTES = 16  # 128 bits: nobody guesses one


@dataclass(frozen=True)
class Answer:
    """What was answered about one purpose.

    `text_hash` is of the text that was read; `channels` are the ways chosen, where there are any, else empty.
    """

    purpose: str
    agreed: bool
    text_hash: str
    channels: Sequence[str] = ()


@dataclass(frozen=True)
class Signature:
    """Who signed and how. `name` and `relation` are of who speaks for a minor, else of the person."""

    name: str
    relation: str
    strokes: list[Stroke]
    language: str
    user_agent: str


def open_signing(patient: Patient, *, by: User, on_tablet: bool) -> tuple[Signing, str]:
    """A page for `patient` to sign, and the token of its address, which nobody can look up later."""
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), clock.now()
    signing = Signing.objects.create(
        patient=patient,
        token_hash=hash_of(token),
        opened_by=by,
        opened_at=now,
        expires_at=now + (ON_TABLET if on_tablet else BY_LINK),
        on_tablet=on_tablet,
    )
    return signing, token


def signing_of(token: str) -> Signing | None:
    """The page of a token; None where there is none."""
    found = Signing.objects.select_related("patient__branch", "patient__guardian")
    return found.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def sign(signing: Signing, answers: Sequence[Answer], signature: Signature) -> list[Consent]:
    """Record what was answered and the signature under it, once.

    A page that is signed already gives what it said then, whatever is sent now. Raises Refused where its time is
    over, a purpose is not answered, a way is missing or nobody signed.
    """
    now = clock.now()
    if not _take(signing):
        return list(signing.words.all())
    if signing.expires_at <= now:
        raise Refused("signing_over", _("The time for this page is over. Nothing was saved. Ask the clinic anew."))
    _check(signing.patient, answers, signature)
    child = needs_guardian(signing.patient, signing.patient.branch.today())
    signing.signed_at, signing.language = now, signature.language
    signing.signer_name, signing.strokes = signature.name[:120], signature.strokes
    signing.relation = signature.relation if child else Relation.SELF
    signing.given_by = signing.patient.guardian if child else None
    signing.user_agent = signature.user_agent[:300]
    signing.save()
    words = [word for answer in answers for word in _words(signing, answer)]
    return record_words(words, by=signing.opened_by)


def _take(signing: Signing) -> bool:
    """Hold the row until the end of the transaction; whether it is still to be signed."""
    held = Signing.objects.select_for_update(of=("self",)).get(pk=signing.pk)
    return held.signed_at is None


def _check(patient: Patient, answers: Sequence[Answer], signature: Signature) -> None:
    if {answer.purpose for answer in answers} != set(Purpose) or len(answers) != len(Purpose):
        raise Refused("not_answered", _("Choose agree or do not agree for every question."))
    for answer in answers:
        if answer.agreed and answer.purpose in BY_CHANNEL and not answer.channels:
            raise Refused("channel_needed", _("Choose at least one way by which messages may come."))
        if not set(answer.channels) <= {str(channel) for channel in CHANNELS}:
            raise Refused("no_such_channel", _("Choose the ways from the list."))
    if not signature.name.strip():
        raise Refused("name_needed", _("Write your name."))
    if needs_guardian(patient, patient.branch.today()) and signature.relation not in set(Relation) - {""}:
        raise Refused("relation_needed", _("Choose what you are to the child."))


def _words(signing: Signing, answer: Answer) -> list[Consent]:
    """What is recorded of one answer. Each way has its word: who chooses two did not choose the others."""
    text = text_in_force(signing.patient.branch, answer.purpose, signing.language)
    if text.sha256 != answer.text_hash:
        raise Refused(
            "text_changed", _("The clinic has changed a text meanwhile. Read the page again, then sign.")
        )
    if not answer.agreed:
        return [_word(signing, answer.purpose, text, Said.REFUSED)]
    chosen = set(answer.channels)
    if answer.purpose not in BY_CHANNEL or chosen == {str(channel) for channel in CHANNELS}:
        return [_word(signing, answer.purpose, text, Said.GIVEN)]
    return [
        _word(signing, answer.purpose, text, Said.GIVEN if channel in chosen else Said.REFUSED, channel)
        for channel in CHANNELS
    ]


def _word(signing: Signing, purpose: str, text: ConsentText, said: str, channel: str = "") -> Consent:
    return Consent(
        patient=signing.patient,
        purpose=purpose,
        channel=channel,
        said=said,
        reason=Reason.DID_NOT_WANT if said == Said.REFUSED else Reason.NONE,
        day=signing.patient.branch.today(),
        text=text,
        language=signing.language,
        how=Way.TABLET if signing.on_tablet else Way.LINK,
        given_by=signing.given_by,
        giver_name=signing.signer_name if signing.relation else "",
        relation=signing.relation,
        signing=signing,
    )
