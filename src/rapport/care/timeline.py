"""What visits, plans and payments add to a person's timeline (REC-7)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rapport.care.models import Payment, Photo, Plan, PlanState, Visit
from rapport.lib.figures import show_amount
from rapport.lib.timeline import Event, Kind
from rapport.people.models import Patient

_TONES = {PlanState.CONSIDERING: "info", PlanState.ACCEPTED: "good", PlanState.DONE: "good"}


def events(patient: Patient, *, with_money: bool) -> Iterator[Event]:
    """Visits with what was done, plans with the time to think, and payments where amounts may be seen."""
    for visit in patient.visits.select_related("dentist", "branch").prefetch_related("treatments__category"):
        yield _visit(visit, with_money)
    for plan in patient.plans.select_related("branch"):
        amount = _money(plan.amount, plan) if with_money and plan.amount else ""
        title = _("Plan: %(title)s") % {"title": plan.title}
        beside = " · ".join(filter(None, (amount, str(plan.get_state_display()))))
        tone = _TONES.get(PlanState(plan.state), "")
        yield Event(plan.presented_on, Kind.VISIT, "clipboard-list", title, beside=beside, tone=tone)
        if plan.thinking_until:
            title = _("Thinking time ends")
            yield Event(plan.thinking_until, Kind.VISIT, "hourglass", title, beside=plan.title, tone="info")
    yield from _photos(patient)
    if with_money:
        for payment in patient.payments.select_related("branch"):
            title = _("Paid back") if payment.amount < 0 else _("Paid")
            beside = " · ".join(filter(None, (_money(payment.amount, payment), payment.get_method_display())))
            yield Event(payment.day, Kind.MONEY, "cash", title, beside=beside, below=payment.remark)


def _photos(patient: Patient) -> Iterator[Event]:
    """What was photographed (REC-6), a day at a time."""
    by_day: dict[date, list[Photo]] = {}
    for photo in patient.photos.kept().order_by("taken_on", "pk"):
        by_day.setdefault(photo.taken_on, []).append(photo)
    for day, photos in by_day.items():
        number = len(photos)
        title = ngettext("%(number)s photo", "%(number)s photos", number) % {"number": number}
        shown = ", ".join(dict.fromkeys(photo.name for photo in photos))
        yield Event(day, Kind.CARE, "camera", title, beside=shown)


def _visit(visit: Visit, with_money: bool) -> Event:
    lines = list(visit.treatments.all())
    # a name once, however many teeth it was done on
    named = dict.fromkeys(f"{line.name or line.category or ''} {line.teeth}".strip() for line in lines)
    title = ", ".join(filter(None, named)) or visit.complaint or _("Visit")
    amount = sum(line.amount for line in lines)
    beside = [str(visit.dentist or visit.dentist_words)]
    if visit.waiting_minutes is not None:
        beside.append(_("waited %(minutes)s min") % {"minutes": visit.waiting_minutes})
    if with_money and amount:
        beside.append(_money(amount, visit))
    below = "\n".join(filter(None, (visit.complaint if named else "", visit.remark)))
    at = visit.started_at.astimezone(visit.branch.zone) if visit.started_at else None
    beside_words = " · ".join(filter(None, beside))
    return Event(visit.day, Kind.VISIT, "dental", title, beside=beside_words, below=below, at=at)


def _money(amount: int, of: Visit | Plan | Payment) -> str:
    return show_amount(amount, of.branch.currency, get_language() or "en")
