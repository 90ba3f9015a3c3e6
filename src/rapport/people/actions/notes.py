"""Notes on cards, and the colleagues named in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.marks import touch
from rapport.people.mentions import Colleague, mentioned_in
from rapport.people.models import Mention, Note, Patient
from rapport.staff.models import User
from rapport.staff.roles import RIGHTS, Right

# the toast offers it for ten seconds; a slow network gets some more
_TAKE_BACK = timedelta(seconds=30)
# who sees the card, and the day on which a mention waits for them
_TOLD = frozenset({Right.SEE_PATIENTS, Right.SEE_TODAY})
_ROLES_TOLD = tuple(role for role, rights in RIGHTS.items() if rights >= _TOLD)


def who_can_be_told(patient: Patient) -> QuerySet[User]:
    """Colleagues who can be named in a note on this card."""
    here = Q(roles__branch=patient.branch_id) | Q(roles__branch=None)
    return User.objects.filter(here, is_active=True, roles__role__in=_ROLES_TOLD).distinct()


@transaction.atomic
def write_note(
    patient: Patient, text: str, *, by: User | None, at: datetime | None = None, told: Iterable[User] = ()
) -> Note:
    """Keep what a member of staff wrote on a card (REC-7); it waits for whoever is named in it with an @, and for
    `told`. `by` None: it was written by itself.

    Refused: may_not_see (somebody named may not see this person).
    """
    waits_for = {user.pk for user in told} | (_told(patient, text) if "@" in text else set())
    note = Note.objects.create(patient=patient, text=text, by=by, at=at or clock.now())
    Mention.objects.bulk_create(
        Mention(note=note, user_id=pk) for pk in sorted(waits_for) if by is None or pk != by.pk
    )
    touch([patient.pk])
    return note


def _told(patient: Patient, text: str) -> set[int]:
    everybody = User.objects.filter(is_active=True).values_list("pk", "name", "username")
    meant = mentioned_in(text, [Colleague(*row) for row in everybody])
    may = set(who_can_be_told(patient).values_list("pk", flat=True)) if meant else set()
    for bearers in meant:
        if not bearers & may:
            name = User.objects.get(pk=min(bearers))
            words = _("%(name)s may not see this person: take the name out, or ask an owner for the right.")
            raise Refused("may_not_see", words, {"name": name})
    return {pk for bearers in meant for pk in bearers & may}


@transaction.atomic
def take_back_note(note: Note, *, by: User) -> None:
    """Take back what one has just written oneself. Afterwards a note is corrected by another note.

    Refused: not_own_note, too_late.
    """
    if note.by_id != by.pk:
        raise Refused("not_own_note", _("Only who wrote a note can take it back."))
    if clock.now() - note.at > _TAKE_BACK:
        raise Refused("too_late", _("It stays: a note can be taken back for ten seconds. Correct it by another."))
    touch([note.patient_id])
    note.delete()


def read_mention(mention: Mention) -> None:
    """Its reader has seen it; the first time counts."""
    if mention.read_at is None:
        mention.read_at = clock.now()
        mention.save(update_fields=["read_at"])
