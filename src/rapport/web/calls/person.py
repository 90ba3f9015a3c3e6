"""The one person whom the caller speaks with: when, why, what to say, what not to offer (CAM-1, CAM-6, LOY-4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, npgettext
from django.utils.translation import gettext as _

from rapport.care.models import ThinkingTime
from rapport.care.rules import THINKING_DAYS
from rapport.lib import clock
from rapport.lib.figures import show_amount
from rapport.lib.timeline import Event, Kind
from rapport.outreach import gate
from rapport.outreach.calls import ask_of
from rapport.outreach.calls.hours import zone_of
from rapport.outreach.gate import Verdict
from rapport.outreach.models import Call, Manners, Pause, Task
from rapport.outreach.models.pause import PauseScope
from rapport.outreach.models.task import TALKS
from rapport.people import names
from rapport.people.consents import rules, words_of
from rapport.people.models import Patient, Standing
from rapport.people.models.consent import Channel
from rapport.people.models.contact import ContactKind
from rapport.people.reading import read_file
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.web.access import standing_of
from rapport.web.calls.day import Hours, hours_of
from rapport.web.calls.evidence import Evidence, evidence_for
from rapport.web.calls.script import Spoken, spoken_script
from rapport.web.card.frame import HEAD, language_of
from rapport.web.card.timeline import reads, timeline
from rapport.web.contacts import show_contact
from rapport.web.family.pages import related
from rapport.web.sight import Sight
from rapport.web.standing.words import DONE_FOR

EVENTS, FAMILY, TRIES = 7, 6, 20


@dataclass(frozen=True)
class CallPage:
    """Everything `calls/person.html` needs. `number` is shown as this reader may see it, `dial` is "" for who may
    not."""

    task: Task
    patient: Patient
    name: str
    about: Sequence[str]
    standing: Standing | None
    verdict: Verdict
    # why not now
    forbids: Sequence[str]
    call: Call | None
    # since when they are on the line, by the clock of the clinic
    began: str
    consent: str
    wished: str
    thinks_until: str
    spoken_to: str
    number: str
    dial: str
    hours: Hours
    chips: Sequence[Evidence]
    evidence: Sequence[Evidence]
    script: Spoken | None
    figures: Sequence[tuple[str, str]]
    known: Sequence[tuple[str, str]]
    history: Sequence[Event]
    not_to_offer: Sequence[str]
    others: Sequence[Task]
    # nothing is offered or booked: they are spoken to
    talk: bool
    refused: str = ""


def call_page(task: Task, patient: Patient, user: User, *, refused: str = "") -> CallPage:
    """`patient` (of `task`) as `patient_for` gives it. The same number of statements for everybody."""
    sight, now = Sight.of(user, patient), clock.now()
    read_file(patient, [*HEAD, *reads(sight)])
    verdict = gate.look(patient, ask_of(task), at=now)
    addressed = verdict.addressed or patient
    calls = list(Call.objects.filter(patient=patient).order_by("-begun_at", "-pk")[:TRIES])
    call = next((one for one in calls if one.on_line and one.caller_id == user.pk), None)
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    family = list(Patient.objects.visible_to(user).filter(related(patient)).select_related("branch")[:FAMILY])
    number = call.number if call else verdict.contact_point.value if verdict.contact_point else ""
    shown = show_contact(ContactKind.PHONE, number, whole=sight.contacts) if number else ""
    return CallPage(
        task=task,
        patient=patient,
        name=names.shown_name(patient, get_language() or "en"),
        about=list(_about(patient)),
        standing=standing_of(patient, user),
        verdict=verdict,
        forbids=[reason.words for reason in verdict.reasons] if sight.words else _not_said(verdict),
        call=call,
        began=f"{task.branch.local(call.begun_at):%H:%M}" if call else "",
        consent=_consent_since(patient, task),
        wished=f"{now.astimezone(zone_of(addressed)) + timedelta(days=1):%Y-%m-%dT18:00}",
        thinks_until=(patient.branch.today() + timedelta(days=THINKING_DAYS)).isoformat(),
        spoken_to="" if addressed.pk == patient.pk else addressed.full_name,
        number=shown,
        dial=number if sight.contacts else "",
        hours=hours_of(addressed, ask_of(task), patient.branch, calls, now, sight),
        chips=list(_chips(task, patient, sight)),
        evidence=list(evidence_for(task, patient, addressed, facts, calls, sight)),
        script=spoken_script(task, patient, addressed, user, sight),
        figures=list(_figures(facts, patient, sight)),
        known=list(_known(patient, family, user)),
        history=_history(patient, sight),
        not_to_offer=list(_not_to_offer(patient, family, user)),
        others=_others(task, patient, user),
        talk=task.work_list in TALKS,
        refused=refused,
    )


def _not_said(verdict: Verdict) -> Sequence[str]:
    """The reason may be of the mouth, or a complaint."""
    return [] if verdict.allowed else [_("Not now. Why is not shown to you here.")]


def _about(patient: Patient) -> Iterator[str]:
    age = patient.age_on(patient.branch.today())
    if age is not None:
        yield ngettext("%(age)s year", "%(age)s years", age) % {"age": age}
    if patient.file_number:
        yield _("file %(number)s") % {"number": patient.file_number}
    for steward in patient.stewards.all():
        if steward.until is None:
            yield str(steward.user)


def _chips(task: Task, patient: Patient, sight: Sight) -> Iterator[Evidence]:
    yield Evidence("target-arrow", str((sight.words and task.rule) or task.get_work_list_display()))
    if task.attempts:
        most = task.most_attempts or Manners.of(patient.branch).attempts
        yield Evidence("repeat", _("Try %(number)s of %(most)s") % {"number": task.attempts + 1, "most": most})


def _consent_since(patient: Patient, task: Task) -> str:
    """Since when they agree to be called; "" where they do not."""
    today = patient.branch.today()
    word = rules.deciding(words_of(patient.consents.all()), task.purpose, Channel.CALL, today)
    return date_format(word.day, "YEAR_MONTH_FORMAT") if word and word.said == "given" else ""


def _figures(facts: PatientFacts, patient: Patient, sight: Sight) -> Iterator[tuple[str, str]]:
    yield str(facts.visits), npgettext("under their number", "visit", "visits", facts.visits)
    years, months = divmod(facts.with_us or 0, 12)
    if years:
        yield str(years), ngettext("year with us", "years with us", years)
    else:
        yield str(months), ngettext("month with us", "months with us", months)
    yield str(facts.referrals), ngettext("person brought", "people brought", facts.referrals)
    if sight.money:
        yield show_amount(facts.spend, patient.branch.currency, get_language() or "en"), _("spent in all")
    elif sight.words:
        yield str(facts.no_shows), npgettext("under their number", "missed visit", "missed visits", facts.no_shows)


def _known(patient: Patient, family: Sequence[Patient], user: User) -> Iterator[tuple[str, str]]:
    standing = standing_of(patient, user)
    if standing and standing.care:
        yield _("What helps"), str(DONE_FOR.get(("care", standing.care), ""))
    if language := language_of(patient):
        yield capfirst(_("preferred language")), language
    wishes = [point.label for point in patient.contacts.all() if point.preferred and point.label]
    sight = Sight.of(user, patient)
    if wishes and (said := sight.text(wishes[0])):
        yield _("Wishes"), said
    if said := sight.text(patient.hobbies):
        yield capfirst(_("hobbies")), said
    if family:
        yield _("Family"), _(", ").join(_relative(one) for one in family)


def _relative(one: Patient) -> str:
    age = one.age_on(one.branch.today())
    called = one.given_name or one.full_name
    return called if age is None else _("%(name)s (%(age)s)") % {"name": called, "age": age}


def _history(patient: Patient, sight: Sight) -> list[Event]:
    """The latest that was done and said, without what was only written down or paid."""
    events = (event for year in timeline(patient, sight).years for event in year.events)
    return list(islice((event for event in events if event.kind not in (Kind.RECORD, Kind.MONEY)), EVENTS))


def _not_to_offer(patient: Patient, family: Sequence[Patient], user: User) -> Iterator[str]:
    """Times to think and pauses of the person and the family: nobody speaks of it but they themselves."""
    people, today = [patient, *family], patient.branch.today()
    of_care = [one for one in people if Sight.of(user, one).care]
    running = ThinkingTime.objects.running(today).filter(patient__in=of_care)
    for thought in running.select_related("plan", "patient"):
        about = Sight.of(user, thought.patient).text(thought.plan.title) if thought.plan else _("everything")
        said = _("%(plan)s: thinking it over until %(day)s. Only if they speak of it themselves.")
        yield _named(thought.patient, patient) + said % {
            "plan": about, "day": date_format(thought.ends_on, "DATE_FORMAT")
        }  # fmt: skip
    known = [one for one in people if Sight.of(user, one).words]
    for pause in Pause.objects.running(today).filter(patient__in=known).select_related("patient"):
        what = _("Nothing") if pause.scope == PauseScope.ALL else capfirst(pause.get_scope_display())
        told = {"name": what, "outcome": pause.get_ground_display()}
        yield _named(pause.patient, patient) + _("%(name)s: %(outcome)s.") % told


def _named(whom: Patient, patient: Patient) -> str:
    return "" if whom.pk == patient.pk else f"{whom.given_name or whom.full_name}. "


def _others(task: Task, patient: Patient, user: User) -> list[Task]:
    """What else waits with this person and the family: one call for all of it."""
    near = Q(patient=patient) | Q(patient__guardian=patient)
    if patient.household_id:
        near |= Q(patient__household=patient.household_id)
    tasks = Task.objects.open().visible_to(user).filter(near).exclude(pk=task.pk).exclude(purpose="")
    return list(tasks.select_related("patient", "rule").order_by("due_on", "pk")[:FAMILY])
