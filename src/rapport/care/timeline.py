"""What visits, payments and the record of the mouth add to a person's timeline (REC-7)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rapport.care.models import (
    FindingState,
    Ground,
    Payment,
    Photo,
    Plan,
    PlanState,
    PlanStep,
    ThinkingTime,
    Visit,
)
from rapport.lib.figures import show_amount
from rapport.lib.timeline import Copied, Event, Kind
from rapport.people.models import Patient
from rapport.people.reading import Part

_TONES = {PlanState.CONSIDERING: "info", PlanState.ACCEPTED: "good", PlanState.DONE: "good"}


_VISITS = Part("visits", ("dentist", "branch"), ("treatments__category",))
_MOUTH = (
    Part("findings", below=("changes__by",)),
    Part("plans", ("branch",), ("steps__option", "steps__by")),
    Part("thinking_times", ("plan", "recorded_by")),
    Part("courses", ("dentist",)),
    Part("interruptions", ("course", "recorded_by")),
    Part("photos", ("removal",)),
)
_PAYMENTS = Part("payments", ("branch",))
_JUDGEMENTS = Part("judgements", ("by",))


def reads(*, with_money: bool, with_care: bool, with_value: bool) -> Sequence[Part]:
    """What `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row."""
    wanted = {_PAYMENTS: with_money, _JUDGEMENTS: with_care and with_value}
    return (_VISITS, *(_MOUTH if with_care else ()), *(part for part, may in wanted.items() if may))


def events(patient: Patient, *, with_money: bool, with_care: bool, with_value: bool) -> Iterator[Event]:
    """What the reader may see: that the person came is for everyone, amounts, the mouth and how somebody judged
    the person are not."""
    for visit in patient.visits.all():
        yield _visit(visit, with_money=with_money, with_care=with_care)
    if with_care:
        yield from _findings(patient)
        yield from _plans(patient, with_money)
        yield from _thinking(patient)
        yield from _courses(patient)
        yield from _photos(patient)
    if with_care and with_value:
        yield from _judgements(patient)
    if with_money:
        for payment in patient.payments.all():
            title = _("Paid back") if payment.amount < 0 else _("Paid")
            beside = _beside(_money(payment.amount, payment), payment.get_method_display())
            below = payment.remark if with_care else ""
            yield Event(payment.day, Kind.MONEY, "cash", title, beside=beside, below=below)


def _judgements(patient: Patient) -> Iterator[Event]:
    """What a dentist saw after a visit (PAT-6)."""
    for judged in patient.judgements.all():
        at = patient.branch.local(judged.at)
        steps = {"awareness": judged.awareness, "demands": judged.demands, "reluctance": judged.reluctance}
        title = (
            _("Judged: awareness %(awareness)s of 5, demands %(demands)s, reluctance %(reluctance)s of 3") % steps
        )
        hazards = ((judged.technical_hazard, _("technical hazard")), (judged.own_conditions, _("own conditions")))
        found = _(", ").join(word for there, word in hazards if there)
        tone = "bad" if found else ""
        yield Event(at.date(), Kind.CARE, "eye", title, beside=str(judged.by or ""), below=found, tone=tone, at=at)


def _photos(patient: Patient) -> Iterator[Event]:
    """What was photographed (REC-6), a day at a time."""
    by_day: dict[date, list[Photo]] = {}
    kept = (photo for photo in patient.photos.all() if photo.is_kept)
    for photo in sorted(kept, key=lambda photo: (photo.taken_on, photo.pk)):
        by_day.setdefault(photo.taken_on, []).append(photo)
    for day, photos in by_day.items():
        number = len(photos)
        title = ngettext("%(number)s photo", "%(number)s photos", number) % {"number": number}
        shown = _(", ").join(dict.fromkeys(photo.name for photo in photos))
        yield Event(day, Kind.CARE, "camera", title, beside=shown)


def _visit(visit: Visit, *, with_money: bool, with_care: bool) -> Event:
    lines = list(visit.treatments.all())
    # a name once, however many teeth it was done on
    named = dict.fromkeys(f"{line.name or line.category or ''} {line.teeth}".strip() for line in lines)
    title = (_(", ").join(filter(None, named)) or visit.complaint if with_care else "") or _("Visit")
    amount = sum(line.amount for line in lines)
    beside = [str(visit.dentist or visit.dentist_words)]
    if visit.waiting_minutes is not None:
        beside.append(_("waited %(minutes)s min") % {"minutes": visit.waiting_minutes})
    if with_money and amount:
        beside.append(_money(amount, visit))
    below = "\n".join(filter(None, (visit.complaint if named else "", visit.remark))) if with_care else ""
    at = visit.branch.local(visit.started_at) if visit.started_at else None
    said = _beside(*beside)
    return Event(visit.day, Kind.VISIT, "dental", title, said, below, at=at, copied=Copied.WHOLE)


def _findings(patient: Patient) -> Iterator[Event]:
    for finding in patient.findings.all():
        title, below = str(finding), finding.words if finding.words != finding.what else ""
        changes = list(finding.changes.all())
        who = "".join(str(change.by or "") for change in changes[:1])
        beside = _beside(_("found"), finding.get_urgency_display(), who)
        yield Event(finding.found_on, Kind.CARE, "eye", title, beside, below, copied=Copied.WHOLE)
        for change in changes[1:]:
            at, tone = patient.branch.local(change.at), "good" if change.state == FindingState.TREATED else ""
            beside = _beside(change.get_state_display(), str(change.by or ""))
            yield Event(at.date(), Kind.CARE, "eye", title, beside, change.why, tone, at, Copied.WHOLE)


def _plans(patient: Patient, with_money: bool) -> Iterator[Event]:
    for plan in patient.plans.all():
        amount = _money(plan.amount, plan) if with_money and plan.amount else ""
        title, tone = _("Plan: %(title)s") % {"title": plan.title}, _TONES.get(PlanState(plan.state), "")
        beside = _beside(amount, plan.get_state_display())
        yield Event(plan.presented_on, Kind.CARE, "clipboard-list", title, beside=beside, tone=tone)
        for step in list(plan.steps.all())[1:]:
            if step.state != PlanState.CONSIDERING:
                yield _step(plan, step)


def _step(plan: Plan, step: PlanStep) -> Event:
    tone = {PlanState.DECLINED: "bad", **_TONES}.get(PlanState(step.state), "")
    title = _("Plan %(state)s: %(title)s") % {"state": step.get_state_display(), "title": plan.title}
    beside = _beside(str(step.option or ""), str(step.by or ""))
    return Event(step.on, Kind.CARE, "clipboard-list", title, beside, step.why, tone, copied=Copied.WHOLE)


def _thinking(patient: Patient) -> Iterator[Event]:
    today = patient.branch.today()
    for thinking in patient.thinking_times.all():
        about = str(thinking.plan or "")
        if thinking.ground == Ground.ASKED:
            beside = _beside(about, str(thinking.recorded_by or ""))
            title, words = _asked(thinking), _quoted(thinking.words)
            day = thinking.starts_on
            yield Event(day, Kind.CARE, "hourglass", title, beside, words, "info", copied=Copied.WHOLE)
        if thinking.ended_on:
            title = _("Needs no more time to think")
            beside = _beside(about, thinking.get_ended_how_display())
            words = _quoted(thinking.ended_words)
            day = thinking.ended_on
            yield Event(day, Kind.CARE, "hourglass", title, beside, words, copied=Copied.WHOLE)
        elif thinking.runs_on(max(today, thinking.starts_on)) or thinking.ends_on < today:
            title = _("Thinking time ends")
            yield Event(thinking.ends_on, Kind.CARE, "hourglass", title, beside=about, tone="info")


def _asked(thinking: ThinkingTime) -> str:
    days = (thinking.ends_on - thinking.starts_on).days
    if days == 14:
        return _("Asked for two weeks to think")
    return ngettext("Asked for %(days)s day to think", "Asked for %(days)s days to think", days) % {"days": days}


def _courses(patient: Patient) -> Iterator[Event]:
    for course in patient.courses.all():
        title = _("Course begun: %(title)s") % {"title": course.title}
        yield Event(course.started_on, Kind.CARE, "history", title, beside=str(course.dentist or ""))
        if course.finished_on:
            title = _("Course finished: %(title)s") % {"title": course.title}
            yield Event(course.finished_on, Kind.CARE, "circle-check", title, tone="good")
        elif course.planned_end:
            title = _("Planned end: %(title)s") % {"title": course.title}
            yield Event(course.planned_end, Kind.CARE, "history", title)
    for interruption in patient.interruptions.all():
        title = _("Broke off: %(reason)s") % {"reason": interruption.get_reason_display()}
        beside = _beside(str(interruption.course or ""), str(interruption.recorded_by or ""))
        below = "\n".join(filter(None, (_quoted(interruption.words), interruption.strategy)))
        yield Event(interruption.noticed_on, Kind.CARE, "alert-triangle", title, beside, below, "bad")


def _quoted(words: str) -> str:
    return _("“%(words)s”") % {"words": words} if words else ""


def _beside(*words: str) -> str:
    return " · ".join(filter(None, words))


def _money(amount: int, of: Visit | Plan | Payment) -> str:
    return show_amount(amount, of.branch.currency, get_language() or "en")
