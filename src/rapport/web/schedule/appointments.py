"""One appointment: its page, its steps from booked to done, another time, and the way back (BOO-3, BOO-4)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.appointments.booking import Reason, Request, cancel, last_step, move, take_step, undo_step
from rapport.appointments.booking.reading import Besides
from rapport.appointments.models import Appointment, AppointmentState, AppointmentStep, BookedThrough, Slot
from rapport.appointments.models.appointment import EXPECTED
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import complaint_day
from rapport.web.contacts import phone_line
from rapport.web.htmx import go_back, say, say_refused, wants_part
from rapport.web.refusals import refusals_said
from rapport.web.schedule.forms import CancelForm, MoveForm
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.looks import TAKEN
from rapport.web.schedule.pages import appointment_page
from rapport.web.schedule.times import free_days
from rapport.web.schedule.views import show_day
from rapport.web.sight import Sight
from rapport.web.today.pages import Flag, flags_of

_BESIDE = ("patient__branch", "branch", "dentist", "booked_service", "visit")


@require_GET
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, for what, what can be done now, and what was done by whom; as a part the times to move it to."""
    found = _load(request, pk)
    if not wants_part(request):
        return _show(request, found)
    form = MoveForm(request.GET, appointment=found)
    with timezone.override(found.branch.zone):
        return render(request, "schedule/times.html", _times(found, form))


@require_POST
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """They will come, are here, were taken to the chair, were treated, or did not come."""
    found, state = _load(request, pk, Right.BOOK), request.POST.get("state", "")
    if state not in TAKEN:
        raise Http404
    with refusals_said(request):
        taken = take_step(found, AppointmentState(state), through=BookedThrough.DESK, by=staff(request))
        say_taken(request, taken)
    return _back(request, found)


@require_POST
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not take place: by whom and why."""
    found, form = _load(request, pk, Right.BOOK), CancelForm(request.POST, prefix="cancel")
    if not form.is_valid():
        return _show(request, found, cancelling=form)
    told = form.cleaned_data
    with refusals_said(request):
        gone = cancel(found, told["why"], through=BookedThrough.DESK, by=staff(request), words=told["words"])
        say_taken(request, gone)
    return redirect("web:appointment", pk)


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, from the form of its page or by dragging; the calendar gets the day as it stands then."""
    found = _load(request, pk, Right.BOOK)
    form = MoveForm(request.POST, appointment=found)
    refused = _move(request, found, form)
    if not wants_part(request):
        return _show(request, found, moving=form) if refused else redirect("web:appointment", pk)
    if only_closed(refused):
        return show_day(request, beyond=form, moved=found)
    if refused is not None:
        say_refused(request, refused.message)
    return show_day(request)


@require_POST
def undoing(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take back the last step."""
    found = _load(request, pk, Right.BOOK)
    taken = get_object_or_404(AppointmentStep, pk=step, appointment=found)
    with refusals_said(request):
        undo_step(found, taken, by=staff(request))
        say(request, _("Taken back."))
    return _back(request, found)


def _move(request: HttpRequest, found: Appointment, form: MoveForm) -> Refused | None:
    """Why it was not moved; None where it was."""
    if not form.is_valid():
        return Refused("form", " ".join(str(one) for errors in form.errors.values() for one in errors))
    asked = Request(BookedThrough.DESK, by=staff(request))
    try:
        moved = move(found, form.wanted(), asked, why=form.cleaned_data["why"])
    except Refused as refused:
        if only_closed(refused):
            form.offer_beyond()
        form.add_error(None, refused.message)
        return refused
    say_taken(request, moved)
    return None


def only_closed(refused: Refused | None) -> bool:
    """Whether nothing is against it but the working hours: staff may go beyond them on purpose."""
    return refused is not None and refused.params.get("reasons") == [Reason.CLOSED]


def say_taken(request: HttpRequest, taken: Appointment) -> None:
    """What it is now, with the way back."""
    name, step = taken.patient.full_name, last_step(taken)
    undo = reverse("web:appointment_undoing", args=[taken.pk, step.pk]) if step else ""
    if step is not None and step.moved_from is not None:
        begins = taken.branch.local(taken.starts_at)
        told = {"name": name, "day": date_format(begins, "MONTH_DAY_FORMAT"), "time": f"{begins:%H:%M}"}
        said = _("%(name)s: moved to %(day)s, %(time)s, %(chair)s.")
        if not taken.chair:
            said = _("%(name)s: moved to %(day)s, %(time)s.")
        say(request, said % {**told, "chair": taken.chair}, undo=undo)
    else:
        said = _("%(name)s: %(outcome)s.") % {"name": name, "outcome": taken.get_state_display()}
        say(request, said, undo=undo)


def _load(request: HttpRequest, pk: int, right: Right = Right.SEE_SCHEDULE) -> Appointment:
    """What may not be seen does not exist."""
    seen = Appointment.objects.visible_to(staff(request), right)
    return get_object_or_404(seen.select_related(*_BESIDE), pk=pk)


def _card(request: HttpRequest, found: Appointment) -> Patient | None:
    """The person, noted as looked at; None where they are of a branch that the reader does not see."""
    if not staff(request).may_at(Right.SEE_PATIENTS, found.patient.branch_id):
        return None
    return patient_for(request, found.patient_id)


def _to_mind(found: Appointment, card: Patient, user: User) -> list[Flag]:
    """What the morning says of them, while they are to come or here; complaints and no-shows stand in the head."""
    if found.state not in {*EXPECTED, AppointmentState.ARRIVED, AppointmentState.IN_CHAIR}:
        return []
    facts = getattr(card, "facts", None) or PatientFacts(patient=card)
    flags = flags_of(card, facts, found.branch.local(found.starts_at).date(), Sight.of(user, card))
    return [one for one in flags if one.icon != "calendar-off"]


def _back(request: HttpRequest, found: Appointment) -> HttpResponse:
    if "next" in request.POST:
        return go_back(request, "web:schedule")
    return redirect("web:appointment", found.pk)


def _times(found: Appointment, form: MoveForm) -> dict[str, Any]:
    slot = Slot.objects.filter(appointment=found).first()
    return {"service": form["service"].value(), "free": free_days(form, moving=Besides.of(slot, found))}


def _show(request: HttpRequest, found: Appointment, **wrong: Any) -> HttpResponse:
    """The page; `wrong` is the form that was sent with something wrong in it, by its name."""
    card = _card(request, found)
    context: dict[str, Any] = {
        "tabs": tabs(staff(request), ""),
        "page": appointment_page(found, staff(request), card=card),
        "complaint_day": card and complaint_day(card, staff(request)),
        "phone": card and phone_line(card, Sight.of(staff(request), card).contacts),
        "flags": _to_mind(found, card, staff(request)) if card else [],
        "appointment": found,
        "moving": MoveForm(appointment=found),
        "cancelling": CancelForm(prefix="cancel"),
        **wrong,
    }
    context |= _times(found, context["moving"]) if context["page"].may_move else {}
    with timezone.override(found.branch.zone):
        return render(request, "schedule/appointment.html", context, status=422 if wrong else 200)
