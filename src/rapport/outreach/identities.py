"""How a person becomes known to a bot or an official account: by an invitation that only they have (REC-2)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.crypto import salted_hmac

from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.storable import storable
from rapport.outreach.models import ChannelAccount, ChannelIdentity
from rapport.people.actions import hold, index_patients, touch
from rapport.people.models import ContactPoint, Patient

INVITED_FOR = timedelta(days=30)
_MAC_BYTES = 16  # 128 bits: nobody guesses one
_UTC = ZoneInfo("UTC")


def invitation(account: ChannelAccount, patient: Patient) -> str:
    """The token by which `patient` shows who they are to `account`: at most 64 letters, digits, - and _, as both
    Telegram and WeChat carry it."""
    until = clock.today(_UTC) + INVITED_FOR
    said = f"{account.pk:x}-{patient.pk:x}-{until.toordinal():x}"
    return f"{said}-{_mac(said)}"


@transaction.atomic
def accept_invitation(account: ChannelAccount, user_id: str, token: str, *, name: str = "") -> Patient | None:
    """Know from now on that `user_id` at the provider is who was invited by `token`; None where it is no good:
    forged, too old, of another account, or used by somebody else already."""
    patient = _invited(account, token)
    if patient is None:
        return None
    taken = ChannelIdentity.objects.filter(token_hash=hash_of(token)).first()
    if taken is not None:
        return patient if taken.user_id == user_id else None
    ChannelIdentity.objects.get_or_create(
        account=account,
        patient=patient,
        user_id=user_id,
        defaults={"token_hash": hash_of(token), "name": storable(name)[:120]},
    )
    _note_contact(account, patient, storable(name) or user_id)
    return patient


def users_of(account: ChannelAccount, patients: Collection[int]) -> dict[int, str]:
    """Under which number the provider knows each of these people: the one shown last. Who is not known is not in
    it."""
    known = ChannelIdentity.objects.filter(account=account, patient__in=patients).order_by("at", "pk")
    return dict(known.values_list("patient", "user_id"))


def _invited(account: ChannelAccount, token: str) -> Patient | None:
    said, _dash, mac = _parted(token)
    if not hmac.compare_digest(mac.encode(), _mac(said).encode()):
        return None
    of, whom, until = (int(part, 16) for part in said.split("-"))
    if of != account.pk or until < clock.now().astimezone(UTC).date().toordinal() or not hold([whom]):
        return None
    return Patient.objects.select_related("branch").get(pk=whom)


def _parted(token: str) -> tuple[str, str, str]:
    parts = token.split("-", 3)
    return ("-".join(parts[:3]), "-", parts[3]) if len(parts) == 4 else (token, "", "")


def _mac(said: str) -> str:
    digest = salted_hmac("rapport.outreach.invitation", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).decode().rstrip("=")


def _note_contact(account: ChannelAccount, patient: Patient, value: str) -> None:
    """The gate asks for a way to reach somebody: now there is one, and it is known to be theirs."""
    if not patient.contacts.filter(kind=account.channel, valid=True).exists():
        ContactPoint.objects.create(
            patient=patient, kind=account.channel, value=value[:200], verified_at=clock.now()
        )
        index_patients([patient])
    touch([patient.pk])
