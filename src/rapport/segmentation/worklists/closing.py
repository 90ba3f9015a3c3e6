"""Open tasks that are to be done no longer: a rule no longer fits, or what somebody noted has come about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from rapport.appointments.models import Appointment
from rapport.care.models import ThinkingTime, Visit
from rapport.outreach.models import Closing, Task, TaskRule
from rapport.outreach.models.task import PLANNED
from rapport.segmentation.scope import Chosen, Scope
from rapport.segmentation.worklists.fitting import BY_SOMEBODY, FITTING, IN_BUNDLE, MEETS, REST, RULES
from rapport.segmentation.worklists.reading import ReadRule

_TASK = f'"{Task._meta.db_table}"'
# in which a reason that comes back is the same one: later it is a new task
_BACK_WITHIN = timedelta(days=1)


def close_what_is_gone(rules: Sequence[ReadRule], scope: Scope, now: datetime) -> None:
    """Of rules that are in use or turned off; one that cannot be read says nothing about anybody."""
    known = [one.rule.pk for one in rules]
    gone = Q(pk__in=known) | Q(on=False)
    ids = list(TaskRule.objects.filter(gone).values_list("pk", flat=True))
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TASK} SET closed_at = %s, closed_how = %s WHERE closed_at IS NULL "  # noqa: S608
            f"AND rule_id IN ({', '.join(map(str, ids))}) AND {scope.here(f'{_TASK}.patient_id')} "
            f"AND NOT EXISTS (SELECT 1 FROM {FITTING} w JOIN {RULES} q ON {MEETS} "
            f"WHERE q.rule_id = {_TASK}.rule_id AND w.patient_id = {_TASK}.patient_id)",
            [connection.ops.adapt_datetimefield_value(now), Closing.REASON_GONE],
        )


def open_what_is_back(scope: Scope, now: datetime) -> None:
    """A task that lost its reason today and has it again, since a booking was cancelled or an import taken back,
    say, is open as it was, with what was tried; unless somebody turned to the person about something else (LOY-4).
    """
    since, rest = (connection.ops.adapt_datetimefield_value(now - long) for long in (_BACK_WITHIN, REST))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TASK} SET closed_at = NULL, closed_how = '' WHERE {_lost_its_reason(_TASK)} "  # noqa: S608
            f"AND {scope.here(f'{_TASK}.patient_id')} AND EXISTS ("
            f"SELECT 1 FROM {FITTING} w JOIN {RULES} q ON {MEETS} "
            f"WHERE q.rule_id = {_TASK}.rule_id AND w.patient_id = {_TASK}.patient_id "
            f"AND NOT EXISTS (SELECT 1 FROM {_TASK} t WHERE t.patient_id = w.patient_id AND ({IN_BUNDLE}) "
            # of several that have gone the last one comes back
            f"AND (t.closed_at IS NULL OR (t.id > {_TASK}.id AND {_lost_its_reason('t')}) "
            f"OR ({BY_SOMEBODY} AND t.closed_at > %s))))",
            [since, since, rest],
        )


def _lost_its_reason(task: str) -> str:
    return f"{task}.closed_how = '{Closing.REASON_GONE}' AND {task}.closed_at > %s"


def close_what_has_come_about(scope: Scope, now: datetime) -> None:
    """Call-backs and tasks of one's own, of people who have booked a time since, come on a later day, or died.

    One that `stays` waits for somebody. What is done on the very day it was written may be what it is about.
    """
    here = Task.objects.open().filter(rule=None, stays=False, patient__branch__in=scope.branch_ids)
    if scope.chosen is not None:
        here = here.filter(Chosen("patient_id"))
    here = here.annotate(written_on=TruncDate("made_at", tzinfo=scope.as_of.zone))
    of = {"patient": OuterRef("patient")}
    booked = Appointment.objects.expected().filter(starts_at__gt=now, created_at__gt=OuterRef("made_at"), **of)
    ends = {
        Closing.DIED: Q(patient__deceased=True),
        Closing.CAME: Exists(Visit.objects.filter(day__gt=OuterRef("written_on"), **of)),
        Closing.BOOKED: Exists(booked),
        # decided, or asked about meanwhile: the call that was planned would press them (LOY-4)
        Closing.REASON_GONE: Q(occasion=PLANNED) & ~Exists(ThinkingTime.objects.unasked().filter(**of)),
    }
    for how, met in ends.items():
        here.filter(met).update(closed_at=now, closed_how=how)
