"""What would become of one template written to many people (CAM-7): worked out before anything is written, at once
for some, in the background for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from rapport.lib import clock
from rapport.lib.each_alone import each_alone
from rapport.lib.refusal import Refused
from rapport.outreach.gate import Ask, Glance, look_many
from rapport.outreach.gate.reasons import HOURS, HOUSEHOLD, THINKING
from rapport.outreach.models import Outlook, Template
from rapport.outreach.wording.letters import Letter, Wordings, for_letters, in_force, letter
from rapport.people.models import Patient
from rapport.staff.models import User

MOST = 20_000
# more than so many are looked at in the background
AT_THE_PAGE = 2_000
# looked at together; work on many can be stopped, and is taken up again, between two of these
AT_ONCE = 200
# who asks again later asks about another hour
_FRESH, _STALE = timedelta(minutes=10), timedelta(days=1)
# by then most are worked out; and whoever asked has gone on to something else
_STALLED, _WAITED_FOR = timedelta(minutes=1), timedelta(hours=1)
# what ends by itself is not why somebody is left out
_PASSING = frozenset({THINKING, HOUSEHOLD, HOURS, "a_day", "a_week", "a_month", "offers_a_month"})


@dataclass(frozen=True)
class Planned:
    """What becomes of one person: a letter and when it may go first, or the code of why there is none."""

    patient: Patient
    letter: Letter | None = None
    first: datetime | None = None
    code: str = ""


@dataclass
class Forecast:
    """What a mailing would do: how many would be written to now and later, how many not by the code of the reason,
    the parts of all SMS together, and the first letter."""

    now: int = 0
    later: int = 0
    parts: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first: Letter | None = None

    @property
    def written(self) -> int:
        return self.now + self.later

    def count(self, planned: Iterable[Planned], moment: datetime) -> None:
        """Add what becomes of these, begun at `moment`."""
        for one in planned:
            if one.letter is None or one.first is None:
                self.left_out[one.code] += 1
                continue
            self.first = self.first or one.letter
            self.parts += one.letter.parts
            at_once = one.first <= moment
            self.now, self.later = self.now + at_once, self.later + (not at_once)


def forecast(people: QuerySet[Patient], template: Template, channel: str, *, by: User) -> Forecast:
    """What would become of a mailing to `people`, begun now. Changes nothing. Refused for more than MOST."""
    return _forecast(ids_of(people), template, channel, by=by)


def _forecast(ids: Sequence[int], template: Template, channel: str, *, by: User) -> Forecast:
    found, words, moment = Forecast(), in_force(template), clock.now()
    for some in by_hundreds(ids):
        found.count(plan(some, template, words, channel, by=by), moment)
    return found


def begin_outlook(people: QuerySet[Patient], template: Template, channel: str, *, by: User) -> Outlook:
    """The same for many, worked out in the background. Who asks the same again within minutes, having left the
    page meanwhile, finds the one that is there. Refused for more than MOST."""
    ids, now = ids_of(people), clock.now()
    known = Outlook.objects.filter(by=by, template=template, channel=channel, at__gt=now - _FRESH)
    for outlook in known.order_by("-at"):
        if outlook.people == ids:
            return outlook
    outlook = Outlook.objects.create(template=template, channel=channel, people=ids, by=by)
    pk = str(outlook.pk)
    transaction.on_commit(lambda: async_task("rapport.outreach.tasks.work_out_outlook", pk))
    return outlook


def work_out(pk: UUID) -> None:
    """Look at everyone of an outlook; killed anywhere and begun again, it counts nobody twice."""
    while _look_at_some(pk):
        pass


def work_out_stalled() -> None:
    """Go on with those whose worker died, while somebody may still be waiting for them. One that is being worked
    out meanwhile is shared: each of its steps is somebody's alone."""
    now = clock.now()
    begun = Outlook.objects.filter(at__lte=now - _STALLED, at__gt=now - _WAITED_FOR)
    each_alone(begun.values_list("pk", flat=True), work_out, "Outlook %s could not be worked out; trying again.")


@transaction.atomic
def _look_at_some(pk: UUID) -> bool:
    outlook = (
        Outlook.objects.select_for_update(of=("self",)).select_related("template", "by").filter(pk=pk).first()
    )
    if outlook is None or outlook.worked_out:
        return False
    some = outlook.people[outlook.done : outlook.done + AT_ONCE]
    found = _forecast(some, outlook.template, outlook.channel, by=outlook.by)
    outlook.done += len(some)
    outlook.now, outlook.later = outlook.now + found.now, outlook.later + found.later
    outlook.parts += found.parts
    outlook.left_out = dict(Counter(outlook.left_out) + found.left_out)
    outlook.save(update_fields=["done", "now", "later", "parts", "left_out"])
    return not outlook.worked_out


def foreseen(outlook: Outlook) -> Forecast:
    """What an outlook that is worked out came to, with the first letter as it would be written now."""
    found = Forecast(outlook.now, outlook.later, outlook.parts, Counter(outlook.left_out))
    for some in by_hundreds(outlook.people):
        one = _forecast(some, outlook.template, outlook.channel, by=outlook.by)
        if one.first is not None:
            found.first = one.first
            break
    return found


def forget_outlooks() -> None:
    """Those of yesterday."""
    Outlook.objects.filter(at__lt=clock.now() - _STALE).delete()


def ids_of(people: QuerySet[Patient]) -> list[int]:
    ids = list(people.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise Refused("too_many", _("More than %(most)s people: narrow the list down."), {"most": MOST})
    return ids


def plan(ids: Sequence[int], template: Template, words: Wordings, channel: str, *, by: User) -> Iterator[Planned]:
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


def by_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
