"""One template to many people (CAM-7): what would become of it, then written in the background.

The gate is asked about everyone when it is written, so that nobody waits who never may, and again when it is sent.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.gate import Ask, Glance, look_many
from rapport.outreach.gate.reasons import HOURS, HOUSEHOLD, THINKING
from rapport.outreach.models import Mailing, Template
from rapport.outreach.outbox import Draft, take_back, write_messages
from rapport.outreach.wording.letters import Letter, Wordings, for_letters, in_force, letter
from rapport.people.models import Patient
from rapport.staff.models import User

log = logging.getLogger(__name__)

# the most that are written at once; the writing can be stopped, and is taken up again, between two of these
AT_ONCE = 200
MOST = 20_000
# a mailing that is not written by then is looked after; and by then what it says is old
_STALLED, _STALE = timedelta(minutes=10), timedelta(days=1)
# what ends by itself is not why somebody is left out
_PASSING = frozenset({THINKING, HOUSEHOLD, HOURS, "a_day", "a_week", "a_month", "offers_a_month"})


@dataclass(frozen=True)
class Planned:
    """What becomes of one person: a letter and when it may go first, or the code of why there is none."""

    patient: Patient
    letter: Letter | None = None
    first: datetime | None = None
    code: str = ""


@dataclass(frozen=True)
class Forecast:
    """What a mailing would do: how many would be written to now and later, how many not by the code of the reason,
    the parts of all SMS together, and the first letter."""

    now: int = 0
    later: int = 0
    parts: int = 0
    left_out: list[tuple[str, int]] = field(default_factory=list)
    first: Letter | None = None

    @property
    def written(self) -> int:
        return self.now + self.later


def forecast(people: QuerySet[Patient], template: Template, channel: str, *, by: User) -> Forecast:
    """What would become of a mailing to `people`, begun now. Changes nothing. Refused for more than MOST."""
    words, moment = in_force(template), clock.now()
    left_out: Counter[str] = Counter()
    now = later = parts = 0
    first: Letter | None = None
    for some in _by_hundreds(_ids_of(people)):
        for one in _plan(some, template, words, channel, by=by):
            if one.letter is None or one.first is None:
                left_out[one.code] += 1
                continue
            first = first or one.letter
            parts += one.letter.parts
            at_once = one.first <= moment
            now, later = now + at_once, later + (not at_once)
    return Forecast(now, later, parts, left_out.most_common(), first)


def start_mailing(
    people: QuerySet[Patient],
    template: Template,
    channel: str,
    *,
    told: str = "",
    key: UUID | None = None,
    by: User,
    queued: bool = True,
) -> Mailing:
    """Write to `people`, as they are now, one after the other in the background. The same `key` again, of the same
    writer with the same template and channel, gives the mailing that is there.

    Raises Refused where there is nobody, or more than MOST.
    """
    ids = _ids_of(people)
    if not ids:
        raise Refused("nobody_selected", _("Nobody is selected. Tick people in the list, then try again."))
    said: dict[str, Any] = {"template": template, "channel": channel, "told": told[:300], "people": ids, "by": by}
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


def _ids_of(people: QuerySet[Patient]) -> list[int]:
    ids = list(people.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise Refused("too_many", _("More than %(most)s people: narrow the list down."), {"most": MOST})
    return ids


def carry_on(pk: UUID) -> None:
    """Write what is left of a mailing. Killed anywhere and begun again, it writes to nobody twice."""
    while _write_some(pk):
        pass


def carry_on_stalled() -> None:
    """Write what is left of mailings whose writing died or failed. One that is being written meanwhile is shared:
    each of its steps is somebody's alone."""
    now = clock.now()
    begun = Mailing.objects.filter(at__lte=now - _STALLED, at__gte=now - _STALE)
    for pk in begun.filter(finished_at=None, taken_back_at=None).values_list("pk", flat=True):
        try:
            carry_on(pk)
        except Exception:
            log.exception("Mailing %s could not be carried on; trying again.", pk)


@transaction.atomic
def _write_some(pk: UUID) -> bool:
    """The next of them; whether there may be more."""
    mailing = Mailing.objects.select_for_update(of=("self",)).select_related("template", "by").get(pk=pk)
    if mailing.finished_at or mailing.taken_back_at:
        return False
    some = mailing.people[mailing.done : mailing.done + AT_ONCE]
    words = in_force(mailing.template)
    left_out = Counter(mailing.left_out)
    for moment, drafts in _by_moment(mailing, words, some, left_out).items():
        write_messages(
            drafts, purpose=mailing.template.purpose, by=mailing.by, not_before=moment, batch=mailing.pk
        )
        mailing.written += len(drafts)
    mailing.done += len(some)
    mailing.left_out = dict(left_out)
    mailing.finished_at = clock.now() if mailing.done >= len(mailing.people) else None
    mailing.save(update_fields=["done", "written", "left_out", "finished_at"])
    return mailing.finished_at is None


def _by_moment(
    mailing: Mailing, words: Wordings, some: Sequence[int], left_out: Counter[str]
) -> dict[datetime, list[Draft]]:
    """What is written, by when it may go first; who is left out is counted."""
    drafts: dict[datetime, list[Draft]] = {}
    for one in _plan(some, mailing.template, words, mailing.channel, by=mailing.by):
        if one.letter is None or one.first is None:
            left_out[one.code] += 1
            continue
        draft = Draft(
            patient=one.patient,
            channel=mailing.channel,
            body=one.letter.body,
            key=f"mailing:{mailing.pk}:{one.patient.pk}",
            subject=one.letter.subject,
            language=one.letter.language,
            wording=one.letter.wording,
            parts=one.letter.parts,
        )
        drafts.setdefault(one.first, []).append(draft)
    return drafts


def _plan(ids: Sequence[int], template: Template, words: Wordings, channel: str, *, by: User) -> Iterator[Planned]:
    people = Patient.objects.filter(pk__in=ids)
    glances = look_many(people, Ask(template.purpose, channel))
    for patient in for_letters(people).order_by("pk"):
        yield _planned(patient, glances[patient.pk], words, channel, by)


def _planned(patient: Patient, glance: Glance, words: Wordings, channel: str, by: User) -> Planned:
    if glance.next_moment is None:
        return Planned(
            patient, code=next((code for code in glance.codes if code not in _PASSING), glance.codes[0])
        )
    try:
        written = letter(patient, words, channel, writer=by)
    except Refused as refused:
        return Planned(patient, code=refused.code)
    return Planned(patient, written, glance.next_moment)


def _by_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


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
