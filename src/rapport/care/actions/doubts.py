"""What a person says of money that may be told twice."""

from __future__ import annotations

from django.db import transaction

from rapport.care.models import Payment
from rapport.care.models.payment import Doubt, PaymentQuerySet
from rapport.people.actions import touch


@transaction.atomic
def settle_doubts(payments: PaymentQuerySet, *, own: bool) -> list[Payment]:
    """Say of those of `payments` whose doubt is open that they are money of their `own`, which counts, or are told
    already. Gives them; one that somebody else has said of meanwhile is left out. Audited one by one."""
    return _say(payments.filter(doubt=Doubt.OPEN), counted=own, doubt=Doubt.SETTLED)


@transaction.atomic
def open_doubts(payments: PaymentQuerySet) -> list[Payment]:
    """Take back what was said: nobody has compared these, and they do not count until somebody does."""
    return _say(payments.filter(doubt=Doubt.SETTLED), counted=False, doubt=Doubt.OPEN)


def _say(payments: PaymentQuerySet, *, counted: bool, doubt: Doubt) -> list[Payment]:
    held = list(payments.order_by("pk").select_for_update(of=("self",)))
    for payment in held:
        payment.counted, payment.doubt = counted, doubt
        payment.save(update_fields=["counted", "doubt"])
    touch(payment.patient_id for payment in held)
    return held
