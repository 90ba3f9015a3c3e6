"""What happens by itself, and when. The whole schedule of an installation is this file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """Work that comes back: `function` by its dotted name, at the times of `cron` (UTC)."""

    name: str
    function: str
    cron: str


JOBS = (
    Job("Take up imports whose worker died", "rapport.importing.tasks.resume_stalled", "* * * * *"),
    Job("Work out every fact anew", "rapport.segmentation.tasks.refresh_everyone", "10 18 * * *"),
)


def ensure_schedule() -> None:
    """Make the queue's schedule exactly `JOBS`; rows of jobs that are no more are taken away."""
    from django_q.models import Schedule

    for job in JOBS:
        Schedule.objects.update_or_create(
            name=job.name,
            defaults={"func": job.function, "schedule_type": Schedule.CRON, "cron": job.cron, "repeats": -1},
        )
    Schedule.objects.exclude(name__in=[job.name for job in JOBS]).delete()
