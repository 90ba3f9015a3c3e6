"""Who asks for no more gets no more, at once: by a word in a message, or by the link in an e-mail (CAM-7, REC-11).

What a word asks is decided in docs/decisions/0010-who-asks-for-no-more.md.
"""

from __future__ import annotations

import base64
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from rapport.lib import clock
from rapport.lib.folding import folded
from rapport.lib.keys import hash_of
from rapport.outreach.audience import hold_people_at
from rapport.outreach.models import Message, WayOut
from rapport.outreach.models.answer import Stopped
from rapport.people.actions import hold, withdraw_consent
from rapport.people.consents import rules, words_of
from rapport.people.models import Patient
from rapport.people.models.consent import Channel, Way
from rapport.people.models.consent_text import Purpose

_TOKEN_BYTES = 16  # 128 bits: nobody guesses one
# by which somebody can be written to; a call about their own treatment stays possible after all of them
MESSAGES = (Channel.SMS, Channel.EMAIL, Channel.WECHAT, Channel.TELEGRAM)
_AGAINST = frozenset({rules.State.WITHDRAWN, rules.State.REFUSED})
_STOP = frozenset(
    [
        "stop",
        "unsubscribe",
        "optout",
        "nomore",
        "t",
        "td",
        "r",
        "退",
        "退订",
        "取消订阅",
        "拒收",
        "不要再发",
        "别再发",
        "别再发了",
        "不要发了",
        "стоп",
        "отписка",
        "отписаться",
        "отпишите",
        "отпишитеменя",
        "отказатьсяотрассылки",
        "непишите",
        "непишитемне",
        "большенепишите",
    ]
)
_STOP_ALL = frozenset(
    [
        "stopall",
        "unsubscribeall",
        "全部退订",
        "退订全部",
        "取消全部订阅",
        "全部拒收",
        "стопвсе",
        "стопвсем",
        "отписатьсяотвсего",
        "отписатьсяотвсех",
    ]
)


def what_is_asked(text: str) -> Stopped:
    """What a message asks for as a whole: widths, cases, spaces and points aside. A stop within a sentence is read
    by a person."""
    if len(text) > 60:
        return Stopped.NOTHING
    word = folded(text.lower()).replace(" ", "")
    if word in _STOP_ALL:
        return Stopped.ALL
    return Stopped.OFFERS if word in _STOP else Stopped.NOTHING


def widened(people: Collection[int], channel: str, asked: Stopped) -> Stopped:
    """What is asked by people to whom no offers come by that channel any more: everything that does come."""
    if asked is not Stopped.OFFERS:
        return asked
    offers = {_state(one, Purpose.MARKETING, channel) for one in _loaded(people)}
    return Stopped.CHANNEL if offers and offers <= _AGAINST else asked


@transaction.atomic
def opt_out(people: Collection[int], channel: str, asked: Stopped, *, note: str) -> None:
    """Withdraw for all of `people`, at once. Whoever is against it already says nothing new."""
    for patient in _loaded(hold(sorted(people))):
        for purpose, way in _words(asked, channel):
            if _state(patient, purpose, way) not in _AGAINST:
                withdraw_consent(patient, purpose, channel=way, how=Way.MESSAGE, by=None, note=note)


def _loaded(people: Collection[int]) -> QuerySet[Patient]:
    return Patient.objects.filter(pk__in=people).select_related("branch").prefetch_related("consents")


def _state(patient: Patient, purpose: str, channel: str) -> rules.State:
    return rules.state(words_of(patient.consents.all()), purpose, channel or None, patient.branch.today())


def _words(asked: Stopped, channel: str) -> list[tuple[str, str]]:
    """Purposes and channels that are withdrawn."""
    match asked:
        case Stopped.OFFERS:
            return [(Purpose.MARKETING, channel)]
        case Stopped.CHANNEL:
            return [(Purpose.MARKETING, channel), (Purpose.CARE, channel)]
        case Stopped.ALL:
            care: list[tuple[str, str]] = [(Purpose.CARE, one) for one in MESSAGES]
            return [(Purpose.MARKETING, Channel.ANY), *care]
    return []


def unsubscribe_urls(messages: Collection[Message]) -> dict[int, str]:
    """By the ids of those that are e-mails the link that ends such mails, the same for a message however often it
    is sent; nothing where the installation has no address."""
    if not settings.RAPPORT_ADDRESS:
        return {}
    tokens = {message.pk: _token(message) for message in messages if message.channel == Channel.EMAIL}
    # kept, so that links in old mails work where the secret key has changed
    ways = [WayOut(token_hash=hash_of(token), message_id=pk) for pk, token in tokens.items()]
    WayOut.objects.bulk_create(ways, ignore_conflicts=True)
    return {
        pk: f"{settings.RAPPORT_ADDRESS}{reverse('web:unsubscribe', args=[token])}" for pk, token in tokens.items()
    }


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
    opt_out(people, message.channel, asked, note="")
    WayOut.objects.filter(pk=way.pk).update(used_at=clock.now())
