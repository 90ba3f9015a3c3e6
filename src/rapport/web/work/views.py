"""The work that happens by itself: who does it, what waits, what went wrong, and when each job was done last."""

from __future__ import annotations

from ast import literal_eval
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET
from django_q.models import OrmQ, Schedule, Success, Task

from rapport.lib import clock
from rapport.outreach.sending.state import outbox_now
from rapport.staff.models import JobRun
from rapport.staff.working import workers
from rapport.web.settings.pages import sections

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class JobLine:
    """A job of the schedule: every so many minutes, when it was last done, when it comes next."""

    name: str
    minutes: int
    last: datetime | None
    next: datetime | None
    failed: int

    @property
    def daily(self) -> bool:
        return self.minutes == _A_DAY // timedelta(minutes=1)


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    queue = OrmQ.objects.filter(lock__lte=clock.now()).aggregate(waiting=Count("pk"), oldest=Min("lock"))
    context = {
        "sections": sections(request),
        "workers": list(workers()),
        "queue": queue,
        "outbox": outbox_now(),
        "jobs": _jobs(),
    }
    return render(request, "work/page.html", context)


def _jobs() -> list[JobLine]:
    """Every job, with what the queue remembers of it; of those done once a day, what is kept for good."""
    done = dict(Success.objects.order_by().values_list("group").annotate(Max("stopped")))
    kept = dict(JobRun.objects.order_by().values_list("job").annotate(Max("ended_at")))
    today = Task.objects.filter(success=False, stopped__gt=clock.now() - _A_DAY).order_by()
    failed = dict(today.values_list("group").annotate(Count("pk")))
    return [
        JobLine(
            gettext(row.name),
            row.minutes or 0,
            kept.get(literal_eval(row.args)[0]) if row.args else done.get(row.name),
            row.next_run,
            failed.get(row.name, 0),
        )
        for row in Schedule.objects.order_by("minutes", "name")
    ]
