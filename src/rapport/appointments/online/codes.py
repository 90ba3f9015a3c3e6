"""A code by which an existing client is recognised, never by guessing (BOO-1).

Whoever asks gets the same answer, whether the number is known or not. The code is six digits, holds ten minutes
and five tries; the database keeps its hash under a key that the browser alone has.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import PhoneCode
from rapport.appointments.models.online import CODE_LASTS
from rapport.appointments.online.letters import CODE, write
from rapport.appointments.online.recognising import may_book_for, people_with
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.outreach.models import ChannelAccount, Message
from rapport.outreach.models.message import CODE as CODE_KEY
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.people.models import Patient

TRIES = 5
# codes for one number in an hour and in a day, whoever asks
MOST_AN_HOUR, MOST_A_DAY = 3, 8
_LIMITS = ((timedelta(hours=1), MOST_AN_HOUR), (timedelta(days=1), MOST_A_DAY))
_DIGITS = 6


def codes_can_be_sent() -> bool:
    """Whether the clinic has set up any way to send one."""
    return ChannelAccount.objects.filter(on=True, channel__in=BY_MESSAGE).exists()


@transaction.atomic
def ask_code(phone: str) -> str:
    """Send a code to the client whose number this is (E.164), if there is one; gives the token of the browser that
    asked. Raises Refused: too_many_codes."""
    now, before = clock.now(), PhoneCode.objects.filter(phone=phone)
    if any(before.filter(made_at__gt=now - span).count() >= most for span, most in _LIMITS):
        raise Refused(
            "too_many_codes", _("A code was asked for several times. Try again later, or book without a code.")
        )
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    PhoneCode.objects.create(
        token_sha256=hash_of(token),
        code_sha256=hash_of(token + code),
        phone=phone,
        message=_send(phone, code, f"{CODE_KEY}{hash_of(token)[:32]}"),
        made_at=now,
    )
    return token


def prove(token: str, code: str) -> bool:
    """Whether `code` is the one that was sent to who holds `token`; every try counts."""
    asked = PhoneCode.objects.open(clock.now()).filter(token_sha256=hash_of(token))
    # counted before it is looked at: many at once are not more than five
    if not asked.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return False
    row = asked.get()
    right = constant_time_compare(hash_of(token + _digits(code)), row.code_sha256) and row.message_id is not None
    return right and bool(asked.update(proven_at=clock.now()))


def proven_by(token: str) -> PhoneCode | None:
    """What was proven with `token` in the last hour; None where nothing was."""
    if not token:
        return None
    found = PhoneCode.objects.proven(clock.now()).select_related("message__patient__branch")
    return found.filter(token_sha256=hash_of(token)).first()


def people_of(proof: PhoneCode) -> list[Patient]:
    """For whom who has shown the code may book, first of all themselves."""
    if proof.message is None:
        return []
    return may_book_for(proof.message.patient, proof.phone, proof.message.channel)


def _send(phone: str, code: str, key: str) -> Message | None:
    for patient in people_with(phone):
        told, until = {"code": code}, clock.now() + CODE_LASTS
        if sent := write(patient, CODE, key=key, expires_at=until, told=told, only_to=phone):
            return sent
    return None


def _digits(typed: str) -> str:
    """What was typed, however the keyboard writes digits, and with whatever between them."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed) if one.isdigit())


def forget_codes() -> int:
    """Take away codes of which nothing follows any more; gives how many."""
    return PhoneCode.objects.over(clock.now()).delete()[0]
