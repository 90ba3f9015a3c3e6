"""What happens by itself, and when. The whole schedule of an installation is this file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from rapport.lib import clock


@dataclass(frozen=True)
class Job:
    """Work that comes back: `function` by its dotted name, every so many `minutes`, counted from `at` (UTC)."""

    name: str
    function: str
    minutes: int
    at: time = time()

    def next_time(self) -> datetime:
        """The first of its times from now on."""
        now = clock.now()
        start = datetime.combine(now.date(), self.at, UTC)
        every = timedelta(minutes=self.minutes)
        return start - ((start - now) // every) * every


A_DAY = 24 * 60
EVERY_MINUTE = Job("Take up imports whose worker died", "rapport.importing.tasks.resume_stalled", minutes=1)
JOBS = (
    EVERY_MINUTE,
    Job("Look at everyone whose day has begun", "rapport.segmentation.tasks.look_at_everyone", minutes=30),
    Job("Find duplicates", "rapport.segmentation.tasks.find_likely_duplicates", minutes=A_DAY, at=time(18, 10)),
    Job("Forget old tries to sign in", "rapport.staff.tasks.forget_tries", minutes=A_DAY, at=time(19, 40)),
    Job("Erase photos that were taken away", "rapport.care.tasks.erase_photos", minutes=5),
)


def ensure_schedule() -> None:
    """Make the queue's schedule exactly `JOBS`; rows of jobs that are no more are taken away.

    The time of a job that is there already stays: one that came due while nothing ran is done once, late.
    """
    from django_q.models import Schedule

    for job in JOBS:
        told = {"func": job.function, "schedule_type": Schedule.MINUTES, "minutes": job.minutes, "repeats": -1}
        Schedule.objects.update_or_create(
            name=job.name, defaults=told, create_defaults={**told, "next_run": job.next_time()}
        )
    Schedule.objects.exclude(name__in=[job.name for job in JOBS]).delete()
