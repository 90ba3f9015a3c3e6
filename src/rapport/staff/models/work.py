"""Who does the work that happens by itself, and what of it was done for which day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class JobRun(models.Model):
    """A job begun for one of its times, and done once it has ended: it is not done for that time again."""

    job = models.CharField(max_length=120)
    # the moment of the schedule that it was done for, however late
    period = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "run of a job"
        verbose_name_plural = "runs of jobs"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "period"], name="a_job_runs_once_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.job} · {self.period:%Y-%m-%d %H:%M}"


class Worker(models.Model):
    """A `rapport worker` that was seen at work: on which machine, as which process."""

    machine = models.CharField(max_length=120)
    process = models.PositiveBigIntegerField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "worker"
        verbose_name_plural = "workers"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["machine", "process"], name="one_row_for_a_worker")
        ]

    def __str__(self) -> str:
        return f"{self.machine} · {self.process}"
