"""The link in an e-mail that ends them: made with the mail, taken by whoever has it, and undone for a day after a
click by mistake (CAM-7, REC-11, RFC 8058).
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.outside import address_outside
from rapport.outreach.audience import hold_people_at
from rapport.outreach.models import Message, WayOut
from rapport.outreach.models.answer import Stopped
from rapport.outreach.optout import opt_out
from rapport.people.actions import hold, record_words
from rapport.people.consents import in_force, rules, words_of
from rapport.people.models import Consent
from rapport.people.models.consent import Channel, Said, Way
from rapport.people.models.consent_text import Purpose

_TOKEN_BYTES = 16  # 128 bits: nobody guesses one
# later the clinic is told, by whoever changed their mind
_MISTAKEN_FOR = timedelta(days=1)


def unsubscribe_urls(messages: Collection[Message]) -> dict[int, str]:
    """By the ids of those that are e-mails the link that ends such mails, the same for a message however often it
    is sent; nothing where the installation has no address."""
    if not settings.RAPPORT_ADDRESS:
        return {}
    tokens = {message.pk: _token(message) for message in messages if message.channel == Channel.EMAIL}
    # kept, so that links in old mails work where the secret key has changed
    ways = [WayOut(token_hash=hash_of(token), message_id=pk) for pk, token in tokens.items()]
    WayOut.objects.bulk_create(ways, ignore_conflicts=True)
    return {pk: address_outside("web:unsubscribe", token) for pk, token in tokens.items()}


def _token(message: Message) -> str:
    digest = salted_hmac("rapport.outreach.way_out", message.key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode().rstrip("=")


def way_out_of(token: str) -> WayOut | None:
    """The way out that a link leads to; None where there is none."""
    ways = WayOut.objects.select_related("message__patient__branch", "message__account")
    return ways.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def take_way_out(way: WayOut) -> None:
    """Withdraw what the e-mail was about, for everyone who has that address. Again changes nothing."""
    message = way.message
    asked = Stopped.OFFERS if message.purpose == Purpose.MARKETING else Stopped.CHANNEL
    people = hold_people_at(message.channel, message.address, message.account) | {message.patient_id}
    if withdrew := opt_out(people, message.channel, asked, note=""):
        way.used_at, way.withdrew = clock.now(), [word.pk for word in withdrew]
        way.save(update_fields=["used_at", "withdrew"])


@transaction.atomic
def undo_way_out(way: WayOut) -> int:
    """Give back the consents that the click withdrew, as they were; how many. Those of which something was said
    since, or that nobody had given before, stay as they are; after a day all of them do."""
    hold(sorted(Consent.objects.filter(pk__in=way.withdrew).values_list("patient", flat=True)))
    return len(record_words(list(_mistaken(way)), by=None))


def has_ended(way: WayOut) -> bool:
    """Whether a click by this link ended such e-mails, and nobody has agreed to them since."""
    return way.used_at is not None and not in_force(way.message.patient, way.message.purpose, Channel.EMAIL)


def can_undo(way: WayOut) -> bool:
    """Whether the last click by this link can be undone."""
    return next(_mistaken(way), None) is not None


def _mistaken(way: WayOut) -> Iterator[Consent]:
    """The words, not saved yet, that undo the click: each as the one that it took back."""
    if way.used_at is None or clock.now() - way.used_at > _MISTAKEN_FOR:
        return
    taken = Consent.objects.filter(pk__in=way.withdrew).select_related("patient__branch")
    for word in taken.prefetch_related("patient__consents"):
        today = word.patient.branch.today()
        said = words_of(word.patient.consents.all())
        last = rules.deciding(said, word.purpose, word.channel, today)
        earlier = [one for one in said if one.place != word.pk]
        before = rules.deciding(earlier, word.purpose, word.channel, today)
        if (
            last
            and last.place == word.pk
            and rules.in_force(earlier, word.purpose, word.channel, today)
            and before
        ):
            yield _again(word, Consent.objects.get(pk=before.place))


def _again(withdrawn: Consent, given: Consent) -> Consent:
    """What was given before, said anew by who took it back."""
    return Consent(
        patient=withdrawn.patient,
        purpose=withdrawn.purpose,
        channel=withdrawn.channel,
        said=Said.GIVEN,
        day=withdrawn.patient.branch.today(),
        expires_on=given.expires_on,
        how=Way.MESSAGE,
        giver_name=given.giver_name,
        relation=given.relation,
        given_by=given.given_by,
    )
