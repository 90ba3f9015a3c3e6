"""Who is calling the clinic: what a telephone system says, and whom it is for."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.phone import read_phones
from rapport.lib.refusal import Refused
from rapport.outreach.models import Extension, Ringing, Telephone
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.contact import ContactKind
from rapport.staff.models import Branch, User

# a telephone does not ring for longer
LASTS = timedelta(seconds=60)
_MOST_SIGNS = 40


def connect_telephone(branch: Branch) -> str:
    """A new token for the telephone system of `branch`, to be shown once; the one before ends."""
    token = secrets.token_urlsafe(32)
    Telephone.objects.update_or_create(branch=branch, defaults={"token_sha256": hash_of(token)})
    return token


def telephone_of(token: str) -> Telephone | None:
    """The telephone system that holds `token`. Found by its hash, so that the time taken tells nothing of it."""
    return Telephone.objects.select_related("branch").filter(token_sha256=hash_of(token)).first()


def give_extension(telephone: Telephone, user: User, number: str) -> None:
    """Have the calls to `number` shown to `user`; "" takes it from them. Raises Refused (extension)."""
    number = number.strip()
    Extension.objects.filter(user=user).delete()
    if not number:
        return
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        raise Refused("extension", _("An extension is digits alone, ten at most: 104."))
    if Extension.objects.filter(telephone=telephone, number=number).exists():
        raise Refused("extension", _("A colleague has this extension already."))
    Extension.objects.create(telephone=telephone, user=user, number=number)


def note_ringing(telephone: Telephone, *, extension: str, number: str, over: bool = False) -> bool:
    """Keep that `number`, as the system writes it, rings at `extension`, or no longer. False for an extension that
    nobody has. What is no number of this country or any is a caller without one."""
    if len(extension) > _MOST_SIGNS or not extension.isdigit():
        return False
    whose = telephone.extensions.filter(number=extension).first()
    if whose is None:
        return False
    if over:
        Ringing.objects.filter(extension=whose).delete()
        return True
    found = read_phones(number, telephone.branch.region) if len(number) <= _MOST_SIGNS else ()
    e164 = found[0].e164 if found else ""
    Ringing.objects.update_or_create(extension=whose, defaults={"number": e164, "at": clock.now()})
    return True


def who_rings(user: User) -> tuple[Ringing, list[Patient]] | None:
    """The number that rings at the telephone of `user` now, and the people of it whom they may see, the latest
    record first; None while it is quiet."""
    rings = Ringing.objects.filter(extension__user=user, at__gt=clock.now() - LASTS).first()
    if rings is None:
        return None
    points = ContactPoint.objects.filter(kind=ContactKind.PHONE, value=rings.number)
    people = Patient.objects.visible_to(user).filter(pk__in=points.values("patient")).order_by("-pk")
    return rings, list(people[:3]) if rings.number else []
