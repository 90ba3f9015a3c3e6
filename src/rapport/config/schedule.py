"""What happens by itself, and when. The whole schedule of an installation is this file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _

from rapport.lib import clock

A_DAY = 24 * 60


@dataclass(frozen=True)
class Job:
    """Work that comes back: `function` by its dotted name, every so many `minutes`, counted from `at` (UTC).

    What comes once a day is kept by the day: done once for it, however often it is started.
    """

    name: str
    function: str
    minutes: int
    at: time = time()

    def next_time(self) -> datetime:
        """The first of its times from now on."""
        now, start, every = clock.now(), self._start(), timedelta(minutes=self.minutes)
        return start - ((start - now) // every) * every

    def last_time(self) -> datetime:
        """The last of its times until now: what is done now is done for that one, however late."""
        now, start, every = clock.now(), self._start(), timedelta(minutes=self.minutes)
        return start + ((now - start) // every) * every

    @property
    def once(self) -> bool:
        return self.minutes >= A_DAY

    def row(self) -> dict[str, object]:
        """What the queue's schedule is told."""
        function, arguments = (
            ("rapport.config.schedule.run_job", (self.function,)) if self.once else (self.function, ())
        )
        return {
            "func": function,
            "args": repr(arguments) if arguments else None,
            "schedule_type": "I",
            "minutes": self.minutes,
            "repeats": -1,
        }

    def _start(self) -> datetime:
        return datetime.combine(clock.now().date(), self.at, UTC)


EVERY_MINUTE = Job(_("Take up imports whose worker died"), "rapport.importing.tasks.resume_stalled", minutes=1)
JOBS = (
    EVERY_MINUTE,
    Job(_("Take up mailings that stopped in the middle"), "rapport.outreach.tasks.take_up_mailings", minutes=1),
    Job(
        _("Put back who was answered by a letter that did not go"),
        "rapport.outreach.tasks.put_back_replies",
        minutes=5,
    ),
    Job(_("Look at everyone whose day has begun"), "rapport.segmentation.tasks.look_at_everyone", minutes=30),
    Job(_("Slips and complaints that are late go up"), "rapport.feedback.tasks.see_to_what_is_late", minutes=10),
    Job(
        _("Write down who was lost"), "rapport.feedback.tasks.write_down_the_lost", minutes=A_DAY, at=time(20, 40)
    ),
    Job(
        _("Look whether complaints came back"), "rapport.feedback.tasks.look_back", minutes=A_DAY, at=time(20, 10)
    ),
    Job(_("Ask those who were treated"), "rapport.feedback.tasks.ask_who_was_treated", minutes=15),
    Job(_("Find duplicates"), "rapport.segmentation.tasks.find_likely_duplicates", minutes=A_DAY, at=time(18, 10)),
    Job(
        _("Forget what was typed into questionnaires and never sent"),
        "rapport.people.tasks.forget_drafts",
        minutes=A_DAY,
        at=time(19, 50),
    ),
    Job(_("Forget old tries to sign in"), "rapport.staff.tasks.forget_tries", minutes=A_DAY, at=time(19, 40)),
    Job(_("Take away times that nobody holds any more"), "rapport.appointments.tasks.tidy_book", minutes=10),
    Job(_("Offer freed times to who waits for one"), "rapport.appointments.tasks.offer_times", minutes=1),
    Job(_("Remind those who are expected"), "rapport.appointments.tasks.remind_of_appointments", minutes=5),
    Job(
        _("Send the questionnaire to who booked online"),
        "rapport.appointments.tasks.send_questionnaires",
        minutes=5,
    ),
    Job(_("Give points and rewards, and let points expire"), "rapport.loyalty.tasks.keep_wallets", minutes=5),
    Job(_("Erase photos that were taken away"), "rapport.care.tasks.erase_photos", minutes=5),
)


def run_job(function: str) -> None:
    """Do the job of that name for the last of its times; nothing where that was done."""
    from rapport.staff.working import run_once

    [job] = [job for job in JOBS if job.function == function]
    run_once(function, job.last_time(), import_string(function))


def ensure_schedule() -> None:
    """Make the queue's schedule exactly `JOBS`; rows of jobs that are no more are taken away.

    The time of a job that is there already stays: one that came due while nothing ran is done once, late.
    """
    from django_q.models import Schedule

    for job in JOBS:
        told = job.row()
        Schedule.objects.update_or_create(
            name=job.name, defaults=told, create_defaults={**told, "next_run": job.next_time()}
        )
    Schedule.objects.exclude(name__in=[job.name for job in JOBS]).delete()
