"""The work that happens by itself: whether somebody does it, and how far it has come."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_q.models import OrmQ, Schedule, Success, Task

from rapport.config.health.finding import Findings, ago, fail, ok, warn
from rapport.config.schedule import EVERY_MINUTE, JOBS
from rapport.importing.models import Import
from rapport.lib import clock
from rapport.outreach.accounts import is_trial
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending.state import LATE, outbox_now
from rapport.people.models import ChangedPatient, Patient
from rapport.segmentation.models import PatientFacts, Sweep
from rapport.segmentation.policies.force import unreadable_schemes
from rapport.segmentation.worklists.reading import unreadable_rules
from rapport.staff.models import Restoration
from rapport.staff.working import workers

LONGEST_QUEUE = 500


def schedule() -> Findings:
    names = [job.name for job in JOBS]
    if Schedule.objects.filter(name__in=names).count() == len(names):
        yield ok("schedule", ngettext("%(n)s job", "%(n)s jobs", len(names)) % {"n": len(names)})
    else:
        yield fail("schedule", _("is not what it should be"), "rapport prepare")


def worker() -> Findings:
    """A worker shows that it lives by what it does: the job of every minute is put into the queue, and done."""
    tick = Schedule.objects.filter(name=EVERY_MINUTE.name).first()
    done = Success.objects.filter(func=EVERY_MINUTE.function).order_by("-stopped").first()
    seen = _("last did its work %(ago)s") % {"ago": ago(done.stopped)} if done else _("has not been seen yet")
    if done and clock.now() - done.stopped < LATE:
        yield ok("worker", ", ".join([seen, *map(str, workers())]))
    elif tick and tick.next_run and clock.now() - tick.next_run < LATE:
        advice = _("It shows itself within two minutes of its start, later when it is busy. Look again.")
        yield warn("worker", seen, advice)
    else:
        yield fail("worker", seen, _("Nothing happens by itself: start rapport worker, or rapport serve."))


def queue() -> Findings:
    waiting = OrmQ.objects.filter(lock__lte=clock.now())
    number, oldest = waiting.count(), waiting.order_by("lock").first()
    words = ngettext("%(n)s job waiting", "%(n)s jobs waiting", number) % {"n": number}
    if oldest and oldest.lock:
        words = _("%(waiting)s, the oldest came %(ago)s") % {"waiting": words, "ago": ago(oldest.lock)}
    late = oldest is not None and oldest.lock is not None and clock.now() - oldest.lock > LATE
    if number > LONGEST_QUEUE or late:
        advice = _("More workers take more at once: RAPPORT_WORKERS, or another rapport worker.")
        yield warn("queue", words, advice)
    else:
        yield ok("queue", words)


def failed_jobs() -> Findings:
    failed = Task.objects.filter(success=False, stopped__gt=clock.now() - timedelta(days=1))
    if number := failed.count():
        names = ", ".join(sorted(set(failed.values_list("func", flat=True))))
        words = ngettext(
            "%(n)s failed in the last day: %(names)s", "%(n)s failed in the last day: %(names)s", number
        ) % {"n": number, "names": names}
        yield warn("jobs", words, _("What went wrong is in the worker's log."))
    else:
        yield ok("jobs", _("none failed in the last day"))


def messages() -> Findings:
    """Whether those that are due go out, and whether nobody knows what became of some."""
    found = outbox_now()
    words = _("%(waiting)s waiting, %(failed)s failed in the last day, of %(unknown)s nobody knows") % {
        "waiting": found.waiting,
        "failed": found.failed,
        "unknown": found.unknown,
    }
    if found.without_account:
        names = ", ".join(found.without_account)
        words = _("%(words)s; no account sends: %(channels)s") % {"words": words, "channels": names}
        yield warn("messages", words, _("Settings, Channels: set one up, or take the messages back."))
    elif found.late and not Restoration.objects.waiting().exists():
        words = _("%(words)s; due for long: %(late)s") % {"words": words, "late": found.late}
        yield warn("messages", words, _("Look whether a worker runs and what the channel answers to a test."))
    elif found.unknown:
        yield warn("messages", words, _("Ask whether they arrived, and settle them under Messages."))
    else:
        yield ok("messages", words)


def channels() -> Findings:
    """Accounts that only look as if they sent."""
    names = [account.name for account in ChannelAccount.objects.filter(on=True) if is_trial(account)]
    if names:
        words = _("for trying out, nothing leaves this machine: %(names)s") % {"names": ", ".join(names)}
        yield warn(
            "channels", words, _("A clinic that works with it switches these off under Settings, Channels.")
        )


def imports() -> Findings:
    stalled = [
        one for one in Import.objects.working() if clock.now() - (one.heartbeat_at or one.created_at) > LATE
    ]
    if stalled:
        words = _("standing still: %(names)s") % {"names": ", ".join(map(str, stalled))}
        yield warn("imports", words, _("A worker takes them up again."))
    else:
        yield ok("imports", _("none stands still"))


def facts() -> Findings:
    waiting, without = ChangedPatient.objects.count(), Patient.objects.filter(facts=None).count()
    last = Sweep.objects.aggregate(last=Max("day"))["last"]
    late = last is not None and last < (clock.now() - timedelta(days=2)).date()
    stale = PatientFacts.objects.count() if late else 0
    if without or stale:
        words = _("of people: %(without)s lack them, %(stale)s older than a day") % {
            "without": without,
            "stale": stale,
        }
        yield warn("facts", words, _("A running worker makes them good."))
    else:
        yield ok("facts", _("of everyone; changes to follow: %(waiting)s") % {"waiting": waiting})


def rules() -> Findings:
    """Rules that ask for what is known no more (a tag that was taken away, say) move nobody and make no tasks."""
    schemes = ", ".join(str(scheme.label) for scheme in unreadable_schemes())
    lists = ", ".join(map(str, unreadable_rules()))
    if schemes:
        words = _("in force and no longer understood, so that nobody moves: %(names)s") % {"names": schemes}
        yield fail("rules", words, _("Mend them under Settings, Classes: the page says which word is unknown."))
    if lists:
        words = _("no longer understood, so that they make no tasks: %(names)s") % {"names": lists}
        yield fail("task rules", words, _("Mend them under Settings, Rules for tasks, or switch them off."))
    if not (schemes or lists):
        yield ok("rules", _("those in force are understood"))
