"""Who asks for no more gets no more, at once (CAM-7, REC-11).

What a word asks is decided in docs/decisions/0010-who-asks-for-no-more.md.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from rapport.lib.folding import folded
from rapport.outreach.models.answer import Stopped
from rapport.people.actions import hold, withdraw_consent
from rapport.people.consents import rules, words_of
from rapport.people.models import Consent, Patient
from rapport.people.models.consent import Channel, Way
from rapport.people.models.consent_text import Purpose

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
def opt_out(people: Collection[int], channel: str, asked: Stopped, *, note: str) -> list[Consent]:
    """Withdraw for all of `people`, at once; the words that this recorded. Whoever is against it already says
    nothing new."""
    return [
        withdraw_consent(patient, purpose, channel=way, how=Way.MESSAGE, by=None, note=note)
        for patient in _loaded(hold(sorted(people)))
        for purpose, way in _words(asked, channel)
        if _state(patient, purpose, way) not in _AGAINST
    ]


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
