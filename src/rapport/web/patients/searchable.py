"""Whom a search may find, for readers who do not see contact details: finding somebody by a whole number or a
mailbox would say that it is theirs (REC-12)."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, Q

from rapport.lib.folding import plain
from rapport.loyalty.models import Card
from rapport.people import names
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.patient import PatientQuerySet
from rapport.people.searching import best_matches
from rapport.staff.models import User
from rapport.staff.roles import Right

# from here on, digits may be a piece of a phone number rather than of a name
_DIGITS = 3


def searchable(people: PatientQuerySet, user: User, q: str) -> PatientQuerySet:
    """Those of `people` whom `user` may look for with `q`.

    Where contact details are not open to `user`, digits find file numbers alone, and a word that begins a WeChat
    name, an e-mail or a Telegram name finds only who is called so.
    """
    open_at = user.branches_where(Right.SEE_CONTACTS)
    if open_at is None or not q:
        return people
    return people.filter(Q(branch__in=open_at) | _without_contacts(q))


def closest(user: User, q: str, limit: int) -> list[int]:
    """Ids of the closest few of all whom `user` may find with `q`: first whose card has that number (BAS-2)."""
    found = best_matches(searchable(Patient.objects.visible_to(user), user, q), q, limit)
    return list(dict.fromkeys((*_with_card(user, plain(q)), *found)))[:limit]


def _with_card(user: User, number: str) -> list[int]:
    """Who sees a wallet finds it by the card that is handed over the counter."""
    if not any(map(str.isdigit, number)):
        return []
    cards = Card.objects.visible_to(user, Right.SEE_MONEY).filter(number__in={number, number.upper()})
    return list(cards.values_list("patient_id", flat=True))


def _without_contacts(q: str) -> Q:
    if len(re.sub(r"\D", "", q)) >= _DIGITS:
        return Q(file_number__istartswith=q.strip())
    allowed = Q()
    for word in q.split():
        reached = ContactPoint.objects.filter(patient=OuterRef("pk"), value__istartswith=word)
        allowed &= ~Q(Exists(reached)) | Q(sort_key__contains=names.fold(word))
    return allowed
