"""One template to many people (CAM-7), written in the background.

The gate is asked about everyone when it is written, so that nobody waits who never may, and again when it is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from rapport.lib import clock
from rapport.lib.each_alone import each_alone
from rapport.lib.refusal import Refused
from rapport.outreach.holdout import is_held_back, share_of
from rapport.outreach.models import Mailing, Template
from rapport.outreach.outbox import Draft, take_back, write_messages
from rapport.outreach.outlook import AT_ONCE, ids_of, plan
from rapport.outreach.wording.letters import Wordings, in_force
from rapport.people.models import Patient
from rapport.staff.models import User

# a mailing that is not written by then is looked after; and by then what it says is old
_STALLED, _STALE = timedelta(minutes=10), timedelta(days=1)


def start_mailing(
    people: QuerySet[Patient],
    template: Template,
    channel: str,
    *,
    told: str = "",
    held_share: int = 0,
    key: UUID | None = None,
    by: User,
    queued: bool = True,
) -> Mailing:
    """Write to `people`, as they are now, one after the other in the background. The same `key` again, of the same
    writer with the same template and channel, gives the mailing that is there. Of an offer `held_share` in a
    hundred get nothing (CAM-8).

    Raises Refused where there is nobody, or more than MOST.
    """
    ids = ids_of(people)
    if not ids:
        raise Refused("nobody_selected", _("Nobody is selected. Tick people in the list, then try again."))
    said: dict[str, Any] = {"template": template, "channel": channel, "told": told[:300], "people": ids, "by": by}
    said["held_share"] = share_of(template.purpose, held_share)
    with transaction.atomic():
        mailing, begun = Mailing.objects.get_or_create(pk=_number(key, template, channel, by), defaults=said)
        if mailing.taken_back_at:
            # the form was gone back to after that: what is asked for now is another one
            mailing, begun = Mailing.objects.create(**said), True
        if queued and begun:
            pk = str(mailing.pk)
            transaction.on_commit(lambda: async_task("rapport.outreach.tasks.write_mailing", pk))
    return mailing


def _number(key: UUID | None, template: Template, channel: str, by: User) -> UUID:
    return uuid5(key, f"{by.pk}:{template.pk}:{channel}") if key else uuid4()


def carry_on(pk: UUID) -> None:
    """Write what is left of a mailing. Killed anywhere and begun again, it writes to nobody twice."""
    while _write_some(pk):
        pass


def carry_on_stalled() -> None:
    """Write what is left of mailings whose writing died or failed. One that is being written meanwhile is shared:
    each of its steps is somebody's alone."""
    now = clock.now()
    begun = Mailing.objects.filter(at__lte=now - _STALLED, at__gte=now - _STALE)
    left = begun.filter(finished_at=None, taken_back_at=None).values_list("pk", flat=True)
    each_alone(left, carry_on, "Mailing %s could not be carried on; trying again.")


@transaction.atomic
def _write_some(pk: UUID) -> bool:
    """The next of them; whether there may be more."""
    mailing = Mailing.objects.select_for_update(of=("self",)).select_related("template", "by").get(pk=pk)
    if mailing.finished_at or mailing.taken_back_at:
        return False
    some = mailing.people[mailing.done : mailing.done + AT_ONCE]
    words = in_force(mailing.template)
    left_out = Counter(mailing.left_out)
    held_back = set(mailing.held_back)
    for moment, drafts in _by_moment(mailing, words, some, left_out, held_back).items():
        write_messages(
            drafts, purpose=mailing.template.purpose, by=mailing.by, not_before=moment, batch=mailing.pk
        )
        mailing.written += len(drafts)
    mailing.done += len(some)
    mailing.left_out, mailing.held_back = dict(left_out), sorted(held_back)
    mailing.finished_at = clock.now() if mailing.done >= len(mailing.people) else None
    mailing.save(update_fields=["done", "written", "left_out", "held_back", "finished_at"])
    return mailing.finished_at is None


def _by_moment(
    mailing: Mailing, words: Wordings, some: Sequence[int], left_out: Counter[str], held_back: set[int]
) -> dict[datetime, list[Draft]]:
    """What is written, by when it may go first; who is left out is counted. Held back is only who might have been
    written to: the others would be no comparison."""
    drafts: dict[datetime, list[Draft]] = {}
    for one in plan(some, mailing.template, words, mailing.channel, by=mailing.by):
        if one.letter is None or one.first is None:
            left_out[one.code] += 1
            continue
        if is_held_back(mailing.pk.bytes, one.patient, mailing.held_share):
            held_back.add(one.patient.pk)
            continue
        key = f"mailing:{mailing.pk}:{one.patient.pk}"
        drafts.setdefault(one.first, []).append(one.letter.draft(one.patient, mailing.channel, key))
    return drafts


def take_mailing_back(mailing: Mailing, *, by: User) -> int:
    """Stop the writing, and take back what still waits; how many that were. What has gone out has gone out."""
    with transaction.atomic():
        held = Mailing.objects.select_for_update().get(pk=mailing.pk)
        held.taken_back_at = held.taken_back_at or clock.now()
        held.save(update_fields=["taken_back_at"])
        try:
            return take_back(held.pk, by=by)
        except Refused:
            return 0
